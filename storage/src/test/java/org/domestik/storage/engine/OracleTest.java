// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class OracleTest {
  @Nested
  class DuckDb extends OracleContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends OracleContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends OracleContract implements StoreUnderTest.OnCitus {}
}
