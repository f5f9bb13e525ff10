// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.domestik.storage.StorageConfig;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

class StoreMigrationTest {
  @Nested
  class Postgres extends StoreMigrationContract implements StoreUnderTest.OnPostgres {}

  @Nested
  class Citus extends StoreMigrationContract implements StoreUnderTest.OnCitus {
    @Test
    @ResourceLock("postgres")
    void allComesAlongFromPostgresAndBack() {
      fill();
      List<Object> before = told(home);
      StorageConfig postgres = StorageConfig.of(StoreUnderTest.Server.emptyDatabase());
      StoreMigration moved = StoreMigration.run(home, postgres, clock, QUIET);
      assertThat(StoreMigration.run(postgres, fleet, clock, QUIET)).isEqualTo(moved);
      assertThat(told(fleet)).isEqualTo(before);
      StoreUnderTest.Server.emptyDatabase();
      assertThat(StoreMigration.run(fleet, postgres, clock, QUIET)).isEqualTo(moved);
      assertThat(told(postgres)).isEqualTo(before);
    }
  }
}
