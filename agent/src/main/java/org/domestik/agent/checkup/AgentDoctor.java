// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.checkup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.domestik.agent.clock.ClockRule;
import org.domestik.agent.clock.ServerTime;
import org.domestik.agent.clock.Uptime;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.config.ServerConfig;
import org.domestik.agent.enrolment.AgentId;
import org.domestik.agent.http.HttpAnswer;
import org.domestik.agent.http.HttpConnection;
import org.domestik.agent.json.JsonText;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.model.command.Findings;
import org.jspecify.annotations.Nullable;

/**
 * Says in plain words what is wrong with an agent, and what to do: looks at its files and asks its
 * server, whether the agent runs or not. Delivers nothing.
 */
public final class AgentDoctor {
  private static final int ANSWER_BYTES = 1 << 20;

  private final InstantSource clock;
  private final Findings findings = new Findings();

  public AgentDoctor(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Looks at all there is.
   *
   * @param config as far as it can be used, with the enrolment if there is one
   */
  public Findings look(List<String> problems, @Nullable AgentConfig config) {
    findings.wrong(problems, "correct that file; agent check looks at it again");
    if (config == null) {
      return findings;
    }
    new SpoolCheckup(findings, clock).look(config);
    process(config.data());
    try {
      server(config);
    } catch (BadInput e) {
      findings.wrong("the server: " + e.getMessage(), "see what the message says");
    } catch (IOException e) {
      findings.wrong(
          "the server " + config.server().address() + " cannot be reached: " + FileFault.of(e),
          "see that it runs and that nothing between stops it; samples wait in the spool");
    }
    return findings;
  }

  private void process(Path folder) {
    try {
      long pid = Long.parseLong(Files.readString(folder.resolve("agent.pid")).strip());
      if (ProcessHandle.of(pid).isPresent()) {
        findings.fine("agent: runs as process " + pid);
        return;
      }
    } catch (IOException | NumberFormatException e) {
      // There is none, or it is being written.
    }
    if (isHeld(folder.resolve("agent.lock"))) {
      findings.fine("agent: runs, and could not note its process id");
    } else {
      findings.look("no agent runs on this folder", "start it, unless that is meant");
    }
  }

  /** Whether a process holds the folder: one that runs on a full disk has no process id there. */
  private static boolean isHeld(Path lock) {
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.READ);
        FileLock mine = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return mine == null;
    } catch (OverlappingFileLockException e) {
      return true; // An agent of this very process.
    } catch (IOException e) {
      return false; // There never was one, or it is not ours to look at.
    }
  }

  private void server(AgentConfig config) throws IOException {
    ServerConfig server = config.server();
    // With this rule a difference is measured and nothing is made of it.
    ServerTime time = new ServerTime(clock, Uptime.ofKernel(), ClockRule.OWN);
    try (HttpConnection connection = new HttpConnection(AgentId.access(config), time)) {
      HttpAnswer health = connection.get("/health", null, ANSWER_BYTES);
      if (health.status() == 200) {
        findings.fine("server: " + server.address() + " answers and can store");
      } else {
        findings.wrong(
            "the server "
                + server.address()
                + " answers "
                + health.status()
                + ": "
                + health.reason(),
            "./domestik doctor there says more; samples wait in the spool");
      }
      String problem = time.clocks();
      if (problem == null) {
        findings.fine("clock: this machine's and the server's agree");
      } else {
        findings.wrong(problem, "set the clock right, by NTP; clock is " + config.clock().word());
      }
      admitted(connection);
      scripts(connection, config.host());
    }
  }

  private void admitted(HttpConnection connection) throws IOException {
    HttpAnswer me = connection.get("/api/v1/me", null, ANSWER_BYTES);
    boolean isNobody =
        me.status() == 200
            && JsonText.read(me.text()) instanceof Map<?, ?> map
            && Boolean.TRUE.equals(map.get("login"))
            && map.get("role") == null;
    if (me.status() == 401 || me.status() == 403 || isNobody) {
      findings.wrong(
          "the server does not know this agent: "
              + (isNobody ? "it shows no token that is good" : me.reason()),
          "enrol it: ./domestik enrol on the server, agent enrol CODE here");
    }
  }

  /** Servers that ask who one is tell an agent only what it needs. */
  private void scripts(HttpConnection connection, String host) throws IOException {
    HttpAnswer answer =
        connection.get("/api/v1/probes?host=" + URLEncoder.encode(host, UTF_8), null, ANSWER_BYTES);
    if (answer.status() != 200 || !(JsonText.read(answer.text()) instanceof List<?> runs)) {
      findings.look(
          "which scripts fail is not known here",
          "the host's page on the server and the log say it");
      return;
    }
    List<String> failing =
        runs.stream()
            .filter(
                it ->
                    it instanceof Map<?, ?> run
                        && List.of("failed", "quarantined")
                            .contains(String.valueOf(run.get("outcome"))))
            .map(it -> (Map<?, ?>) it)
            .map(
                run ->
                    "script "
                        + run.get("script")
                        + " is "
                        + run.get("outcome")
                        + ": "
                        + run.get("error"))
            .toList();
    findings.wrong(failing, "mend it; probe run FILE shows what it does");
    if (failing.isEmpty()) {
      findings.fine("scripts: " + runs.size() + ", none fails");
    }
  }
}
