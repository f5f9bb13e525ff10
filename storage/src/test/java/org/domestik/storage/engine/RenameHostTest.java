// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class RenameHostTest {
  @Nested
  class DuckDb extends RenameHostContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends RenameHostContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends RenameHostContract implements StoreUnderTest.OnCitus {}
}
