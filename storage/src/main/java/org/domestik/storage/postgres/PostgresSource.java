// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.domestik.storage.StorageConfig;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connects to a PostgreSQL, or to the primary of several, directly or through a pooler.
 *
 * <p>What the store's address says itself wins over everything here.
 */
final class PostgresSource extends PGSimpleDataSource {
  private static final long serialVersionUID = 1L;

  /** For all there is to do until somebody has a connection. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** For one of several servers: one that does not even refuse must leave time for the others. */
  private static final String SECONDS_OF_EACH = "2";

  private static final String SECONDS_ALONE = Long.toString(PATIENCE.toSeconds());

  /**
   * Has PostgreSQL notice within a minute that this machine or process does nothing any more, and
   * give back what its transactions hold; where an operator has settings of his own, they stay.
   */
  private static final String NOTICE =
      """
      SELECT set_config(name, CASE name WHEN 'tcp_keepalives_idle' THEN '30' WHEN
        'tcp_keepalives_interval' THEN '10' WHEN 'tcp_keepalives_count' THEN '3' ELSE '60000' END, false)
      FROM pg_settings WHERE source = 'default' AND name IN ('tcp_keepalives_idle',
        'tcp_keepalives_interval', 'tcp_keepalives_count', 'tcp_user_timeout',
        'idle_in_transaction_session_timeout')
      """;

  private final boolean keepsPlans;
  private boolean isWatched;

  private PostgresSource(boolean keepsPlans) {
    this.keepsPlans = keepsPlans;
  }

  /** Throws {@link IllegalArgumentException} for an address that is none. */
  static PostgresSource of(StorageConfig config) {
    String url = config.url();
    PostgresSource source = new PostgresSource(says(url, PGProperty.PREPARE_THRESHOLD));
    source.setUrl(url);
    if (config.user() != null) {
      source.setUser(config.user());
    }
    if (config.password() != null) {
      source.setPassword(config.password());
    }
    source.setApplicationName("domestik");
    source.setLoginTimeout((int) PATIENCE.toSeconds());
    source.unlessSaid(url, PGProperty.TCP_KEEP_ALIVE, "true");
    if (source.getServerNames().length > 1) {
      source.unlessSaid(url, PGProperty.CONNECT_TIMEOUT, SECONDS_OF_EACH);
      source.unlessSaid(url, PGProperty.TARGET_SERVER_TYPE, "primary");
      // A standby that was promoted is a standby to the driver for so long.
      source.unlessSaid(url, PGProperty.HOST_RECHECK_SECONDS, "1");
    } else {
      source.unlessSaid(url, PGProperty.CONNECT_TIMEOUT, SECONDS_ALONE);
    }
    if (!says(url, PGProperty.SOCKET_TIMEOUT) && !says(url, PGProperty.SOCKET_FACTORY)) {
      source.setSocketFactory(WatchedSockets.class.getName());
      source.setSocketTimeout(source.getConnectTimeout()); // Of the login, not of statements.
      source.isWatched = true;
    }
    return source;
  }

  private static boolean says(String url, PGProperty property) {
    return url.contains(property.getName() + "=");
  }

  private void unlessSaid(String url, PGProperty property, String value) {
    if (!says(url, property)) {
      setProperty(property, value);
    }
  }

  @Override
  public Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    Connection connection = super.getConnection(user, password);
    try {
      if (isPooled(connection)) {
        if (!keepsPlans) {
          // A statement prepared for one transaction is not there in the next, or is another one.
          connection.unwrap(PGConnection.class).setPrepareThreshold(0);
        }
      } else {
        try (Statement statement = connection.createStatement()) {
          statement.execute(NOTICE);
        }
      }
      if (isWatched) {
        connection.setNetworkTimeout(Runnable::run, 0);
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Whether a pooler is between: it makes up the number by which a client may cancel. */
  private static boolean isPooled(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT pg_backend_pid()")) {
      rows.next();
      return rows.getInt(1) != connection.unwrap(PGConnection.class).getBackendPID();
    }
  }
}
