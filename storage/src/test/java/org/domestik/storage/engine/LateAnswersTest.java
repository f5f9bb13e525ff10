// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class LateAnswersTest {
  @Nested
  class DuckDb extends LateAnswersContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends LateAnswersContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends LateAnswersContract implements StoreUnderTest.OnCitus {}
}
