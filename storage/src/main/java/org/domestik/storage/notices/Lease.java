// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.notices;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.domestik.storage.sql.Database;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/** Which server is the one that judges and tells. Safe for use by many threads. */
interface Lease {
  /** A lease that ends later than this was taken by a clock that was ahead: it is nobody's. */
  Duration LONGEST = Duration.ofHours(1);

  /** Gives it to a server, if it is nobody else's. */
  boolean take(Database database, String server, Instant now, Instant until);

  /** Whether it is a server's, and stays so until a transaction ends. */
  boolean holds(Transaction transaction, String server);

  /** Lets nobody save until a transaction ends. */
  void freeze(Transaction transaction);

  /** Of servers that share a database. */
  final class Shared implements Lease {
    @Override
    public boolean take(Database database, String server, Instant now, Instant until) {
      return database.write(
          transaction -> {
            freeze(transaction);
            if (transaction.any(
                "SELECT 1 FROM domestik.alert_leader WHERE server <> ? AND until > ? AND until <= ?",
                server,
                now,
                now.plus(LONGEST))) {
              return false;
            }
            transaction.execute("DELETE FROM domestik.alert_leader");
            transaction.insert(Rows.LEADER, Map.of("server", server, "until", until));
            return true;
          });
    }

    @Override
    public boolean holds(Transaction transaction, String server) {
      // Whoever takes over waits for this lock: what is saved here, it finds.
      freeze(transaction);
      return transaction.any("SELECT 1 FROM domestik.alert_leader WHERE server = ?", server);
    }

    @Override
    public void freeze(Transaction transaction) {
      transaction.run(transaction.dialect().lockTable(Rows.LEADER));
    }
  }

  /** Of a store that one process has alone: nothing is written for it. */
  final class Own implements Lease {
    private @Nullable String leader;
    private Instant end = Instant.MIN;

    @Override
    public synchronized boolean take(Database database, String server, Instant now, Instant until) {
      if (!server.equals(leader) && end.isAfter(now) && !end.isAfter(now.plus(LONGEST))) {
        return false;
      }
      leader = server;
      end = until;
      return true;
    }

    @Override
    public synchronized boolean holds(Transaction transaction, String server) {
      return server.equals(leader);
    }

    @Override
    public void freeze(Transaction transaction) {
      // Its transactions that write come one after the other.
    }
  }
}
