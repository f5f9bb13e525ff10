// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.domestik.lua.LuaConfig;
import org.domestik.model.BadInput;
import org.domestik.model.command.Arguments;
import org.domestik.model.command.Options;
import org.domestik.server.backup.BackupTarget;
import org.domestik.server.backup.BackupWriter;
import org.domestik.server.backup.Belongings;
import org.domestik.server.backup.Restoring;
import org.domestik.server.backup.SecretFiles;
import org.domestik.server.command.place.ConfigOptions;
import org.domestik.server.command.place.RemoteServer;
import org.domestik.server.command.place.StoreOpening;
import org.domestik.server.config.ServerConfig;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.StoreCopy;

/**
 * {@code backup}: one file with the samples, by way of the server if one runs on the data folder,
 * and with the configuration.
 */
public final class BackupCommand {
  public static final String USAGE =
      "backup (--data DIR | --config F) [--secrets] [--without-samples] [--keep N] FILE|FOLDER";

  private static final Options OPTIONS =
      Options.of("config", "data", "store", "keep").flags("secrets", "without-samples");

  private final InstantSource clock;
  private final PrintStream out;
  private final ProgressLine progress;

  public BackupCommand(InstantSource clock, PrintStream out, PrintStream err) {
    this.clock = clock;
    this.out = out;
    this.progress = new ProgressLine("backup", err);
  }

  /** Makes a backup; what is not there in the end leaves nothing under its name. */
  public int run(List<String> args) {
    Arguments arguments = OPTIONS.read(args);
    Path place = Path.of(arguments.words("the file, or the folder it goes into").getFirst());
    String keep = arguments.option("keep");
    if (keep != null && !keep.matches("[1-9]\\d{0,5}")) {
      throw new BadInput("--keep is how many backups stay, from 1 on, not " + keep);
    }
    if (keep != null && !Files.isDirectory(place)) {
      throw new BadInput("--keep is for backups in a folder, and " + place + " is none");
    }
    ServerConfig config = ConfigOptions.read(arguments);
    boolean samples = !arguments.flag("without-samples");
    if (samples && config.store().isShared()) {
      throw new BadInput(
          "the samples are in PostgreSQL: back them up with pg_dump, as docs/backup.md says, and"
              + " the configuration with backup --without-samples");
    }
    boolean secrets = arguments.flag("secrets");
    String file = arguments.option("config");
    Belongings belongings =
        Belongings.find(
            config.data(),
            file == null ? null : Path.of(file),
            config.probes(),
            secrets ? keys(config) : List.of(),
            secrets);
    Instant begun = clock.instant();
    try (BackupTarget target = BackupTarget.open(place, begun)) {
      write(target, config, belongings, samples, secrets, begun);
      target.finish();
      out.println(
          "%s has %,d bytes, checked: %s%d files of configuration, %s secrets"
              .formatted(
                  target.file(),
                  Files.size(target.file()),
                  samples ? "the samples and " : "",
                  belongings.files().size(),
                  secrets ? "with" : "without"));
      if (keep != null) {
        target.keep(Integer.parseInt(keep)).forEach(old -> out.println("removed " + old));
      }
      return 0;
    } catch (IOException e) {
      throw BackupTarget.fault(place, e);
    }
  }

  /** The files of passwords and tokens that the configuration names. */
  private List<Path> keys(ServerConfig config) {
    Path data = config.data();
    List<Path> keys = new ArrayList<>();
    String password = config.store().passwordFile();
    if (password != null) {
      keys.add(data.resolve(password));
    }
    SecretFiles.in(config.ways().tables(), data).forEach(keys::add);
    Path alerts = config.alerts();
    if (Files.exists(alerts)) {
      try {
        SecretFiles.in(LuaConfig.read(alerts), alerts.resolveSibling("")).forEach(keys::add);
      } catch (BadInput e) { // The server goes on with what it read before.
        out.println(e.getMessage() + "; files of secrets that it names are left out");
      }
    }
    return keys;
  }

  private void write(
      BackupTarget target,
      ServerConfig config,
      Belongings belongings,
      boolean samples,
      boolean secrets,
      Instant begun)
      throws IOException {
    try (BackupWriter writer = new BackupWriter(target.out())) {
      for (String name : belongings.files().keySet()) {
        try (InputStream in = belongings.open(name)) {
          writer.add(name, in, bytes -> {});
        }
      }
      if (samples) {
        addSamples(config, secrets, writer);
      }
      writer.finish(begun, secrets);
    }
  }

  private void addSamples(ServerConfig config, boolean secrets, BackupWriter writer)
      throws IOException {
    RemoteServer remote = RemoteServer.on(config.data());
    if (remote != null) {
      try (RemoteServer.Coming copy = remote.copy(secrets, () -> copied(remote.copying()))) {
        add(writer, copy.in(), copy.bytes());
      }
      return;
    }
    try {
      StoreOpening.with(
          config,
          clock,
          false,
          storage -> {
            try (StoreCopy copy = storage.copy(secrets, (rows, of) -> copied(percent(rows, of)));
                InputStream in = Files.newInputStream(copy.file())) {
              add(writer, in, copy.bytes());
              return true;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void add(BackupWriter writer, InputStream in, long bytes) throws IOException {
    long[] written = {0};
    LongConsumer heard =
        count -> {
          written[0] = count;
          progress.tell("%,d of %,d MB written".formatted(count >> 20, bytes >> 20));
        };
    writer.add(Restoring.SAMPLES, in, heard);
    if (written[0] != bytes) {
      throw new StorageUnavailable(
          "the copy broke off at byte %,d of %,d".formatted(written[0], bytes), null);
    }
  }

  private static long percent(long rows, long of) {
    return of == 0 ? 0 : 100 * rows / of;
  }

  private void copied(long percent) {
    progress.tell("%d %% of the rows copied".formatted(percent));
  }
}
