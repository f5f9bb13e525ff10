// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.running;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.model.BadInput;
import org.domestik.server.access.Directory;
import org.domestik.server.alert.rules.Rules;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.config.WaysConfig;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.log.Logging;
import org.domestik.server.operation.Operations;
import org.domestik.server.tls.TlsDoor;
import org.domestik.storage.Storage;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files again that a server reads, while it runs. A file that is at fault changes
 * nothing. Safe for use by many threads, one at a time.
 */
final class Reloading {
  private static final Logger LOG = Logger.getLogger(Reloading.class.getName());

  /** What is read at the start only. */
  private static final Map<String, Function<ServerConfig, @Nullable Object>> AT_START = atStart();

  private final Supplier<ServerConfig> configs;
  private final Storage storage;
  private final Operations operations;
  private final ProbeFolder probes;
  private final ChangeAudit changes;
  private final Rules alerts;
  private final Sources sources;
  private final Directory directory;
  private final @Nullable TlsDoor tls;
  private final ServerConfig started;
  private ServerConfig current;

  /**
   * @param configs reads the configuration
   * @param started what it was at the start
   */
  Reloading(
      Supplier<ServerConfig> configs,
      ServerConfig started,
      Storage storage,
      Operations operations,
      ProbeFolder probes,
      ChangeAudit changes,
      Rules alerts,
      Sources sources,
      Directory directory,
      @Nullable TlsDoor tls) {
    this.configs = configs;
    this.started = started;
    this.current = started;
    this.storage = storage;
    this.operations = operations;
    this.probes = probes;
    this.changes = changes;
    this.alerts = alerts;
    this.sources = sources;
    this.directory = directory;
    this.tls = tls;
  }

  private static Map<String, Function<ServerConfig, @Nullable Object>> atStart() {
    Map<String, Function<ServerConfig, @Nullable Object>> keys = new LinkedHashMap<>();
    keys.put("data", ServerConfig::data);
    keys.put("probes_d", ServerConfig::probes);
    keys.put("listen", it -> it.listen().listen());
    keys.put("port", it -> it.listen().port());
    keys.put("store", it -> it.store().store());
    keys.put("user", it -> it.store().user());
    keys.put("password", it -> it.store().password());
    keys.put("password_file", it -> it.store().passwordFile());
    keys.put("reader", it -> it.store().reader());
    keys.put("grant", it -> it.store().grant());
    keys.put("distribute", it -> it.store().distribution().wanted());
    keys.put("shards", it -> it.store().distribution().shards());
    keys.put("zone", it -> it.store().zone());
    keys.put("ahead", it -> it.store().ahead());
    keys.put("lifecycle_every", ServerConfig::lifeCycle);
    keys.put("tls", it -> it.trust().tls());
    keys.put("external_url", it -> it.trust().externalUrl());
    keys.put("trusted_proxies", it -> it.trust().trustedProxies());
    keys.put("audit_keep", it -> it.trust().audit());
    keys.put("access", it -> it.trust().access());
    keys.put("limits", ServerConfig::limits);
    for (String way : WaysConfig.NAMES) {
      keys.put(way, it -> it.ways().tables().get(way));
    }
    return keys;
  }

  /** Reads all again, and logs what came of it in one line. */
  synchronized Reloaded reload() {
    List<String> taken = new ArrayList<>();
    List<String> restart = new ArrayList<>();
    Map<String, String> problems = new TreeMap<>();
    try {
      config(configs.get(), taken, restart);
    } catch (BadInput e) {
      problems.put("server.conf", String.valueOf(e.getMessage()));
    }
    if (probes.lookNow()) {
      taken.add("probes.d");
    }
    probes
        .problems()
        .forEach((file, why) -> problems.put(file, why.startsWith(file) ? why : file + ": " + why));
    if (alerts.load()) {
      taken.add("alerts.lua");
    }
    problems.putAll(alerts.problems());
    if (tls != null) {
      if (tls.reload()) {
        taken.add("the certificate");
      }
      String problem = tls.problem();
      if (problem != null) {
        problems.put("tls", problem);
      }
    }
    directory.changed(); // Users and tokens are in the store, which others may have changed.
    Reloaded reloaded = new Reloaded(taken, restart, problems);
    LOG.log(problems.isEmpty() ? Level.INFO : Level.WARNING, () -> "read again; " + reloaded);
    return reloaded;
  }

  private void config(ServerConfig read, List<String> taken, List<String> restart) {
    if (!read.policies().rules().equals(current.policies().rules())) {
      operations.between(() -> storage.policies(read.policies().rules()));
      taken.add("policies");
    }
    if (!read.log().equals(current.log())) {
      Logging.form(read.log().form());
      taken.add("log");
    }
    if (!read.sources().equals(current.sources())) {
      sources.replace(read.sources());
      taken.add("sources");
    }
    AT_START.forEach(
        (key, value) -> {
          if (!Objects.equals(value.apply(started), value.apply(read))) {
            restart.add(key);
          }
        });
    changes.settings(read, "reload");
    current = read;
  }
}
