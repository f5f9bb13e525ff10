// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PartsTest {
  private static final long MIB = 1 << 20;

  @Test
  void theNewestRowsMayTakeMoreOnALargerMachine() {
    assertThat(Parts.tail(100 * MIB, false)).isEqualTo(50 * MIB);
    assertThat(Parts.tail(128 * MIB, false)).isEqualTo(64 * MIB);
    assertThat(Parts.tail(256 * MIB, false)).isEqualTo(64 * MIB); // A machine of 2 GiB.
    assertThat(Parts.tail(2048 * MIB, false)).isEqualTo(512 * MIB); // One of 16.
  }

  @Test
  void theyMayTakeHalfOfWhatSomebodyGaveTheHeap() {
    assertThat(Parts.tail(100 * MIB, true)).isEqualTo(50 * MIB);
    assertThat(Parts.tail(4096 * MIB, true)).isEqualTo(2048 * MIB);
  }
}
