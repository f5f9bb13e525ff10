// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.domestik.agent.clock.ServerTime;
import org.domestik.agent.clock.Uptime;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.config.ConfigChange;
import org.domestik.agent.config.ServerConfig;
import org.domestik.agent.delivery.Courier;
import org.domestik.agent.delivery.OtherHosts;
import org.domestik.agent.delivery.ServerClient;
import org.domestik.agent.distribution.ServerProbes;
import org.domestik.agent.http.ServerAccess;
import org.domestik.agent.http.Trust;
import org.domestik.agent.log.Log;
import org.domestik.agent.machine.AllowList;
import org.domestik.agent.machine.Commands;
import org.domestik.agent.machine.FolderWatch;
import org.domestik.agent.machine.LiveMachine;
import org.domestik.agent.machine.Machine;
import org.domestik.agent.memory.MemoryTrimmer;
import org.domestik.agent.munin.MuninFolders;
import org.domestik.agent.outbox.Outboxes;
import org.domestik.agent.prometheus.PrometheusSources;
import org.domestik.agent.schedule.ProbeThreads;
import org.domestik.agent.schedule.RunningProbe;
import org.domestik.agent.script.KeyClaims;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.agent.script.ScriptContext;
import org.domestik.agent.script.ScriptFile;
import org.domestik.agent.spool.Spool;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.model.Version;
import org.domestik.model.delivery.Run;
import org.jspecify.annotations.Nullable;

/**
 * The running agent: watches the probe folders, keeps one {@link RunningProbe} a script, and a
 * courier.
 *
 * <p>It knows no probe by name.
 */
final class Agent {
  /** Where the kernel tells of every change, looking is for what it cannot know of. */
  private static final Duration SCAN = Duration.ofSeconds(10);

  private static final Duration SCAN_UNWATCHED = Duration.ofSeconds(1);
  private static final Duration STUCK = Duration.ofSeconds(2);

  private final AgentConfig started;
  private final Supplier<AgentConfig> configs;
  private final Log log;
  private final AgentFolder data;

  // Of the one thread that runs.
  private AgentConfig config;
  private ScriptContext context;
  private ProbeFolders folders;
  private MuninFolders munin;
  private PrometheusSources prometheus;

  private final @Nullable ServerProbes serverProbes;
  private final Courier courier;
  private final OtherHosts otherHosts;
  private final Map<String, ScriptFile> files = new HashMap<>();
  private final ProbeThreads threads = new ProbeThreads();
  private final Map<String, RunningProbe> probes = new HashMap<>();
  private final FolderWatch watch = new FolderWatch();
  private final Supervisor supervisor;
  private volatile boolean closing;
  private volatile boolean isReloadWanted;

  /**
   * @throws IOException if the data folder cannot be used
   * @throws BadInput if another agent uses it
   */
  Agent(AgentConfig config, InstantSource clock, Log log) throws IOException {
    this(config, () -> config, clock, log);
  }

  /**
   * @param configs reads the configuration again, when it is to
   * @throws IOException if the data folder cannot be used
   * @throws BadInput if another agent uses it
   */
  Agent(AgentConfig config, Supplier<AgentConfig> configs, InstantSource clock, Log log)
      throws IOException {
    this.started = config;
    this.configs = configs;
    this.config = config;
    this.log = log;
    this.supervisor = Supervisor.of(System.getenv(), System::nanoTime, log);
    Outboxes outboxes = new Outboxes(config.host());
    this.context = context(config, clock, new KeyClaims(), outboxes);
    this.folders = ProbeFolders.of(config);
    this.munin = new MuninFolders(config);
    this.prometheus = new PrometheusSources(config);
    Trust trust = Trust.of(config.server());
    this.data =
        AgentFolder.open(config.data(), log); // Before the spool, whose files it may delete.
    ServerAccess server = access(config.server(), trust, data);
    this.serverProbes =
        config.probesKey() == null
            ? null
            : new ServerProbes(context, config.probesKey(), server, log.of("distribution"));
    ServerTime time = new ServerTime(clock, Uptime.ofKernel(), config.clock());
    Spool spool = spool(config, data, time);
    this.courier =
        new Courier(
            config.host(),
            outboxes.own(),
            outboxes.own(),
            spool,
            new ServerClient(server, time),
            time,
            clock,
            System::nanoTime,
            log.of("delivery"));
    this.otherHosts =
        new OtherHosts(
            config.data().resolve("hosts"),
            config.spoolBytes(),
            outboxes.own(),
            () -> new ServerClient(server, time),
            time,
            clock,
            log.of("delivery"));
    outboxes.opening(otherHosts);
  }

  private static ScriptContext context(
      AgentConfig config, InstantSource clock, KeyClaims claims, Outboxes outboxes) {
    Machine machine =
        new LiveMachine(
            new AllowList(config.read(), config.variables()),
            new Commands(config.commands()),
            clock);
    return new ScriptContext(config, machine, clock, claims, outboxes);
  }

  private static ServerAccess access(ServerConfig config, @Nullable Trust trust, AgentFolder data) {
    UUID agent = config.agent() == null ? data.agent() : config.agent();
    return new ServerAccess(config.address(), trust, config.token(), agent);
  }

