// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.command.Arguments;
import org.domestik.model.command.Options;
import org.domestik.server.command.place.ConfigOptions;
import org.domestik.server.command.place.LocalTarget;
import org.domestik.server.command.place.RemoteServer;
import org.domestik.server.command.place.RemoteTarget;
import org.domestik.server.command.place.StoreOpening;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.importing.Import;
import org.domestik.server.importing.ImportCount;
import org.domestik.server.importing.ImportFormat;
import org.domestik.server.importing.ImportRequest;
import org.domestik.server.importing.ImportTarget;
import org.domestik.server.ingest.Precision;
import org.domestik.server.operation.Report;
import org.jspecify.annotations.Nullable;

/** The command {@code import}: through the server if one runs on the data folder, else alone. */
public final class ImportCommand {
  /** How it is called. */
  public static final String USAGE =
      "import (--data DIR | --config F) [--format lines|csv|parquet|json] [--host H] [--probe P]"
          + " [--keys K,…] [--precision ns|us|ms|s|m|h] [--skip] [--json] FILE…";

  private static final Options OPTIONS =
      Options.of("config", "data", "store", "format", "host", "probe", "keys", "precision")
          .flags("skip", "json");

  private final InstantSource clock;
  private final PrintStream out;
  private final PrintStream err;

  public ImportCommand(InstantSource clock, PrintStream out, PrintStream err) {
    this.clock = clock;
    this.out = out;
    this.err = err;
  }

  /** Imports the files; 0 once all is stored. */
  public int run(List<String> args, InputStream in) {
    Arguments arguments = OPTIONS.read(args);
    ServerConfig config = ConfigOptions.read(arguments);
    ImportRequest request = request(arguments, config);
    RemoteServer remote = RemoteServer.on(config.data());
    List<ImportCount> counts =
        remote != null
            ? run(new RemoteTarget(remote), request, in)
            : StoreOpening.with(
                config, clock, true, storage -> run(new LocalTarget(storage), request, in));
    new ReportPrinter(out).print(report(counts), arguments.flag("json"));
    return 0;
  }

  private List<ImportCount> run(ImportTarget target, ImportRequest request, InputStream in) {
    return new Import(target, request, clock, in, err::println).run();
  }

  private static ImportRequest request(Arguments arguments, ServerConfig config) {
    if (arguments.anyWords().isEmpty()) {
      throw new BadInput("missing: the files, or - for the standard input; usage: " + USAGE);
    }
    String format = arguments.option("format");
    String host = arguments.option("host");
    String keys = arguments.option("keys");
    String precision = arguments.option("precision");
    return new ImportRequest(
        arguments.anyWords(),
        format == null ? null : ImportFormat.of(format),
        host == null ? null : Names.host(host),
        probe(arguments.option("probe")),
        keys == null ? List.of() : Arrays.asList(keys.split(",")),
        precision == null ? null : Precision.of(precision),
        arguments.flag("skip"),
        config.store().ahead().estimate());
  }

  private static @Nullable String probe(@Nullable String name) {
    return name == null ? null : Names.probe(name);
  }

  private static Report report(List<ImportCount> counts) {
    List<List<@Nullable Object>> rows =
        counts.stream()
            .map(
                it ->
                    Arrays.<@Nullable Object>asList(
                        it.file(), it.rows(), it.samples(), it.known(), it.skipped(), it.texts()))
            .toList();
    return new Report(List.of("file", "rows", "stored", "known", "skipped", "texts"), rows);
  }
}
