// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose clock was ahead for a while is as good as before once it is right again. */
@Tag("slow")
class ClockAheadTest {
  private static final String FULL =
      "{ name = \"full\", probe = \"disk\", value = \"full\", above = 90 }";
  private static final int DAY = 24 * 60;
  private static final String FIRING =
      "FIRING warning: full on h disk /: full is 95; the rule is above 90";

  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void open() {
    scene = new Scene(folder);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /** A day ahead everybody is silent; what is told then is not what this is about. */
  private void silentADayAhead() {
    scene.rules("alerts = { " + FULL + " }").minutes(3, "h", 50).later(DAY).look();
    for (int i = 0; i < 15; i++) {
      scene.later(1).look();
    }
    assertThat(scene.told()).hasSize(1).first().asString().contains("silent on h");
    scene.later(-DAY - 15);
  }

  @Test
  void aHostThatWasSilentByItIsNotSilentAnyMore() {
    silentADayAhead();
    scene.minutes(3, "h", 95);
    assertThat(scene.told()).hasSize(3).contains(FIRING);
    assertThat(scene.told()).anyMatch(it -> it.startsWith("RESOLVED resolved: silent on h"));
  }

  @Test
  void norAfterARestart() {
    silentADayAhead();
    scene.restart().minutes(3, "h", 95);
    assertThat(scene.told()).hasSize(3).contains(FIRING);
  }

  /** The agent of the server's own machine goes by the same clock. */
  @Test
  void whatWasMeasuredByItHoldsUpNoLook() {
    scene.rules("alerts = { " + FULL + " }").minutes(3, "h", 50);
    scene.later(DAY).minutes(3, "h", 50).later(-DAY).minutes(3, "h", 95);
    assertThat(scene.told()).containsExactly(FIRING);
  }

  @Test
  void remindersGoOn() {
    scene.file(
        "alerts = { "
            + FULL
            + ", { name = \"silent\", off = true } }"
            + " notify = { ops = { command = { \"true\" }, again = \"10 minutes\" } }");
    scene.later(DAY).minutes(2, "h", 95).later(-DAY).minutes(13, "h", 95);
    assertThat(scene.told().stream().filter(it -> it.startsWith("REMINDER"))).hasSizeBetween(1, 2);
    assertThat(Duration.between(Scene.NOON, scene.instant())).isLessThan(Duration.ofHours(1));
  }
}
