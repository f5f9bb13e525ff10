// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.domestik.model.Names;
import org.junit.jupiter.api.Test;

class CleanNamesTest {
  @Test
  void whatOthersCallTheirThingsBecomesAName() {
    CleanNames names = new CleanNames();
    assertThat(names.value("MemFree")).isEqualTo("memfree");
    assertThat(names.value("/dev/sda-1")).isEqualTo("_dev_sda_1");
    assertThat(names.value("5min")).isEqualTo("_5min");
    assertThat(names.value("")).isEqualTo("_");
    assertThat(names.value("samples")).isEqualTo("samples_2");
  }

  @Test
  void twoTextsNeverShareANameNorAColumnOfTheArchive() {
    CleanNames names = new CleanNames();
    assertThat(names.value("A")).isEqualTo("a");
    assertThat(names.value("a")).isEqualTo("a_2");
    assertThat(names.value("a_min")).isEqualTo("a_min_2");
    assertThat(names.value("b_max")).isEqualTo("b_max");
    assertThat(names.value("b")).isEqualTo("b_2");
    assertThat(names.value("A")).isEqualTo("a");
  }

  @Test
  void longTextsDifferInTheirNamesToo() {
    String first = CleanNames.probe("node_filesystem_by_device_fstype_mountpoint_more");
    String second = CleanNames.probe("node_filesystem_by_device_fstype_mountpoint_most");
    assertThat(first).isNotEqualTo(second).startsWith("node_filesystem_by_device");
    assertThat(Names.probe(first)).hasSize(Names.MAX_LENGTH);
  }

  @Test
  void anyTextGivesAValidName() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      String text =
          random
              .ints(random.nextInt(80), 1, 0x3000)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      assertThat(Names.column("value", new CleanNames().value(text)))
          .as("seed %d", seed)
          .isNotEmpty();
    }
  }
}
