// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import org.junit.jupiter.api.Nested;

class SelectTest {
  @Nested
  class DuckDb extends SelectContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends SelectContract implements StoreUnderTest.OnPostgres {}
}
