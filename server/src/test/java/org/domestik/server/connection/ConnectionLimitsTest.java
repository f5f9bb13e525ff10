// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
  private static final long MIB = 1 << 20;

  private static int most(long heap, long files) {
    return ConnectionLimits.of(heap, files, 1 << 20).most();
  }

  @Test
  void tenThousandAgentsFitWhereHeapAndFilesDo() {
    assertThat(most(1024 * MIB, 524_288)).isEqualTo(16_384);
    assertThat(most(640 * MIB, 524_288)).isGreaterThanOrEqualTo(10_000);
  }

  @Test
  void aSmallHeapAndFewFilesLetInFewer() {
    assertThat(most(125 * MIB, 524_288)).isEqualTo(2_000);
    assertThat(most(1024 * MIB, 1_024)).isEqualTo(960);
    assertThat(most(1024 * MIB, 10)).isEqualTo(16);
  }

  @Test
  void aPortHasAQuarterOfTheConnectionsOfHttp() {
    assertThat(ConnectionLimits.mostOfPort(ConnectionLimits.of(1024 * MIB, 524_288, 0)))
        .isEqualTo(4_096);
    assertThat(ConnectionLimits.mostOfPort(ConnectionLimits.of(1024 * MIB, 10, 0))).isEqualTo(250);
  }
}
