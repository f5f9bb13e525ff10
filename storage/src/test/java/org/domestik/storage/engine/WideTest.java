// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class WideTest {
  @Nested
  class DuckDb extends WideContract implements StoreUnderTest.OnDuckDb {
    @Override
    int most() {
      return 200;
    }
  }

  @Nested
  class Postgres extends WideContract implements StoreUnderTest.OnPostgres {
    @Override
    int most() {
      return 167;
    }
  }
}
