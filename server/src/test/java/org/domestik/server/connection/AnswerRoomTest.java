// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerRoomTest {

  @Test
  void thereIsRoomForSoMuchAndForOneAlone() {
    AnswerRoom room = new AnswerRoom(10);
    assertThat(room.claim(11)).isTrue();
    assertThat(room.claim(1)).isFalse();
    room.release(11);
    assertThat(room.claim(6)).isTrue();
    assertThat(room.claim(4)).isTrue();
    assertThat(room.claim(1)).isFalse();
    room.release(6);
    assertThat(room.claim(5)).isTrue();
  }
}
