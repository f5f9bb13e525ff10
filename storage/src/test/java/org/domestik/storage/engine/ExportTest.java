// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class ExportTest {
  @Nested
  class DuckDb extends ExportContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends ExportContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends ExportContract implements StoreUnderTest.OnCitus {}
}
