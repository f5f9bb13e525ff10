// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class SeriesTest {
  @Nested
  class DuckDb extends SeriesContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends SeriesContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends SeriesContract implements StoreUnderTest.OnCitus {}
}
