// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class AlertsTest {
  @Nested
  class DuckDb extends AlertsContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends AlertsContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends AlertsContract implements StoreUnderTest.OnCitus {}
}
