// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class HandWrittenTest {
  @Nested
  class DuckDb extends HandWrittenContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends HandWrittenContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends HandWrittenContract implements StoreUnderTest.OnCitus {}
}
