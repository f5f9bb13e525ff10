// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class EachSeriesTest {
  @Nested
  class DuckDb extends EachSeriesContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends EachSeriesContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends EachSeriesContract implements StoreUnderTest.OnCitus {}
}
