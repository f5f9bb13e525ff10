// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class AcceptTest {
  @Nested
  class DuckDb extends AcceptContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends AcceptContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends AcceptContract implements StoreUnderTest.OnCitus {}
}
