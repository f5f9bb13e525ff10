// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class AuditTest {
  @Nested
  class DuckDb extends AuditContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends AuditContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends AuditContract implements StoreUnderTest.OnCitus {}
}