  private static Spool spool(AgentConfig config, AgentFolder data, ServerTime time)
      throws IOException {
    try {
      return new Spool(config.data().resolve("spool"), config.spoolBytes(), time);
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  /** Runs until {@link #close}. */
  void run() throws InterruptedException {
    Path bundled = config.bundled();
    if (bundled != null && !Files.isDirectory(bundled)) {
      log.warn("bundled: there is no folder " + bundled);
    }
    log.info("dmkcheckd " + Version.current() + ", " + watching());
    courier.start();
    otherHosts.start(context.outboxes());
    if (serverProbes != null) {
      serverProbes.start();
    }
    scan();
    supervisor.ready(watching());
    MemoryTrimmer memory = new MemoryTrimmer(System.nanoTime());
    while (!closing) {
      look();
      memory.tidy(System.nanoTime());
    }
  }

  private String watching() {
    return "watching " + started.host() + " for " + started.server().address();
  }

  /** Scans, and waits until it is time to do so again or something changed. */
  private void look() throws InterruptedException {
    do {
      scan();
    } while (watch.watch(watched()) && !closing); // What came until then would not be told.
    long next = System.nanoTime() + (watch.isComplete() ? SCAN : SCAN_UNWATCHED).toNanos();
    boolean changed = false;
    for (long left = next - System.nanoTime();
        left > 0 && !changed && !closing;
        left = next - System.nanoTime()) {
      reportStuck();
      if (courier.isRunning()) {
        supervisor.alive();
      }
      if (isReloadWanted) {
        isReloadWanted = false;
        supervisor.reloading();
        reread();
        supervisor.ready(watching());
        return;
      }
      changed = watch.await(Duration.ofNanos(Math.min(left, STUCK.toNanos())));
    }
  }

  /** Has the configuration read again soon; safe for use by any thread. */
  void reload() {
    isReloadWanted = true;
  }

  /** What is at fault changes nothing. */
  private void reread() {
    AgentConfig read;
    try {
      read = configs.get();
    } catch (BadInput e) {
      log.warn("the configuration is not taken, what was read before goes on: " + e.getMessage());
      return;
    }
    ConfigChange change = ConfigChange.of(started, config, read);
    log.info("read the configuration again; " + change);
    boolean isOfScripts = change.taken().stream().anyMatch(it -> !it.equals("log"));
    config = read;
    if (isOfScripts) {
      // What is of the start alone stays: probes go on to feed the same host's spool.
      context = context(read, context.clock(), context.claims(), context.outboxes());
      folders = ProbeFolders.of(read);
      munin = new MuninFolders(read);
      prometheus = new PrometheusSources(read);
      probes.forEach((script, probe) -> end(script, probe));
      probes.clear();
      files.clear();
    }
  }

  private void end(String script, RunningProbe probe) {
    probe.close();
    context.claims().release(script);
    context.outboxes().forget(script);
  }

  private Set<Path> watched() {
    Set<Path> watched = new HashSet<>(folders.looked());
    watched.addAll(config.munin().folders());
    watched.addAll(config.prometheus().textfile());
    return watched;
  }

  /** Ends all probes, stores what they returned and tries once to deliver it. */
  void close() throws IOException, InterruptedException {
    closing = true;
    watch.close();
    supervisor.stopping();
    if (serverProbes != null) {
      serverProbes.close();
    }
    probes.values().forEach(RunningProbe::close);
    courier.close();
    otherHosts.close();
    data.close();
  }

  /** Starts, changes and stops probes as their files came, changed and went. */
  private void scan() {
    Map<String, ScriptFile> found;
    try {
      found = new HashMap<>(folders.scan());
      found.putAll(folders.ignored());
      found.putAll(munin.scan());
      found.putAll(prometheus.scan());
    } catch (IOException e) {
      log.of("probes").warn("cannot look for probes: " + FileFault.of(e));
      return;
    }
    for (String script : List.copyOf(files.keySet())) {
      if (!found.containsKey(script)) {
        stop(script);
      }
    }
    context.outbox().present(found.keySet());
    found.forEach(
        (script, file) -> {
          ScriptFile before = files.put(script, file);
          if (before == null) {
            start(file);
          } else if (!before.version().equals(file.version())) {
            change(file);
          }
        });
  }

  private void start(ScriptFile file) {
    RunningProbe probe = new RunningProbe(context, threads, file, log.of("probes"));
    probes.put(file.script(), probe);
    probe.start();
    if (file.fault() == null) {
      log.of("probes").info("runs " + file.place());
    } else {
      log.of("probes").warn(file.fault());
    }
  }

  private void change(ScriptFile file) {
    log.of("probes").info("runs the new version of " + file.place());
    RunningProbe probe = probes.get(file.script());
    if (probe == null || probe.stuck() != null) {
      stop(file.script());
      files.put(file.script(), file);
      start(file);
    } else {
      probe.replace(file);
    }
  }

  private void stop(String script) {
    files.remove(script);
    RunningProbe probe = probes.remove(script);
    if (probe != null) {
      end(script, probe);
      log.of("probes").info("no longer runs " + script);
    }
  }

  private void reportStuck() {
    for (RunningProbe probe : probes.values()) {
      Run stuck = probe.stuck();
      if (stuck != null) {
        context.outbox().report(stuck);
      }
    }
  }
}
