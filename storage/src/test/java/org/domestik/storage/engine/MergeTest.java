// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class MergeTest {
  @Nested
  class DuckDb extends MergeContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends MergeContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends MergeContract implements StoreUnderTest.OnCitus {}
}
