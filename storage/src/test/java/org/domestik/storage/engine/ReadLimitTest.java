// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class ReadLimitTest {
  @Nested
  class DuckDb extends ReadLimitContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends ReadLimitContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends ReadLimitContract implements StoreUnderTest.OnCitus {}
}
