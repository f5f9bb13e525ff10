// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class DescriptionsTest {
  @Nested
  class DuckDb extends DescriptionsContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends DescriptionsContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends DescriptionsContract implements StoreUnderTest.OnCitus {}
}
