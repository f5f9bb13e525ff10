// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.ArrayList;
import java.util.List;
import org.domestik.model.BadInput;

/** Lets roles read every table and view there is and will be. */
final class Grants {
  private final List<String> roles;

  Grants(List<String> roles) {
    this.roles = roles;
  }

  /** Does so within a transaction of PostgreSQL, or throws {@link BadInput} for an unknown role. */
  void apply(Transaction transaction) {
    for (String role : roles) {
      List<String> found = new ArrayList<>();
      transaction.each(
          "SELECT rolname FROM pg_roles WHERE rolname = ?",
          row -> found.add(row.getString(1)),
          role);
      if (found.isEmpty()) {
        throw new BadInput(
            "grant: PostgreSQL has no role \"" + role + "\"; create it: CREATE ROLE " + role);
      }
      String quoted = Layout.quoted(role);
      transaction.run("GRANT USAGE ON SCHEMA domestik TO " + quoted);
      transaction.run("GRANT SELECT ON ALL TABLES IN SCHEMA domestik TO " + quoted);
      // The views are made anew whenever a probe changes.
      transaction.run(
          "ALTER DEFAULT PRIVILEGES IN SCHEMA domestik GRANT SELECT ON TABLES TO " + quoted);
    }
  }
}
