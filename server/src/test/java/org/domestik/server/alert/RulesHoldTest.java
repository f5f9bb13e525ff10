// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.domestik.storage.alert.Alert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule looks at all that it is for, whenever it came, and at nothing else. */
@Tag("slow")
class RulesHoldTest {
  private static final String FULL =
      "{ name = \"full\", probe = \"disk\", value = \"full\", above = 90 }";
  private static final String TOLD =
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

  @Test
  void aValueThatComesLaterThanItsRuleIsJudged() {
    scene.rules("alerts = { { name = \"low\", probe = \"d*\", value = \"free\", below = 10 } }");
    scene.minutes(3, "h", 50);
    for (int i = 0; i < 2; i++) {
      scene.later(1).says("h", "disk", Map.of("full", 50.0, "free", 5.0)).look();
    }
    assertThat(scene.told())
        .containsExactly("FIRING warning: low on h disk /: free is 5; the rule is below 10");
  }

  @Test
  void whatIsMissingIsNotForgottenWhereAnotherRuleIsWritten() {
    String missing =
        "{ name = \"m\", probe = \"disk\", value = \"full\", missing = \"20 minutes\" }";
    scene.rules("alerts = { " + missing + " }").minutes(3, "h", 50);
    for (int minute = 1; minute <= 30; minute++) {
      if (minute == 10) {
        scene.rules("alerts = { " + missing + ", " + FULL + " }");
      }
      scene.later(1).says("h", "load", Map.of("load1", 1.0)).look();
    }
    assertThat(scene.told())
        .containsExactly(
            "FIRING warning: m on h disk /: no sample of full since 2026-11-22T12:03:00Z");
  }

  @Test
  void hostsThatFallSilentAreToldTogetherThoughAnotherTargetsHostLongIs() {
    scene.file("notify = { ops = { command = { \"true\" }, hosts = { \"web-*\" } } }");
    scene.sample("laptop", 1);
    scene.minutes(15, "web-0", 1);
    assertThat(scene.alerts()).extracting(Alert::host).containsExactly("laptop");
    for (int i = 0; i < 5; i++) {
      scene.sample("web-" + i, "/", 1, scene.instant().plusSeconds(10 * i + 1));
    }
    scene.later(1).look();
    for (int i = 0; i < 60; i++) {
      scene.later(Duration.ofSeconds(15)).look();
    }
    assertThat(scene.told())
        .containsExactly("FIRING critical: 5 hosts are silent; the network may be the cause");
  }

  @Test
  void whatIsMissingIsNotForgottenWhereAnotherHostIsDeleted() {
    scene.rules(
        "alerts = { { name = \"m\", probe = \"disk\", missing = \"20 minutes\" },"
            + " { name = \"silent\", off = true } }");
    scene.sample("other", 1).minutes(3, "h", 50);
    for (int minute = 1; minute <= 25; minute++) {
      if (minute == 10) {
        scene.storage.delete("other");
      }
      scene.later(1).says("h", "load", Map.of("load1", 1.0)).look();
    }
    assertThat(scene.told())
        .containsExactly(
            "FIRING warning: m on h disk: no sample of the probe since 2026-11-22T12:03:00Z");
  }

  @Test
  void whatComesOnceADayIsMissingThoughTheServerWasRestarted() {
    scene.rules(
        "alerts = { { name = \"m\", probe = \"disk\", value = \"full\", missing = \"26 hours\" } }");
    for (int hour = 0; hour < 48; hour++) {
      scene.later(60).says("h", "load", Map.of("load1", 1.0));
      if (hour < 20) {
        scene.sample("h", 50);
      }
      if (hour == 30) {
        scene.restart();
      }
      scene.look();
    }
    assertThat(scene.told())
        .containsExactly(
            "FIRING warning: m on h disk /: no sample of full since 2026-11-23T08:00:00Z");
  }

  @Test
  void whatFlapsHasNotBurnedForLong() {
    scene.file(
        "alerts = { "
            + FULL
            + " } notify = { boss = { command = { \"true\" }, after = \"15 minutes\" } }");
    for (int i = 0; i < 20; i++) {
      scene.minutes(1, "h", 95).minutes(1, "h", 50);
    }
    assertThat(scene.alerts().getFirst().flapping()).isTrue();
    assertThat(scene.told()).isEmpty();
    scene.minutes(80, "h", 95);
    assertThat(scene.told()).containsExactly(TOLD);
  }

  @Test
  void whatAnotherRuleOfItsNameNeedsHoldsNothingBack() {
    scene.rules(
        "alerts = { { name = \"full\", probe = \"pg\", value = \"wait\", above = 90,"
            + " needs = { host = \"router\" } }, "
            + FULL
            + " }");
    scene.sample("router", 1);
    scene.minutes(15, "h", 50);
    assertThat(scene.told()).hasSize(1).first().asString().contains("silent on router");
    scene.minutes(2, "h", 95);
    assertThat(scene.told()).hasSize(2).last().isEqualTo(TOLD);
  }

  /** A description may call a rule of its own like that of Domestik's. */
  @Test
  void aProbesRuleThatIsCalledSilentIsNoSilence() {
    scene.described(
        Map.of(
            "key",
            "mount",
            "values",
            Map.of("full", Map.of()),
            "alert",
            Map.of("full", Map.of("name", "silent", "severity", "critical", "above", 99))));
    scene.rules(
        "alerts = { { name = \"gone\", probe = \"disk\", missing = \"2 minutes\" }, "
            + FULL
            + " }");
    for (int i = 1; i <= 5; i++) {
      scene.sample("web-" + i, "/", 1, scene.instant().plusSeconds(10L * i));
    }
    scene.later(1).look();
    for (int i = 0; i < 60; i++) {
      scene.later(Duration.ofSeconds(15)).look();
    }
    assertThat(scene.told())
        .containsExactly("FIRING critical: 5 hosts are silent; the network may be the cause");
  }

  /** The night's copy that did not come. */
  @Test
  void whatComesOnceADayIsMissingAfterMoreThanADay() {
    scene.rules(
        "alerts = { { name = \"m\", probe = \"disk\", value = \"full\", missing = \"26 hours\" } }");
    scene.minutes(3, "h", 50);
    for (int hour = 1; hour <= 30; hour++) {
      scene.later(60).says("h", "load", Map.of("load1", 1.0)).look();
    }
    assertThat(scene.told())
        .containsExactly(
            "FIRING warning: m on h disk /: no sample of full since 2026-11-22T12:03:00Z");
    scene.minutes(1, "h", 50);
    assertThat(scene.told()).hasSize(2).last().asString().startsWith("RESOLVED");
  }
}
