// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.running;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.model.BadInput;
import org.domestik.model.Version;
import org.domestik.server.access.AccountEndpoints;
import org.domestik.server.access.Accounts;
import org.domestik.server.access.Directory;
import org.domestik.server.access.Gate;
import org.domestik.server.access.HostNames;
import org.domestik.server.access.Logins;
import org.domestik.server.access.SessionEndpoints;
import org.domestik.server.access.Upkeep;
import org.domestik.server.alert.AlertEndpoints;
import org.domestik.server.alert.Watch;
import org.domestik.server.alert.telling.Curves;
import org.domestik.server.alert.telling.Outbox;
import org.domestik.server.api.Api;
import org.domestik.server.api.Doors;
import org.domestik.server.api.EventStream;
import org.domestik.server.api.Spools;
import org.domestik.server.config.PolicyNames;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.connection.ConnectionLimits;
import org.domestik.server.distribution.Distribution;
import org.domestik.server.folder.DataFolder;
import org.domestik.server.health.Health;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.HttpServer;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.Listening;
import org.domestik.server.http.Right;
import org.domestik.server.http.Routes;
import org.domestik.server.ingest.BundledProbes;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.intake.Intake;
import org.domestik.server.intake.Way;
import org.domestik.server.limit.Limits;
import org.domestik.server.metrics.ServerMetrics;
import org.domestik.server.operation.Jobs;
import org.domestik.server.operation.Operations;
import org.domestik.server.tls.TlsDoor;
import org.domestik.storage.HostStatus;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.engine.SqlStorage;
import org.jspecify.annotations.Nullable;

