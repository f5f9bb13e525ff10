// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class EvolutionTest {
  @Nested
  class DuckDb extends EvolutionContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends EvolutionContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends EvolutionContract implements StoreUnderTest.OnCitus {}
}
