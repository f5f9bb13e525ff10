// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.domestik.model.BadInput;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.Table;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Grants;
import org.domestik.storage.sql.Question;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server, which may be down when this opens. */
public final class PostgresDatabase extends Database {
  private static final int CONNECTIONS = 8;
  private static final long PATIENCE_MILLIS = 5_000;

  private final HikariDataSource pool;
  private final StorageConfig config;

  /** Whether it was down when it was last needed; the pool would try for all of its patience. */
  private volatile boolean mayBeDown = true;

  private PostgresDatabase(HikariDataSource pool, StorageConfig config) {
    super(new PostgresDialect(config.distribution()));
    this.pool = pool;
    this.config = config;
  }

  /** Connects at first need; throws {@link BadInput} for an address that can never work. */
  public static PostgresDatabase open(StorageConfig config) {
    HikariConfig settings = new HikariConfig();
    settings.setJdbcUrl(config.url());
    settings.setUsername(config.user());
    settings.setPassword(config.password());
    settings.setMaximumPoolSize(CONNECTIONS);
    settings.setMinimumIdle(1);
    settings.setInitializationFailTimeout(-1);
    settings.setConnectionTimeout(PATIENCE_MILLIS);
    settings.setPoolName("domestik");
    settings.addDataSourceProperty("ApplicationName", "domestik");
    try {
      return new PostgresDatabase(new HikariDataSource(settings), config);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new BadInput(
          "the store " + config.shownUrl() + " cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public Connection connect() throws SQLException {
    if (mayBeDown) {
      look();
      mayBeDown = false;
    }
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      mayBeDown = true;
      throw e;
    }
  }

  /** Connects once, aside from the pool: who is refused hears it at once, and in clear words. */
  private void look() throws SQLException {
    Properties settings = new Properties();
    if (config.user() != null) {
      settings.setProperty("user", config.user());
    }
    if (config.password() != null) {
      settings.setProperty("password", config.password());
    }
    settings.setProperty("ApplicationName", "domestik");
    settings.setProperty("connectTimeout", Long.toString(PATIENCE_MILLIS / 1000));
    settings.setProperty("loginTimeout", Long.toString(PATIENCE_MILLIS / 1000));
    DriverManager.getConnection(config.url(), settings).close();
  }

  @Override
  public <T> T inTurn(Supplier<T> work) {
    return work.get(); // The database lets its clients take turns by itself.
  }

  @Override
  public long bytes() {
    return read(
        transaction ->
            transaction.one("SELECT pg_database_size(current_database())", row -> row.getLong(1)));
  }

  @Override
  public @Nullable Long free() {
    return null;
  }

  /** Settings that may cost what was acknowledged, each with its cure; asks the server. */
  public Map<String, String> risks() {
    Map<String, String> risks = new TreeMap<>();
    look(
        transaction ->
            transaction.each(
                """
                SELECT name, setting FROM pg_settings
                WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'
                """,
                row ->
                    risks.put(
                        "PostgreSQL's "
                            + row.getString(1)
                            + " is off: when its machine fails, samples may be lost that were"
                            + " acknowledged",
                        "ALTER SYSTEM SET %s = on; SELECT pg_reload_conf(); unless the role or the"
                                .formatted(row.getString(1))
                            + " database sets it")));
    return risks;
  }

  @Override
  public Table answer(Question question, Grants grants) {
    return new PostgresAnswers(
            config.url(), grants.reader(this), question, dialect().isDistributed())
        .answer();
  }

  @Override
  public void close() {
    pool.close();
  }
}
