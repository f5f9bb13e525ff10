// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import org.junit.jupiter.api.Nested;

class SentBucketsTest {
  @Nested
  class DuckDb extends SentBucketsContract implements StoreUnderTest.OnDuckDb {}

  @Nested
  class Postgres extends SentBucketsContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends SentBucketsContract implements StoreUnderTest.OnCitus {}
}