/** A server with all its parts, from its start to its close. */
public final class RunningServer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(RunningServer.class.getName());
  private static final Duration FIRST_JOBS = Duration.ofMinutes(1);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private @Nullable Reloading reloading;
  private volatile String url = "";

  private RunningServer() {}

  /**
   * Starts all parts.
   *
   * @throws BadInput where one cannot start; those that could are closed again
   */
  public static RunningServer start(ServerConfig config, InstantSource clock) {
    return start(config, clock, ConnectionLimits.ofProcess(IngestLimits.LONGEST_BODY));
  }

  /** The same, with other limits of connections. */
  public static RunningServer start(
      ServerConfig config, InstantSource clock, ConnectionLimits limits) {
    return start(config, () -> config, clock, limits);
  }

  /** The same; {@code again} reads the configuration anew when it is to. */
  public static RunningServer start(
      ServerConfig config,
      Supplier<ServerConfig> again,
      InstantSource clock,
      ConnectionLimits limits) {
    RunningServer server = new RunningServer();
    try {
      server.startParts(config, again, clock, limits);
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    } catch (IOException e) {
      server.close();
      throw new BadInput("the data folder cannot be written: " + DataFolder.reason(e), e);
    }
  }

  private static void checkPort(Listening listening, Path data) throws IOException {
    try {
      HttpServer.check(listening.listen(), listening.port());
    } catch (BadInput e) {
      if (Files.exists(DataFolder.lock(data))) {
        DataFolder.open(data).close(); // By a server on this folder? Another port would not help.
      }
      throw e;
    }
  }

  private void startParts(
      ServerConfig config,
      Supplier<ServerConfig> again,
      InstantSource clock,
      ConnectionLimits limits)
      throws IOException {
    Listening listening = Reach.of(config, clock);
    checkPort(listening, config.data());
    DataFolder folder = part(DataFolder.open(config.data()));
    folder.announceProcess();
    // Not before: what keeps it from starting at all is one line.
    LOG.info(() -> "Domestik " + Version.current() + " starts on " + config.data());
    StorageConfig store = config.store().storage(config.data(), config.policies());
    part(HeapLid.start());
    Storage storage = part(SqlStorage.open(store, clock));
    Distribution distribution = new Distribution(config.data());
    ChangeAudit changes = new ChangeAudit(folder, storage.access(), clock);
    changes.settings(config, "start");
    ProbeFolder probes = part(ProbeFolder.watch(config.probes(), storage, distribution, changes));
    checkPolicies(config, storage);
    Spools spools = new Spools(clock);
    Watch watch =
        part(
            Watch.start(
                storage,
                clock,
                config.alerts(),
                store.zone(),
                () -> config.trust().externalUrl() == null ? url : config.trust().externalUrl(),
                spools::oldest));
    Outbox outbox =
        part(
            Outbox.start(
                storage,
                clock,
                new Curves(storage, watch.rules()),
                watch::leads,
                watch::hasNews,
                () -> watch.rules().file().targets()));
    ServerMetrics metrics = new ServerMetrics();
    Operations operations = new Operations(storage, clock, store.zone(), metrics);
    String token = token();
    Sources sources = new Sources(config.sources());
    LeftOut leftOut = new LeftOut(clock);
    Map<String, Health.Part> parts = new LinkedHashMap<>();
    parts.put("store", storage::check);
    parts.put("data", folder::check);
    Health health =
        part(
            Health.of(
                parts,
                () -> problems(probes, storage, operations, watch, outbox, listening.tls())));
    part(Jobs.start(operations, metrics, FIRST_JOBS, config.lifeCycle().every().estimate()));
    EventStream events = new EventStream();
    Directory directory = new Directory(storage.access(), clock, config.store().isShared());
    if (!Listening.address(listening.listen()).isLoopbackAddress() && hasNobody(directory)) {
      throw Reach.refusal(config, "user");
    }
    directory.onChange(events::lookAgain);
    reloading =
        new Reloading(
            again,
            config,
            storage,
            operations,
            probes,
            changes,
            watch.rules(),
            sources,
            directory,
            listening.tls());
    part(Upkeep.start(directory, config.trust().audit().estimate()));
    Doors doors = doors(storage, directory, config, token);
    Limits quota = new Limits(config.limits(), listening.site().asksWho(), clock);
    IngestLimits bounds =
        IngestLimits.DEFAULT
            .ofHeap(Runtime.getRuntime().maxMemory())
            .ofStore(config.store().ahead().estimate());
    Intake intake = new Intake(storage, clock, bounds, quota, metrics);
    List<Way> ways = Ways.of(config, sources, leftOut);
    Api api =
        new Api(
            storage,
            config.data(),
            clock,
            intake,
            metrics,
            operations,
            health,
            distribution,
            doors,
            spools,
            ways,
            leftOut);
    Routes routes = api.routes(events);
    new AlertEndpoints(storage, clock, watch.rules(), doors.audit()).addTo(routes);
    HttpServer http = part(HttpServer.start(listening, limits, routes, metrics));
    part(events); // Closed first, so that the port does not wait for streams without an end.
    for (Way way : ways) {
      part(way.start(intake));
    }
    url = http.url();
    folder.announceServer(url, token);
  }

  /** Reads all files again that may change while it runs. */
  public Reloaded reload() {
    return Objects.requireNonNull(reloading, "not started").reload();
  }

  private void reload(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    Reloaded reloaded = reload();
    exchange.json(
        200,
        JsonBody.of(
            Map.of(
                "taken", reloaded.taken(),
                "restart", reloaded.restart(),
                "problems", reloaded.problems())));
  }

  private int port() {
    return URI.create(url).getPort();
  }

  private Doors doors(Storage storage, Directory directory, ServerConfig config, String token) {
    Accounts accounts = new Accounts(directory);
    Logins logins = Logins.of(directory);
    return new Doors(
        new Gate(directory, logins, token),
        routes -> {
          new HostNames(storage, directory).addTo(routes);
          new SessionEndpoints(directory, logins, accounts).addTo(routes);
          new AccountEndpoints(accounts, logins, Reach.codes(config, this::port)).addTo(routes);
          routes.add("POST", "/api/v1/reload", Right.ADMIN, this::reload);
        },
        accounts::note);
  }

  private static Map<String, String> problems(
      ProbeFolder probes,
      Storage storage,
      Operations operations,
      Watch watch,
      Outbox outbox,
      @Nullable TlsDoor tls) {
    Map<String, String> problems = new TreeMap<>(probes.problems());
    problems.putAll(storage.clocks());
    storage
        .failures()
        .forEach(it -> problems.put(it.job() + " " + it.host() + " " + it.probe(), it.toString()));
    problems.putAll(operations.failures());
    problems.putAll(watch.problems());
    problems.putAll(outbox.problems());
    String certificate = tls == null ? null : tls.problem();
    if (certificate != null) {
      problems.put("tls", certificate);
    }
    return problems;
  }

  /** Of a store that is down nobody knows; until it is up, nobody is let in. */
  private static boolean hasNobody(Directory directory) {
    try {
      return !directory.hasUsers();
    } catch (StorageUnavailable e) {
      LOG.fine("users are not looked for: the store is down");
      return false;
    }
  }

  private static void checkPolicies(ServerConfig config, Storage storage) {
    try {
      Set<String> probes = new TreeSet<>(BundledProbes.names());
      probes.addAll(storage.descriptions().keySet());
      new PolicyNames(config.policies())
          .unknown(storage.hosts().stream().map(HostStatus::host).toList(), probes)
          .forEach(LOG::warning);
    } catch (StorageUnavailable e) {
      LOG.fine("policies are not compared with what is known: the store is down");
    }
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.push(part);
    return part;
  }

  private static String token() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Where it answers, without a slash at the end. */
  public String url() {
    return url;
  }

  /** Closes the parts, the last started first; each whatever became of the others. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "at stopping", e);
      }
    }
  }
}
