// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.domestik.model.BadInput;
import org.domestik.model.command.Arguments;
import org.domestik.model.command.Options;
import org.domestik.server.alert.rules.AlertsFile;
import org.domestik.server.alert.rules.Unmatched;
import org.domestik.server.checkup.ConfigCheck;
import org.domestik.server.command.place.ConfigOptions;
import org.domestik.server.command.place.RemoteServer;
import org.domestik.server.config.PolicyNames;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.config.ServerConfig.Overrides;
import org.domestik.server.ingest.BundledProbes;
import org.domestik.storage.StorageUnavailable;

/**
 * {@code check}: reads all files that a server reads and says what is wrong, each with file and
 * line. Whether a server runs or not.
 */
public final class CheckCommand {
  public static final String USAGE = "check (--data DIR | --config F)";

  private static final Options OPTIONS = Options.of("config", "data", "store", "listen", "port");

  private final InstantSource clock;
  private final PrintStream out;

  public CheckCommand(InstantSource clock, PrintStream out) {
    this.clock = clock;
    this.out = out;
  }

  /** 1 if something is wrong. */
  public int run(List<String> args) {
    Arguments arguments = OPTIONS.read(args);
    arguments.words();
    Overrides overrides = ConfigOptions.overrides(arguments);
    ConfigCheck check = ConfigCheck.of(overrides, clock);
    List<String> problems = new ArrayList<>(check.problems());
    Path data = overrides.data();
    if (data != null && !Files.isDirectory(data)) {
      problems.add(data + ": there is no such folder");
    }
    problems.forEach(out::println);
    ServerConfig config = check.config();
    if (config != null) {
      advice(config).forEach(line -> out.println("advice: " + line));
    }
    out.println(
        problems.isEmpty()
            ? "The server's configuration is fine."
            : "The server's configuration has "
                + problems.size()
                + (problems.size() == 1 ? " fault." : " faults."));
    return problems.isEmpty() ? 0 : 1;
  }

  /** What the probes there are say about the rules in force. */
  private static List<String> alerts(Map<?, ?> answer) {
    List<String> advice = new ArrayList<>();
    if (answer.get("problems") instanceof Map<?, ?> problems) {
      problems.forEach(
          (where, what) -> {
            // What is wrong with the file itself is found here already, and all of it.
            if (String.valueOf(where).startsWith("alerts ")) {
              advice.add(String.valueOf(where).substring("alerts ".length()) + ": " + what);
            }
          });
    }
    if (answer.get("unmatched") instanceof List<?> list) {
      list.forEach(it -> advice.add(String.valueOf(it)));
    }
    return advice;
  }

  /** What the file of alerts says by itself; whoever reads its faults has them already. */
  private static List<String> alerts(ServerConfig config) {
    try {
      AlertsFile file = AlertsFile.read(config.alerts(), config.store().zone());
      return Unmatched.of(file, BundledProbes.names());
    } catch (BadInput e) {
      return List.of();
    }
  }

  /** A policy for what is not known yet is no fault; only a server that runs knows. */
  private static List<String> advice(ServerConfig config) {
    try {
      RemoteServer remote = RemoteServer.on(config.data());
      if (remote == null) {
        return alerts(config);
      }
      List<String> hosts = new ArrayList<>();
      if (remote.ask("GET", "/api/v1/hosts", Map.of()) instanceof List<?> list) {
        list.forEach(it -> hosts.add(it instanceof Map<?, ?> map ? "" + map.get("host") : ""));
      }
      Set<String> probes = new TreeSet<>(BundledProbes.names());
      if (remote.ask("GET", "/api/v1/descriptions", Map.of()) instanceof Map<?, ?> map) {
        map.keySet().forEach(it -> probes.add(String.valueOf(it)));
      }
      List<String> advice =
          new ArrayList<>(new PolicyNames(config.policies()).unknown(hosts, probes));
      if (remote.ask("GET", "/api/v1/alerts/rules", Map.of()) instanceof Map<?, ?> map) {
        advice.addAll(alerts(map));
      }
      return advice;
    } catch (StorageUnavailable e) {
      return alerts(config);
    }
  }
}
