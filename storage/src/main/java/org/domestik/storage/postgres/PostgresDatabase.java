// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.domestik.model.BadInput;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.Table;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Grants;
import org.domestik.storage.sql.Question;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server, which may be down when this opens. */
public final class PostgresDatabase extends Database {
  private static final int CONNECTIONS = 8;

  /** A commit is promised to be on a standby that answers within this. */
  private static final long SYNCHRONOUS_SECONDS = 5;

  private final HikariDataSource pool;
  private final PostgresSource source;
  private final StorageConfig config;

  /** Whether it was down when it was last needed; the pool would try for all of its patience. */
  private volatile boolean mayBeDown = true;

  private PostgresDatabase(HikariDataSource pool, PostgresSource source, StorageConfig config) {
    super(new PostgresDialect(config.distribution()));
    this.pool = pool;
    this.source = source;
    this.config = config;
  }

  /** Connects at first need; throws {@link BadInput} for an address that can never work. */
  public static PostgresDatabase open(StorageConfig config) {
    PostgresSource source = source(config);
    try {
      HikariConfig settings = new HikariConfig();
      settings.setDataSource(source);
      settings.setMaximumPoolSize(CONNECTIONS);
      settings.setMinimumIdle(1);
      settings.setInitializationFailTimeout(-1);
      settings.setConnectionTimeout(PostgresSource.PATIENCE.toMillis());
      settings.setPoolName("domestik");
      settings.setExceptionOverride(new ReadOnlyServers());
      return new PostgresDatabase(new HikariDataSource(settings), source, config);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw unusable(config, e);
    }
  }

  /** Throws {@link BadInput} for an address that can never work; connects to nothing. */
  public static void check(StorageConfig config) {
    source(config);
  }

  private static PostgresSource source(StorageConfig config) {
    try {
      if (config.url().matches("(?is)jdbc:postgresql://[^/?]*@.*")) {
        throw new IllegalArgumentException(
            "nobody stands before the host; write user, and the password to a file that"
                + " password_file names");
      }
      return PostgresSource.of(config);
    } catch (IllegalArgumentException e) {
      throw unusable(config, e);
    }
  }

  private static BadInput unusable(StorageConfig config, RuntimeException e) {
    // The driver repeats the address as it is.
    String why = StorageConfig.masked(String.valueOf(e.getMessage()), "…");
    return new BadInput("store: \"" + config.shownUrl() + "\" cannot be used: " + why, e);
  }

  @Override
  public Connection connect() throws SQLException {
    if (mayBeDown) {
      // Aside from the pool: who is refused hears it at once, and in clear words.
      source.getConnection().close();
      mayBeDown = false;
    }
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      mayBeDown = true;
      throw e;
    }
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

  @Override
  public void checkCommits() {
    long seconds =
        read(
            transaction ->
                transaction.one(
                    """
                    SELECT coalesce(extract(epoch FROM max(clock_timestamp() - query_start)), 0)::bigint
                    FROM pg_stat_activity
                    WHERE wait_event = 'SyncRep' AND datname = current_database()
                    """,
                    row -> row.getLong(1)));
    if (seconds >= SYNCHRONOUS_SECONDS) {
      throw new StorageUnavailable(
          "the database says: a commit has waited %d s for a synchronous standby; none of"
                  .formatted(seconds)
              + " synchronous_standby_names answers");
    }
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

  /** What there is of Domestik's tables, and what is to be done about them, in lines; asks it. */
  public List<String> upkeep() {
    return read(PostgresUpkeep::of);
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
