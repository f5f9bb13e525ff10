// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class RowSourceTest {
  @Nested
  class DuckDb extends RowSourceContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends RowSourceContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends RowSourceContract implements StoreUnderTest.OnCitus {}
}
