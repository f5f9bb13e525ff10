// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class UsageTest {
  @Nested
  class DuckDb extends UsageContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends UsageContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends UsageContract implements StoreUnderTest.OnCitus {}
}
