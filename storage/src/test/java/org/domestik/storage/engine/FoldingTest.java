// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class FoldingTest {
  @Nested
  class DuckDb extends FoldingContract implements StoreUnderTest.OnDuckDb {
    @Override
    String rowNumber() {
      return "rowid";
    }
  }

  @Nested
  class Postgres extends FoldingContract implements StoreUnderTest.OnPostgres {
    @Override
    String rowNumber() {
      return "ctid";
    }
  }

  @Nested
  class Citus extends FoldingContract implements StoreUnderTest.OnCitus {
    @Override
    String rowNumber() {
      return "ctid";
    }
  }
}
