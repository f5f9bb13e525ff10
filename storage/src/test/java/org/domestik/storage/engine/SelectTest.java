// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import java.util.List;
import org.junit.jupiter.api.Nested;

class SelectTest {
  @Nested
  class DuckDb extends SelectContract implements StoreUnderTest.OnDuckDb {
    @Override
    String ownAttacks() {
      return "attacks-duckdb";
    }

    @Override
    List<String> schema() {
      return internals(
              "SELECT table_schema, table_name, estimated_size, sql FROM (SELECT schema_name AS"
                  + " table_schema, table_name, estimated_size, sql FROM duckdb_tables() UNION ALL"
                  + " SELECT schema_name, view_name, 0, sql FROM duckdb_views() WHERE NOT internal)"
                  + " ORDER BY 1, 2")
          .stream()
          .map(Object::toString)
          .toList();
    }
  }

  @Nested
  class Postgres extends SelectContract implements StoreUnderTest.OnPostgres {
    @Override
    String ownAttacks() {
      return "attacks-postgres";
    }

    @Override
    List<String> schema() {
      return internals(
              "SELECT 'column', table_schema, table_name, column_name, data_type FROM"
                  + " information_schema.columns WHERE table_schema NOT IN ('pg_catalog',"
                  + " 'information_schema') UNION ALL SELECT 'role', rolname, rolsuper::text,"
                  + " rolcreaterole::text, '' FROM pg_roles UNION ALL SELECT 'large object',"
                  + " oid::text, '', '', '' FROM pg_largeobject_metadata UNION ALL SELECT 'grant',"
                  + " grantee, table_name, privilege_type, '' FROM"
                  + " information_schema.role_table_grants WHERE table_schema = 'domestik'"
                  + " ORDER BY 1, 2, 3, 4, 5")
          .stream()
          .map(Object::toString)
          .toList();
    }
  }
}
