// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class LifeCycleTest {
  @Nested
  class DuckDb extends LifeCycleContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends LifeCycleContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends LifeCycleContract implements StoreUnderTest.OnCitus {}
}
