// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class ExtremesTest {
  @Nested
  class DuckDb extends ExtremesContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends ExtremesContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends ExtremesContract implements StoreUnderTest.OnCitus {}
}
