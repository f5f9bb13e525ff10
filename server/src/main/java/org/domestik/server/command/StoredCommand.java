// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import org.domestik.model.BadInput;
import org.domestik.model.command.Arguments;
import org.domestik.model.command.Options;
import org.domestik.server.command.place.ConfigOptions;
import org.domestik.server.command.place.OperatorAudit;
import org.domestik.server.command.place.RemoteServer;
import org.domestik.server.command.place.StoreOpening;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.metrics.ServerMetrics;
import org.domestik.server.operation.DiskOutlook;
import org.domestik.server.operation.Operation;
import org.domestik.server.operation.Operations;
import org.domestik.server.operation.Report;
import org.domestik.server.operation.Target;
import org.domestik.server.text.Texts;
import org.domestik.storage.LifeCycle.Step;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.engine.SqlStorage;
import org.jspecify.annotations.Nullable;

/**
 * A command on stored data: goes through the server if one runs on the data folder, else opens the
 * store itself.
 */
public final class StoredCommand {
  private static final Options OPTIONS =
      Options.of("config", "data", "store", "host", "probe", "now").flags("json");
  private static final Options HOST_OPTIONS =
      Options.of("config", "data", "store", "host", "now").flags("json");
  private static final Options DELETE_OPTIONS =
      Options.of("config", "data", "store", "host").flags("json", "yes");
  private static final Options SQL_OPTIONS = Options.of("config", "data", "store").flags("json");

  private final InstantSource clock;
  private final PrintStream out;
  private final PrintStream err;

  public StoredCommand(InstantSource clock, PrintStream out, PrintStream err) {
    this.clock = clock;
    this.out = out;
    this.err = err;
  }

  /** Runs an operation; 1 if it found books that do not balance. */
  public int run(Operation operation, List<String> args) {
    boolean onHost = operation.isOnOneHost();
    Arguments arguments = (onHost ? HOST_OPTIONS : OPTIONS).read(args);
    arguments.words();
    Target target = target(arguments, onHost ? operation.word() : null);
    boolean json = arguments.flag("json");
    ServerConfig config = ConfigOptions.read(arguments);
    Report report = report(config, operation, target, json);
    new ReportPrinter(out).print(report, json);
    if (operation == Operation.PLAN && !json) {
      out.println(outlookOrWhyNot(config, target));
      SqlStorage.upkeep(config.store().storage(config.data(), config.policies()))
          .forEach(out::println);
    }
    boolean unbalanced =
        operation == Operation.VERIFY
            && report.maps().stream().anyMatch(row -> !Boolean.TRUE.equals(row.get("balanced")));
    if (unbalanced) {
      err.println(
          "domestik: the books of some host and probe do not balance; once you have read what is"
              + " missing, the command acknowledge makes verify go on from what is there");
    }
    return unbalanced ? 1 : 0;
  }

  private Report report(ServerConfig config, Operation operation, Target target, boolean json) {
    RemoteServer remote = RemoteServer.on(config.data());
    return remote != null
        ? remote.run(operation, target, step -> progress(operation, step, json))
        : StoreOpening.with(
            config,
            clock,
            false,
            storage -> {
              if (operation.isNoted()) {
                OperatorAudit.note(storage, clock, operation.word(), target.host());
              }
              return new Operations(storage, clock, config.store().zone(), new ServerMetrics())
                  .run(operation, target, step -> progress(operation, step, json));
            });
  }

  /**
   * To count all rows of a large store may take longer than is waited for: plan is there anyway.
   */
  private String outlookOrWhyNot(ServerConfig config, Target target) {
    try {
      return outlook(config, target);
    } catch (StorageUnavailable | BadInput e) {
      return "disk: when it is full was not found out: " + e.getMessage();
    }
  }

  /** When the disk is full, of all that is stored whatever the target. */
  private String outlook(ServerConfig config, Target target) {
    RemoteServer remote = RemoteServer.on(config.data());
    Instant now = target.now();
    if (remote == null) {
      Instant at = now == null ? clock.instant() : now;
      return StoreOpening.with(
          config, clock, false, storage -> DiskOutlook.line(storage.usage(at), at));
    }
    String path = "/api/v1/usage" + (now == null ? "" : "?now=" + now);
    return remote.ask("GET", path, Map.of()) instanceof Map<?, ?> said
        ? String.valueOf(said.get("outlook"))
        : "disk: the server does not say";
  }

  /** Deletes a host once a person who was told what goes has typed its name, or said --yes. */
  public int delete(List<String> args, InputStream in) {
    Arguments arguments = DELETE_OPTIONS.read(args);
    arguments.words();
    Target target = target(arguments, Operation.DELETE.word());
    boolean json = arguments.flag("json");
    ServerConfig config = ConfigOptions.read(arguments);
    if (!arguments.flag("yes")) {
      Report loss = report(config, Operation.DELETION, target, json);
      err.println(loss.maps().getFirst().get("statement"));
      err.println("Type the host's name to go on:");
      Scanner answers = new Scanner(in, UTF_8);
      if (!answers.hasNextLine() || !answers.nextLine().strip().equals(target.host())) {
        err.println("domestik: nothing was deleted");
        return 1;
      }
    }
    new ReportPrinter(out).print(report(config, Operation.DELETE, target, json), json);
    return 0;
  }

  /** Answers one SELECT. */
  public int sql(List<String> args) {
    Arguments arguments = SQL_OPTIONS.read(args);
    String sql = arguments.words("the SELECT, in quotes").getFirst();
    ServerConfig config = ConfigOptions.read(arguments);
    RemoteServer remote = RemoteServer.on(config.data());
    Report report =
        remote != null
            ? remote.select(sql)
            : StoreOpening.with(config, clock, false, storage -> Report.select(storage, sql));
    new ReportPrinter(out).print(report, arguments.flag("json"));
    if (report.cut() != null) {
      err.println(
          "domestik: only the first "
              + report.rows().size()
              + " rows are shown: an answer has at most "
              + report.cut());
    }
    return 0;
  }

  /** {@code onOneHost}: the command that needs one host's name; null if none is needed. */
  private static Target target(Arguments arguments, @Nullable String onOneHost) {
    String host = arguments.option("host");
    String probe = arguments.option("probe");
    if (onOneHost != null && host == null) {
      throw new BadInput(
          "--host is missing; usage: "
              + onOneHost
              + " (--data DIR | --config F) --host H [--json]");
    }
    return new Target(host == null ? "*" : host, probe == null ? "*" : probe, now(arguments));
  }

  private static @Nullable Instant now(Arguments arguments) {
    String text = arguments.option("now");
    return text == null ? null : Texts.instant(text);
  }

  private void progress(Operation operation, Step step, boolean json) {
    if (!json) {
      err.println(operation.word() + " " + step.host() + " " + step.probe() + ": " + step.rows());
    }
  }
}
