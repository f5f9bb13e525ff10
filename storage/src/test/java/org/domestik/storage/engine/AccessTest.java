// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class AccessTest {
  @Nested
  class DuckDb extends AccessContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends AccessContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends AccessContract implements StoreUnderTest.OnCitus {}
}
