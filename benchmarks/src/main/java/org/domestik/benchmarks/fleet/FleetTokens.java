// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.domestik.benchmarks.load.Fleet;

/**
 * Puts tokens into a store whose server has ended: one after the other by the API would be most of
 * a run.
 */
final class FleetTokens {
  private static final int AT_ONCE = 1_000;

  private FleetTokens() {}

  /** Adds one for each host from a number on; answers what their agents show. */
  static List<String> add(String url, Fleet fleet, int first) throws IOException {
    List<String> secrets = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url)) {
      for (int from = first; from < fleet.hosts(); from += AT_ONCE) {
        int count = Math.min(AT_ONCE, fleet.hosts() - from);
        String rows = String.join(", ", Collections.nCopies(count, "(?, ?, 'write', ?, now())"));
        try (PreparedStatement statement =
            connection.prepareStatement(
                "INSERT INTO domestik.access_token (name, hash, role, hosts, created) VALUES "
                    + rows)) {
          int at = 1;
          for (int host = from; host < from + count; host++) {
            String secret = "dmk_of_" + fleet.host(host);
            secrets.add(secret);
            statement.setString(at++, fleet.host(host));
            statement.setString(at++, hash(secret));
            statement.setString(at++, fleet.host(host));
          }
          statement.executeUpdate();
        }
      }
      return secrets;
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static String hash(String secret) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }
}
