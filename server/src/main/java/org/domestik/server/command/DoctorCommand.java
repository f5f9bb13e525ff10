// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.domestik.model.Version;
import org.domestik.model.command.Arguments;
import org.domestik.model.command.Findings;
import org.domestik.model.command.Options;
import org.domestik.model.delivery.Run;
import org.domestik.model.delivery.Run.Outcome;
import org.domestik.server.checkup.ConfigCheck;
import org.domestik.server.checkup.FolderCheckup;
import org.domestik.server.checkup.HostView;
import org.domestik.server.checkup.HostsCheckup;
import org.domestik.server.command.place.ConfigOptions;
import org.domestik.server.command.place.RemoteServer;
import org.domestik.server.command.place.StoreOpening;
import org.domestik.server.config.ServerConfig;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.engine.SqlStorage;
import org.jspecify.annotations.Nullable;

/**
 * {@code doctor}: says in plain words what is wrong with a server, and what to do. Asks the server
 * if one runs, else looks into the store itself.
 */
public final class DoctorCommand {
  public static final String USAGE = "doctor (--data DIR | --config F)";

  private static final Options OPTIONS = Options.of("config", "data", "store");
  private static final Pattern REFUSED =
      Pattern.compile("(?m)^domestik_batches_total\\{result=\"refused\"\\} (\\d+)");

  private final InstantSource clock;
  private final PrintStream out;

  public DoctorCommand(InstantSource clock, PrintStream out) {
    this.clock = clock;
    this.out = out;
  }

  /** 1 if something is wrong. */
  public int run(List<String> args) {
    Arguments arguments = OPTIONS.read(args);
    arguments.words();
    Findings findings = new Findings();
    ConfigCheck check = ConfigCheck.of(ConfigOptions.overrides(arguments), clock);
    findings.wrong(check.problems(), "correct that file; ./domestik check looks at it again");
    ServerConfig config = check.config();
    if (config == null) {
      return findings.print(out);
    }
    FolderCheckup folder = new FolderCheckup(findings);
    folder.folder(config.data());
    folder.certificate(config.data(), clock.instant());
    folder.files(config.data());
    try {
      SqlStorage.risks(config.store().storage(config.data(), config.policies()))
          .forEach(findings::wrong);
      RemoteServer remote = RemoteServer.on(config.data());
      if (remote == null) {
        findings.look("no server runs on " + config.data(), "start it, unless that is meant");
        StoreOpening.with(config, clock, false, storage -> stored(findings, storage));
      } else {
        running(findings, remote);
      }
    } catch (StorageUnavailable e) {
      findings.wrong(
          "the store or the server does not answer: " + e.getMessage(), "see the server's log");
    } catch (BadInput e) {
      findings.wrong("the store: " + e.getMessage(), "see what the message says");
    }
    return findings.print(out);
  }

  /** Opened, a store has been looked at: what cannot be read is told by an exception. */
  private static boolean stored(Findings findings, Storage storage) {
    storage.check();
    findings.fine("store: it opens, and can be written");
    HostsCheckup hosts = new HostsCheckup(findings);
    hosts.hosts(storage.hosts().stream().map(HostView::of).toList());
    List<String> failing = new ArrayList<>();
    int all = 0;
    for (Map.Entry<String, List<Run>> host : storage.runs().entrySet()) {
      for (Run run : host.getValue()) {
        all++;
        if (run.outcome() == Outcome.FAILED || run.outcome() == Outcome.QUARANTINED) {
          failing.add(failing(host.getKey(), run.script(), run.outcome().word(), run.error()));
        }
      }
    }
    hosts.scripts(failing, all);
    return true;
  }

  private static void running(Findings findings, RemoteServer remote) {
    Map<?, ?> health = remote.health();
    Object version = health.get("version");
    if (!Version.current().equals(version)) {
      findings.look(
          "the server that runs is version " + version + ", this command " + Version.current(),
          "restart the server after an upgrade");
    }
    health.forEach(
        (part, state) -> {
          boolean isPart = !List.of("status", "version", "problems").contains(part);
          if (isPart && state.equals("ok")) {
            findings.fine(part + ": works");
          } else if (isPart) {
            findings.wrong(
                part + ": samples cannot be stored: " + state,
                "mend that; nothing is lost, agents" + " keep their samples");
          }
        });
    if (health.get("problems") instanceof Map<?, ?> problems) {
      problems.forEach(
          (where, what) ->
              findings.wrong(where + ": " + what, "docs/http-api.md says what each problem is"));
    }
    HostsCheckup hosts = new HostsCheckup(findings);
    hosts.hosts(HostView.of(remote.ask("GET", "/api/v1/hosts", Map.of())));
    List<String> failing = new ArrayList<>();
    List<?> runs =
        remote.ask("GET", "/api/v1/probes", Map.of()) instanceof List<?> list ? list : List.of();
    for (Object each : runs) {
      if (each instanceof Map<?, ?> run
          && List.of("failed", "quarantined").contains(run.get("outcome"))) {
        failing.add(
            failing(run.get("host"), run.get("script"), run.get("outcome"), run.get("error")));
      }
    }
    hosts.scripts(failing, runs.size());
    Matcher refused = REFUSED.matcher(remote.text("/metrics"));
    if (refused.find() && !refused.group(1).equals("0")) {
      findings.look(
          refused.group(1) + " deliveries were refused since the server's start",
          "the server's log names senders and reasons: lines with \"refused with\"");
    }
  }

  private static String failing(
      @Nullable Object host,
      @Nullable Object script,
      @Nullable Object outcome,
      @Nullable Object error) {
    return "script "
        + script
        + " on "
        + host
        + " "
        + ("failed".equals(outcome) ? "fails" : "is " + outcome)
        + ": "
        + error;
  }
}
