// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class DeliveriesTest {
  @Nested
  class DuckDb extends DeliveriesContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends DeliveriesContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends DeliveriesContract implements StoreUnderTest.OnCitus {}
}
