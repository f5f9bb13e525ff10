// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.http.ServerAccess;
import org.domestik.agent.log.Log;
import org.domestik.agent.machine.PathText;
import org.domestik.agent.script.ProbeFile;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.agent.script.ScriptContext;
import org.domestik.lua.LuaFailure;
import org.domestik.lua.LuaSandbox;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.model.KeyText;
import org.domestik.model.delivery.Run;
import org.domestik.model.delivery.SignedProbe;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a folder of scripts as the server wants it, as far as they are signed by the pinned key,
 * are for this host, are no older than what was accepted before, and compile.
 *
 * <p>The folder outlives a restart and the server's absence. Scripts in it run as all others do.
 */
public final class ServerProbes {
  private static final long EVERY_MILLIS = 3_000;
  private static final long AWAY_MILLIS = 10_000;
  private static final String SCRIPT = "server/";
  private static final String LIST = "server-probes";

  private final String host;
  private final PublicKey key;
  private final ScriptContext context;
  private final InstantSource clock;
  private final Log log;
  private final ServerProbesClient client;
  private final AcceptedProbes accepted;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, String> faults = new HashMap<>();
  private boolean away;
  private boolean isKept = true;

  /** Accepts what the owner of the key has signed, and nothing else. */
  public ServerProbes(ScriptContext context, PublicKey key, ServerAccess server, Log log) {
    AgentConfig config = context.config();
    this.host = config.host();
    this.key = key;
    this.context = context;
    this.clock = context.clock();
    this.log = log;
    this.client = new ServerProbesClient(server, host);
    this.accepted = new AcceptedProbes(config.serverProbes(), key);
    this.thread = new Thread(null, this::work, "server probes", LuaSandbox.STACK_BYTES);
    thread.setDaemon(true);
  }

  /** Starts the thread that asks the server for probes. */
  public void start() {
    thread.start();
  }

  /** Ends that thread; scripts that are there stay. */
  public void close() {
    closing.countDown();
  }

  private void work() {
    try {
      do {
        look();
      } while (!closing.await(pauseMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Nobody does; the scripts stay as they are.
    }
  }

  /** A server of ten thousand agents could do little else than tell them that nothing changed. */
  private long pauseMillis() {
    boolean isLater = away || !isKept;
    return Math.max(isLater ? AWAY_MILLIS : EVERY_MILLIS, client.pauseSeconds() * 1_000L);
  }

  private void look() {
    try {
      List<SignedProbe> wanted = client.changed();
      away = false;
      if (wanted != null) {
        isKept = keep(wanted);
      }
    } catch (BadInput e) {
      failed(Run.AGENT, LIST, "the server's list of probes: " + e.getMessage());
    } catch (IOException e) {
      if (!away) {
        log.warn("cannot ask for probes, those accepted go on: " + FileFault.of(e));
      }
      away = true;
    } catch (RuntimeException e) { // A fault of ours: without this thread no probe would come.
      isKept = false;
      failed(Run.AGENT, LIST, "the server's list of probes: unexpected: " + e);
    }
    if (!isKept) {
      client.forget();
    }
  }

  /** Has the folder hold these probes and no others; false where that is to be tried again. */
  private boolean keep(List<SignedProbe> wanted) {
    Set<String> names = new HashSet<>();
    boolean isDone = true;
    for (SignedProbe probe : wanted) {
      names.add(probe.name());
      isDone &= take(probe);
    }
    return removeOthers(names) && isDone;
  }

  /** Takes a probe in or refuses it; false where neither could be done. */
  private boolean take(SignedProbe probe) {
    String script = script(probe.name());
    try {
      check(probe);
      if (accepted.put(probe)) {
        log.info(
            "accepted version " + probe.version() + " of " + probe.name() + " from the server");
      }
      faults.remove(script);
      report(probe.name(), script, null);
      return true;
    } catch (BadInput e) {
      failed(probe.name(), script, "refused: " + e.getMessage());
      return true;
    } catch (IOException e) {
      failed(probe.name(), script, "cannot be kept: " + FileFault.of(e));
    } catch (RuntimeException e) { // A fault of ours.
      failed(probe.name(), script, "unexpected: " + e);
    }
    return false;
  }

  private boolean removeOthers(Set<String> names) {
    boolean isDone = true;
    try {
      for (Path other : accepted.others(names)) {
        isDone &= remove(other);
      }
    } catch (IOException e) {
      failed(Run.AGENT, LIST, "those withdrawn cannot be looked for: " + FileFault.of(e));
      return false;
    }
    return isDone;
  }

  private boolean remove(Path file) {
    String script = SCRIPT + KeyText.of(PathText.name(file));
    try {
      Files.deleteIfExists(file);
      faults.remove(script);
      context.outbox().announce(); // So that the server forgets what was said of it.
      return true;
    } catch (IOException e) {
      failed(Run.AGENT, script, "was withdrawn and cannot be removed: " + FileFault.of(e));
      return false;
    }
  }

  private static String script(String name) {
    return SCRIPT + name + ProbeFolders.ENDING;
  }

  private void check(SignedProbe probe) throws IOException {
    if (!probe.isSignedBy(key)) {
      throw new BadInput("its signature is not by the key that this agent's probes_key pins");
    }
    if (!probe.isFor(host)) {
      throw new BadInput("it is signed for the hosts " + probe.hosts() + ", not for " + host);
    }
    accepted.check(probe);
    ProbeFile file = new ProbeFile(accepted.file(probe.name()), List.of(), "");
    try {
      context.compile(file, probe.source()).close();
    } catch (LuaFailure e) {
      throw new BadInput("it does not compile: " + e.getMessage(), e);
    }
  }

  /** What lasts is logged once. */
  private void failed(String probe, String script, String error) {
    if (!error.equals(faults.put(script, error))) {
      log.warn(script + ": " + error);
    }
    report(probe, script, error);
  }

  private void report(String probe, String script, @Nullable String error) {
    Run.Outcome outcome = error == null ? Run.Outcome.OK : Run.Outcome.FAILED;
    context.outbox().report(new Run(probe, script, outcome, error, clock.instant(), 0));
  }
}
