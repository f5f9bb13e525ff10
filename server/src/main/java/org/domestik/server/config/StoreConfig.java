// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import org.domestik.lua.Settings;
import org.domestik.model.Span;
import org.domestik.storage.Distribution;
import org.domestik.storage.Login;
import org.domestik.storage.StorageConfig;
import org.jspecify.annotations.Nullable;

/**
 * Where samples are stored.
 *
 * @param store {@code store}: {@code duckdb:<file>} or {@code jdbc:postgresql://…}; null: the file
 *     {@code samples.duckdb} in the data folder
 * @param user {@code user}; null: as the URL has it
 * @param password {@code password}; null: as the URL has it
 * @param passwordFile {@code password_file}: a file of one line that has it, which nobody but its
 *     owner may read; relative to the data folder
 * @param grant {@code grant}: roles that may read every view; PostgreSQL only
 * @param zone {@code zone}: whose midnights part the days
 * @param ahead {@code ahead}: how far a sample's time may be ahead of the server's clock
 * @param reader {@code reader} and {@code reader_password}: by whom questions in SQL are asked;
 *     PostgreSQL only; null: a role that the server creates where it may
 * @param distribution {@code distribute} and {@code shards}: whether rows are spread over the
 *     workers of Citus; PostgreSQL only
 */
public record StoreConfig(
    @Nullable String store,
    @Nullable String user,
    @Nullable String password,
    @Nullable String passwordFile,
    List<String> grant,
    ZoneId zone,
    Span ahead,
    @Nullable Login reader,
    Distribution distribution) {
  /** A file in the data folder, no roles, UTC, 10 minutes ahead. */
  public static final StoreConfig DEFAULT =
      new StoreConfig(
          null,
          null,
          null,
          null,
          List.of(),
          ZoneId.of("UTC"),
          Span.parse("10 minutes"),
          null,
          Distribution.FOUND);

  private static final String FILE = "samples.duckdb";

  /** More parts of each of thousands of tables than Citus can look through at each statement. */
  private static final int MOST_SHARDS = 1024;

  public StoreConfig {
    grant = List.copyOf(grant);
  }

  /** Whether other servers may use the same store. */
  public boolean isShared() {
    return store != null && store.startsWith("jdbc:");
  }

  static StoreConfig from(Settings settings) {
    return new StoreConfig(
        settings.text("store"),
        settings.text("user"),
        settings.text("password"),
        passwordFile(settings),
        settings.texts("grant"),
        zone(settings),
        settings.span("ahead", DEFAULT.ahead),
        reader(settings),
        distribution(settings));
  }

  private static Distribution distribution(Settings settings) {
    Object wanted = settings.any("distribute");
    if (wanted != null && !(wanted instanceof Boolean)) {
      throw settings.fault("distribute", "expected true or false, found " + wanted);
    }
    int shards = settings.integer("shards", 0, 1, MOST_SHARDS);
    if (shards > 0 && Boolean.FALSE.equals(wanted)) {
      throw settings.fault("shards", "there are none where distribute is false");
    }
    return new Distribution((Boolean) wanted, shards == 0 ? null : shards);
  }

  private static @Nullable Login reader(Settings settings) {
    String user = settings.text("reader");
    String password = settings.text("reader_password");
    if (user == null && password != null) {
      throw settings.fault("reader_password", "there is no reader that it could be of");
    }
    return user == null ? null : new Login(user, password);
  }

  private static ZoneId zone(Settings settings) {
    String name = settings.text("zone");
    try {
      return name == null ? DEFAULT.zone : ZoneId.of(name);
    } catch (DateTimeException e) {
      throw settings.fault("zone", "\"" + name + "\" is no time zone, such as Europe/Paris or UTC");
    }
  }

  private static @Nullable String passwordFile(Settings settings) {
    String file = settings.text("password_file", "");
    String password = settings.text("password", "");
    if (!file.isEmpty() && !password.isEmpty()) {
      throw settings.fault("password_file", "there is a password too; leave one of them out");
    }
    return file.isEmpty() ? null : file;
  }

  /** This, with what the command line and the environment say instead. */
  StoreConfig or(@Nullable String otherStore, @Nullable String otherPassword) {
    return new StoreConfig(
        otherStore == null ? store : otherStore,
        user,
        otherPassword == null ? password : otherPassword,
        otherPassword == null ? passwordFile : null,
        grant,
        zone,
        ahead,
        reader,
        distribution);
  }

  /** The file of the embedded store in the data folder; null if the store is elsewhere. */
  public @Nullable Path defaultFile(Path data) {
    return store == null ? data.resolve(FILE) : null;
  }

  /** What opens the store. */
  public StorageConfig storage(Path data, PolicyConfig policies) {
    return new StorageConfig(
        store == null ? "duckdb:" + data.resolve(FILE) : store,
        user,
        passwordFile == null ? password : SecretFile.read("password_file", data, passwordFile),
        grant,
        zone,
        ahead.estimate(),
        policies.rules(),
        reader,
        distribution);
  }
}
