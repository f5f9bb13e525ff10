// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class BucketLengthTest {
  @Nested
  class DuckDb extends BucketLengthContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends BucketLengthContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends BucketLengthContract implements StoreUnderTest.OnCitus {}
}
