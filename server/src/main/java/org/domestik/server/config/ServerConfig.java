// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.lua.LuaConfig;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.storage.Login;
import org.jspecify.annotations.Nullable;

/**
 * All of the server's configuration.
 *
 * @param data {@code data}: the folder for everything the server keeps; {@code --data} wins
 * @param probes {@code probes_d}: the folder of the operator's descriptions and probes in Java; by
 *     default {@code probes.d} in the data folder
 * @param alerts {@code alerts.lua} beside the file, or in the data folder; it may be missing
 */
public record ServerConfig(
    Path data,
    Path probes,
    Path alerts,
    ListenConfig listen,
    StoreConfig store,
    PolicyConfig policies,
    LifeCycleConfig lifeCycle,
    TrustConfig trust,
    LogConfig log,
    LimitsConfig limits,
    SourcesConfig sources,
    WaysConfig ways) {
  private static final String FILE = "server.conf";
  private static final String PROBES = "probes.d";
  private static final String ALERTS = "alerts.lua";

  /**
   * Reads {@code --config}, or {@code server.conf} in {@code --data} if it is there.
   *
   * @throws BadInput naming file and key of a fault
   */
  public static ServerConfig read(Overrides overrides) {
    Path file = file(overrides);
    return of(file == null ? Map.of() : LuaConfig.read(file), file, overrides);
  }

  /**
   * The file that {@link #read} reads; null if there is none.
   *
   * @throws BadInput where the one that is named cannot be read
   */
  public static @Nullable Path file(Overrides overrides) {
    Path file = overrides.config();
    Path data = overrides.data();
    overrides.requirePlace();
    if (file == null && data != null && Files.exists(data.resolve(FILE))) {
      file = data.resolve(FILE);
    }
    if (file != null && !Files.isReadable(file)) {
      throw new BadInput(
          file + ": " + (Files.exists(file) ? "may not be read" : "there is no such file"));
    }
    return file;
  }

  /**
   * The configuration of a file's values.
   *
   * @throws BadInput naming file and key of a fault
   */
  public static ServerConfig of(Map<String, ?> values, @Nullable Path file, Overrides overrides) {
    Settings settings = new Settings(file == null ? "" : file.toString(), values);
    Path folder = data(settings, file, overrides.data());
    String probes = settings.text("probes_d");
    ServerConfig config =
        new ServerConfig(
            folder,
            probes == null ? folder.resolve(PROBES) : folder.resolve(probes),
            alerts(file, folder),
            ListenConfig.from(settings).or(overrides.listen(), overrides.port()),
            StoreConfig.from(settings).or(overrides.store(), overrides.password()),
            PolicyConfig.from(settings),
            LifeCycleConfig.from(settings),
            TrustConfig.from(settings),
            LogConfig.from(settings),
            LimitsConfig.from(settings),
            SourcesConfig.from(settings),
            WaysConfig.from(settings));
    settings.finish();
    return config;
  }

  /** What is in force, by key; not for eyes: passwords are among it. */
  public Map<String, String> settings() {
    Map<String, @Nullable Object> all = new TreeMap<>();
    all.put("probes_d", probes);
    all.put("listen", listen.listen());
    all.put("port", listen.port());
    all.put("store", store.store());
    all.put("user", store.user());
    all.put("password", store.password());
    all.put("password_file", store.passwordFile());
    all.put("grant", store.grant());
    all.put("zone", store.zone());
    all.put("ahead", store.ahead());
    Login reader = store.reader();
    all.put("reader", reader);
    all.put("reader_password", reader == null ? null : reader.password());
    all.put("distribute", store.distribution().wanted());
    all.put("shards", store.distribution().shards());
    all.put("policies", policies.rules());
    all.put("lifecycle_every", lifeCycle.every());
    all.put("tls", trust.tls());
    all.put("external_url", trust.externalUrl());
    all.put("trusted_proxies", trust.trustedProxies());
    all.put("audit_keep", trust.audit());
    all.put("access", trust.access());
    all.put("log", log);
    all.put("limits", limits.settings());
    all.put("sources", sources.settings());
    all.put("ways", ways.tables());
    Map<String, String> texts = new TreeMap<>();
    all.forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return texts;
  }

  private static Path alerts(@Nullable Path file, Path folder) {
    Path beside = file == null ? null : file.toAbsolutePath().resolveSibling(ALERTS);
    return beside != null && Files.exists(beside) ? beside : folder.resolve(ALERTS);
  }

  private static Path data(Settings settings, @Nullable Path file, @Nullable Path given) {
    String text = settings.text("data");
    if (given != null) {
      return given.toAbsolutePath().normalize();
    }
    if (text == null) {
      throw settings.fault("data", "missing; write data = \"/var/lib/domestik\" or say --data DIR");
    }
    Path beside = file == null ? null : file.toAbsolutePath().getParent();
    return beside == null ? Path.of(text) : beside.resolve(text).normalize();
  }

  /**
   * What the command line says; each wins over the file, null says nothing.
   *
   * @param config the configuration's file
   * @param data the data folder
   * @param password of the store, as the environment has it
   */
  public record Overrides(
      @Nullable Path config,
      @Nullable Path data,
      @Nullable String listen,
      @Nullable Integer port,
      @Nullable String store,
      @Nullable String password) {

    /** Without a password. */
    public Overrides(
        @Nullable Path config,
        @Nullable Path data,
        @Nullable String listen,
        @Nullable Integer port,
        @Nullable String store) {
      this(config, data, listen, port, store, null);
    }

    /** Throws {@link BadInput} where neither file nor folder is named. */
    public void requirePlace() {
      if (config == null && data == null) {
        throw new BadInput("say where the data is: --data DIR, or --config F with data = \"DIR\"");
      }
    }
  }
}
