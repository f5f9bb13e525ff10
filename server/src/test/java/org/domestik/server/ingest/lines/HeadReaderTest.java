// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeadReaderTest {
  private static final int MOST = 10;

  private final HeadReader reader = new HeadReader(ReadLines.ANYBODY, new HeadRoom(MOST));

  @Test
  void whatItHasStaysWhereMoreSeriesComeInTurnThanFit() {
    Head first = read(0);
    for (int round = 0; round < 3; round++) {
      for (int series = 0; series < 2 * MOST; series++) {
        read(series);
      }
    }
    assertThat(read(0)).isSameAs(first);
    assertThat(read(MOST - 1)).isSameAs(read(MOST - 1));
    assertThat(read(MOST)).isNotSameAs(read(MOST));
  }

  @Test
  void aLongHeadTakesTheRoomOfSeveral() {
    String tail = ",b=" + "x".repeat(MOST * 50);
    Head first = read("a=1" + tail);
    assertThat(read("a=1" + tail)).isSameAs(first);
    assertThat(read("a=2" + tail)).isNotSameAs(read("a=2" + tail));
    assertThat(read(0)).isSameAs(read(0));
  }

  @Test
  void whatComesNoMoreGivesItsPlaceToOthersInTheEnd() {
    for (int series = 0; series < MOST; series++) {
      read(series);
    }
    for (int turn = 0; turn <= 4 * MOST; turn++) {
      read(MOST + turn % 3);
    }
    read(MOST);
    assertThat(read(MOST)).isSameAs(read(MOST));
  }

  @Test
  void manyMeasurementsAreReadThoughTheyAreNotKept() {
    for (int number = 0; number < 3 * MOST; number++) {
      byte[] head = ("m" + number + ",host=h").getBytes(UTF_8);
      assertThat(reader.read(head, 0, head.length, number, null).measurement().family.measurement())
          .isEqualTo("m" + number);
    }
  }

  private Head read(int series) {
    return read("device=sd" + series);
  }

  private Head read(String tags) {
    byte[] head = ("disk,host=h," + tags).getBytes(UTF_8);
    return reader.read(head, 0, head.length, tags.hashCode(), null);
  }
}
