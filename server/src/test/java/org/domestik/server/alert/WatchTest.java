// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.domestik.model.delivery.Run;
import org.domestik.server.alert.rules.QuietWindows;
import org.domestik.server.alert.rules.Rules;
import org.domestik.server.notify.message.Message;
import org.domestik.storage.alert.Acknowledgement;
import org.domestik.storage.alert.Alert;
import org.domestik.storage.alert.QuietWindow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people complain of elsewhere does not happen here. */
@Tag("slow")
class WatchTest {
  private static final String FULL =
      "{ name = \"full\", probe = \"disk\", value = \"full\", above = 90, clear = 85 }";
  private static final String RULE = "alerts = { " + FULL + " }";
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

  private static String rule(String more) {
    return "alerts = { { name = \"full\", probe = \"disk\", value = \"full\", " + more + " } }";
  }

  @Test
  void whatIsWrongIsToldOnceAndItsEndOnce() {
    scene.rules(RULE).minutes(3, "h", 50).minutes(5, "h", 95).minutes(5, "h", 50);
    assertThat(scene.told())
        .containsExactly(
            TOLD, "RESOLVED resolved: full on h disk /: full is 50; the rule is above 90");
    assertThat(scene.alerts()).extracting(Alert::state).containsExactly("resolved");
  }

  @Test
  void aRestartTellsNothingAgain() {
    scene.rules(RULE).minutes(3, "h", 95);
    for (int i = 0; i < 5; i++) {
      scene.restart().minutes(2, "h", 95);
    }
    assertThat(scene.told()).containsExactly(TOLD);
  }

  @Test
  void whatPendsGoesOnAfterARestart() {
    scene.rules(rule("above = 90, lasting = \"10 minutes\"")).minutes(6, "h", 95);
    assertThat(scene.alerts()).extracting(Alert::state).containsExactly("pending");
    scene.restart().sample("h", 95).minutes(3, "h", 95);
    assertThat(scene.told()).isEmpty();
    scene.minutes(2, "h", 95);
    assertThat(scene.told()).hasSize(1);
  }

  @Test
  void lateSamplesDoNotPageForThePast() {
    scene.rules(RULE).minutes(30, "h", 50);
    Instant past = scene.instant().minus(Duration.ofMinutes(20));
    for (int i = 0; i < 10; i++) {
      scene.sample("h", "/", 99, past.plusSeconds(60L * i + 1));
    }
    scene.look().minutes(2, "h", 50);
    assertThat(scene.told()).isEmpty();
    assertThat(scene.alerts()).isEmpty();
  }

  @Test
  void whatCameAndWentInASpoolIsHistoryAndNoPage() {
    scene.rules(RULE).minutes(3, "h", 50);
    Instant gone = scene.instant();
    scene.later(5);
    for (int i = 1; i <= 5; i++) {
      scene.sample("h", "/", i < 4 ? 99 : 50, gone.plusSeconds(60L * i));
    }
    scene.look();
    assertThat(scene.told()).isEmpty();
    assertThat(scene.alerts()).extracting(Alert::state).containsExactly("resolved");
  }

  @Test
  void aHostThatIsFarBehindIsToldOfWhenItHasCaughtUp() {
    scene.rules("alerts = { " + FULL + ", { name = \"silent\", off = true } }").minutes(3, "h", 50);
    Instant gone = scene.instant();
    scene.later(60).sample("h", "/", 99, gone.plusSeconds(60)).look();
    assertThat(scene.alerts()).extracting(Alert::state).containsExactly("firing");
    assertThat(scene.told()).isEmpty();
    scene.minutes(1, "h", 95);
    assertThat(scene.told()).containsExactly(TOLD);
  }

  @Test
  void missingDataKeepTheState() {
    scene.rules("alerts = { " + FULL + ", { name = \"silent\", off = true } }").minutes(3, "h", 95);
    for (int i = 0; i < 30; i++) {
      scene.later(1).look();
    }
    assertThat(scene.told()).containsExactly(TOLD);
    assertThat(scene.alerts()).extracting(Alert::state).containsExactly("firing");
    assertThat(new AlertList(scene.storage, scene, scene.watch.rules()).of(null, null).getFirst())
        .containsEntry("stale", true);
  }

  @Test
  void aSilentHostIsOneMessageAndHoldsBackItsOthers() {
    scene.rules(
        "alerts = { "
            + FULL
            + ", { name = \"gone\", probe = \"disk\", missing = \"2 minutes\" } }");
    scene.minutes(3, "h", 50);
    for (int i = 0; i < 20; i++) {
      scene.later(1).look();
    }
    assertThat(scene.told())
        .containsExactly("FIRING critical: silent on h: nothing since 2026-11-22T12:03:00Z");
    scene.minutes(2, "h", 50);
    assertThat(scene.told()).last().isEqualTo("RESOLVED resolved: silent on h: delivers again");
    assertThat(scene.told()).hasSize(2);
  }

  @Test
  void whatBurnedBeforeAHostFellSilentIsNotResolvedByItsSilence() {
    scene.rules(RULE).minutes(3, "h", 95);
    for (int i = 0; i < 20; i++) {
      scene.later(1).look();
    }
    assertThat(scene.told()).hasSize(2).first().isEqualTo(TOLD);
    scene.minutes(1, "h", 50);
    assertThat(scene.told()).hasSize(4);
  }

  @Test
  void manyHostsThatFallSilentTogetherAreOneMessage() {
    scene.rules("");
    for (int i = 1; i <= 30; i++) {
      scene.sample("web-" + i, "/", 1, scene.instant().plusSeconds(i));
    }
    scene.later(1).look();
    for (int i = 0; i < 60; i++) {
      scene.later(Duration.ofSeconds(15)).look();
    }
    assertThat(scene.told())
        .containsExactly("FIRING critical: 30 hosts are silent; the network may be the cause");
  }

  @Test
  void aServerThatSleptOrWasRestartedBlamesNobody() {
    scene.rules("").minutes(3, "h", 50);
    scene.later(300).look().later(Duration.ofSeconds(15)).look();
    assertThat(scene.told()).isEmpty();
    scene.minutes(3, "h", 50);
    scene.later(60).restart().look().later(1).look();
    assertThat(scene.told()).isEmpty();
    scene.sample("h", 50).look();
    assertThat(scene.alerts()).isEmpty();
  }

  @Test
  void aHostThatDeliversOldSamplesIsNotSilent() {
    scene.rules("").minutes(3, "h", 50);
    Instant then = scene.instant();
    for (int i = 0; i < 60; i++) {
      scene.later(1).sample("h", "/", 1, then.plusSeconds(5L * i + 1)).look();
    }
    assertThat(scene.told()).isEmpty();
  }

  @Test
  void lateDataDoNotReviveADeadHost() {
    scene.rules("").minutes(3, "h", 50);
    Instant then = scene.instant();
    for (int i = 0; i < 15; i++) {
      scene.later(1).look();
    }
    assertThat(scene.told()).hasSize(1);
    scene.sample("h", "/", 1, then.minusSeconds(90)).look().later(1).look();
    scene.sample("h", "/", 1, then.plusSeconds(5)).look().later(1).look();
    assertThat(scene.told()).hasSize(1);
    assertThat(scene.alerts()).extracting(Alert::state).containsExactly("firing");
  }

  @Test
  void aQuietWindowCoversAlertAndRecoveryAndTellsWhatStillBurns() {
    scene.rules(RULE + " quiet = { { hosts = { \"*\" }, from = \"12:05\", to = \"12:30\" } }");
    scene.minutes(4, "h", 50).minutes(5, "h", 95).minutes(5, "h", 50);
    scene.sample("x", 1).minutes(10, "h", 95);
    assertThat(scene.told()).isEmpty();
    scene.sample("x", 1).minutes(10, "h", 95);
    assertThat(scene.told()).containsExactly(TOLD);
  }

  @Test
  void whatWasToldBeforeAWindowAndIsOverInItIsToldAfterIt() {
    scene.rules(RULE + " quiet = { { from = \"12:04\", to = \"12:20\" } }");
    scene.minutes(3, "h", 95).minutes(10, "h", 50);
    assertThat(scene.told()).containsExactly(TOLD);
    scene.minutes(10, "h", 50);
    assertThat(scene.told()).hasSize(2).last().asString().startsWith("RESOLVED");
  }

  @Test
  void whatFlapsIsOneMessageUntilItIsCalm() {
    scene.rules(RULE);
    for (int i = 0; i < 40; i++) {
      scene.minutes(1, "h", 95).minutes(1, "h", 50);
    }
    assertThat(scene.told().stream().filter(it -> it.startsWith("FLAPPING"))).hasSize(1);
    assertThat(scene.told()).hasSizeLessThanOrEqualTo(7);
    scene.minutes(61, "h", 50);
    assertThat(scene.told()).last().asString().startsWith("RESOLVED");
  }

  @Test
  void onlyWhoAsksForItIsToldAgainAndNobodyWhoHasSeenIt() {
    scene.file(
        RULE
            + "notify = { ops = { command = { \"true\" }, again = \"10 minutes\" },"
            + " boss = { command = { \"true\" }, after = \"15 minutes\" } }");
    scene.minutes(12, "h", 95);
    assertThat(scene.told()).hasSize(2).last().asString().startsWith("REMINDER still warning");
    String id = scene.alerts().getFirst().id();
    scene.storage.alerts().acknowledge(new Acknowledgement(id, "ada", scene.instant()));
    scene.minutes(20, "h", 95);
    assertThat(scene.told()).hasSize(2);
    scene.minutes(1, "h", 50);
    assertThat(scene.told()).hasSize(3).last().asString().startsWith("RESOLVED");
  }

  @Test
  void whoWantsOnlyWhatLastsIsToldThen() {
    scene.file(RULE + " notify = { boss = { command = { \"true\" }, after = \"15 minutes\" } }");
    scene.minutes(14, "h", 95);
    assertThat(scene.told()).isEmpty();
    scene.minutes(3, "h", 95);
    assertThat(scene.told()).containsExactly(TOLD);
  }

  @Test
  void whatNeedsASilentHostIsHeldBack() {
    scene.rules(rule("above = 90, needs = { host = \"router\" }"));
    scene.sample("router", 1).minutes(1, "h", 50);
    for (int i = 0; i < 15; i++) {
      scene.minutes(1, "h", 50);
    }
    assertThat(scene.told()).hasSize(1).first().asString().contains("silent on router");
    scene.minutes(3, "h", 95);
    assertThat(scene.told()).hasSize(1);
    scene.sample("router", 1).minutes(1, "h", 95);
    assertThat(scene.told()).hasSize(3).contains(TOLD);
  }

  @Test
  void theWorseOfTwoSeveritiesIsTold() {
    scene.rules(rule("warning = { above = 80 }, critical = { above = 90 }"));
    scene.minutes(2, "h", 85).minutes(2, "h", 95).minutes(2, "h", 85).minutes(2, "h", 50);
    assertThat(scene.told())
        .extracting(it -> it.substring(0, it.indexOf(" on ")))
        .containsExactly(
            "FIRING warning: full",
            "FIRING critical: full",
            "RESOLVED resolved: full",
            "RESOLVED resolved: full");
  }

  @Test
  void theOperatorsRuleWinsOverTheDescriptionsAndMayTurnItOff() {
    scene.described(
        Map.of(
            "name",
            "disk",
            "key",
            "mount",
            "values",
            Map.of("full", Map.of("unit", "%")),
            "alert",
            Map.of("full", Map.of("above", "50 %"))));
    scene.rules("").minutes(2, "h", 60);
    assertThat(scene.told())
        .hasSize(1)
        .first()
        .asString()
        .contains("full is 60 %; the rule is above 50 %");
    scene.rules(
        "alerts = { { name = \"disk full\", probe = \"disk\", value = \"full\", hosts = { \"h\" },"
            + " above = 70 }, { name = \"disk full\", hosts = { \"off\" }, off = true } }");
    scene.minutes(2, "h", 60);
    assertThat(scene.told()).hasSize(2).last().asString().startsWith("RESOLVED");
    scene.minutes(2, "off", 60).sample("h", 60).minutes(2, "other", 60);
    assertThat(scene.told()).hasSize(3).last().asString().contains("on other disk");
  }

  @Test
  void oneThresholdForAllIsNotNeeded() {
    scene.rules(
        "alerts = {"
            + " { name = \"full\", probe = \"disk\", value = \"full\", keys = { \"/big*\" }, above = 98 },"
            + FULL
            + " }");
    scene
        .later(1)
        .sample("h", "/big/one", 95, scene.instant())
        .sample("h", "/small", 95, scene.instant());
    scene.look();
    assertThat(scene.alerts()).extracting(Alert::key).containsExactly(List.of("/small"));
  }

  @Test
  void aRuleThatIsTakenAwayEndsItsAlerts() {
    scene.rules(RULE).minutes(2, "h", 95);
    scene.rules("").minutes(1, "h", 95);
    assertThat(scene.told()).hasSize(2).last().asString().contains("the rule is gone");
  }

  @Test
  void aFaultyFileIsToldAndTheLastGoodRulesGoOn() {
    scene.rules(RULE).minutes(2, "h", 50);
    scene.file("\nalerts = {\n  { name = \"x\", probe = \"disk\", value = \"full\", abov = 1 } }");
    scene.minutes(2, "h", 95);
    assertThat(scene.told()).containsExactly(TOLD);
    assertThat(scene.watch.rules().problems().get("alerts"))
        .isEqualTo(
            folder.resolve("alerts.lua")
                + ":3: alerts[1].abov: unknown field; nearest is \"above\"");
    scene.rules(RULE).minutes(1, "h", 95);
    assertThat(scene.watch.rules().problems()).isEmpty();
  }

  @Test
  void ofADeletedOrRetiredHostNothingIsWrong() {
    scene.rules(RULE).minutes(2, "h", 95);
    scene.storage.retire("h", scene.instant());
    scene.later(1).look();
    assertThat(scene.told()).hasSize(2).last().asString().contains("the host is retired");
  }

  @Test
  void aProbeThatFailsAndASpoolThatAgesAreTold() {
    scene.rules(
        "alerts = { { name = \"fails\", probe = \"*\", failing = true },"
            + " { name = \"spool\", spool = \"1 hour\" } }");
    scene.minutes(1, "h", 1).run("h", Run.Outcome.FAILED, "disk.lua:3: boom\ntrace").look();
    assertThat(scene.told())
        .containsExactly(
            "FIRING warning: fails on h disk disk.lua: disk.lua fails: disk.lua:3: boom");
    scene.spool("h", scene.instant().minus(Duration.ofHours(2)));
    scene.minutes(1, "h", 1).run("h", Run.Outcome.OK, null).look();
    assertThat(scene.told()).hasSize(3);
  }

  @Test
  void aRateIsTheChangeInItsTime() {
    scene.rules(rule("above = 30, per = \"1 hour\""));
    scene.minutes(5, "h", 10).minutes(1, "h", 10.4).look();
    assertThat(scene.told()).isEmpty();
    scene.minutes(1, "h", 11.4);
    assertThat(scene.told()).hasSize(1).first().asString().contains("full is 60 per 1 hour");
  }

  @Test
  void whatGoesToALimitIsToldBefore() {
    scene.rules(rule("reaches = 100, within = \"6 hours\""));
    for (int i = 0; i <= 12 * 24; i++) {
      // A floor that rises by 10 an hour, and load on top of it that comes and goes.
      double full = 20 + i / 60.0 * 10 + (i % 3 == 0 ? 5 : 0);
      scene.sample("h", "/", full, scene.instant()).later(1);
    }
    scene.look();
    assertThat(scene.told())
        .hasSize(1)
        .first()
        .asString()
        .contains("full will be at 100 in 3 hours");
    for (int i = 0; i < 12 * 60; i++) {
      // Somebody made room: soon after, what was before tells nothing of what will be.
      scene.sample("h", "/", i % 3 == 0 ? 35 : 30, scene.instant()).later(1);
      if (i % 60 == 59) {
        scene.look();
      }
    }
    assertThat(scene.told()).hasSize(2).last().asString().startsWith("RESOLVED");
    assertThat(scene.messages().getLast().text()).contains("full does not go to 100");
  }

  @Test
  void aClockThatWasAheadHoldsUpNoLookAhead() {
    scene.rules(rule("reaches = 100, within = \"6 hours\"")).later(24 * 60).look();
    scene.later(-24 * 60);
    for (int i = 0; i <= 12 * 24; i++) {
      scene.sample("h", "/", 20 + i / 60.0 * 10, scene.instant()).later(1);
    }
    scene.look();
    assertThat(scene.told())
        .hasSize(1)
        .first()
        .asString()
        .contains("full will be at 100 in 3 hours");
  }

  @Test
  void whatFallsToALimitIsToldBefore() {
    scene.rules(
        "alerts = { { name = \"empty\", probe = \"disk\", value = \"full\", reaches = 0,"
            + " within = \"6 hours\" } }");
    for (int i = 0; i <= 12 * 24; i++) {
      scene.sample("h", "/", 80 - i / 60.0 * 10 - (i % 3 == 0 ? 5 : 0), scene.instant()).later(1);
    }
    scene.look();
    assertThat(scene.told()).hasSize(1).first().asString().contains("full will be at 0 in 3 hours");
  }

  @Test
  void whatComesNoMoreIsNotRememberedForEver() {
    scene.rules(RULE).minutes(2, "h", 95);
    for (int i = 0; i < 26; i++) {
      scene.later(60).sample("h", "/other", 1, scene.instant()).look();
    }
    assertThat(scene.told())
        .contains("RESOLVED resolved: full on h disk /: nothing came of it for a day");
  }

  @Test
  void aNewRuleDoesNotTakeThePastForFlapping() {
    for (int i = 0; i < 10; i++) {
      scene.later(1).sample("h", 95).later(1).sample("h", 50);
    }
    scene.rules(RULE).look().minutes(2, "h", 95);
    assertThat(scene.told()).containsExactly(TOLD);
  }

  @Test
  void aRenamedHostIsToldOfUnderItsNewName() {
    scene.rules(RULE).sample("other", 1).minutes(2, "h", 95);
    String id = scene.alerts().getFirst().id();
    scene.storage.alerts().acknowledge(new Acknowledgement(id, "ada", scene.instant()));
    scene.storage.renameHost("h", "g");
    scene.look().minutes(2, "g", 95);
    assertThat(scene.told()).containsExactly(TOLD);
    assertThat(scene.alerts()).extracting(Alert::host).containsExactly("g");
    assertThat(scene.storage.alerts().acknowledged())
        .extracting(Acknowledgement::alert)
        .containsExactly(scene.alerts().getFirst().id());
    scene.minutes(1, "g", 50);
    assertThat(scene.told())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("RESOLVED resolved: full on g");
  }

  @Test
  void anAlertOfADeletedHostEnds() {
    scene.rules(RULE).sample("other", 1).minutes(2, "h", 95);
    scene.storage.delete("h");
    scene.later(1).look();
    assertThat(scene.told()).hasSize(2).last().asString().contains("the host is gone");
    scene.later(1).look();
    assertThat(scene.alerts()).extracting(Alert::state).containsExactly("resolved");
    scene.minutes(2, "h", 95);
    assertThat(scene.told()).hasSize(3).last().isEqualTo(TOLD);
  }

  @Test
  void ofTwoServersTheOtherLooksAtOnceWhenOneIsStopped() {
    scene.rules(RULE).minutes(2, "h", 50);
    Watch other =
        Watch.of(
            scene.storage,
            scene,
            new Rules(folder.resolve("alerts.lua"), ZoneOffset.UTC),
            () -> "http://localhost",
            _ -> null);
    scene.minutes(1, "h", 95);
    other.look();
    assertThat(other.leads()).isFalse();
    assertThat(scene.watch.leads()).isTrue();
    scene.watch.close();
    assertThat(scene.watch.leads()).isFalse();
    other.look();
    assertThat(other.leads()).isTrue();
    assertThat(scene.told()).containsExactly(TOLD);
    scene.later(1);
    assertThat(other.leads()).isFalse();
    other.close();
  }

  @Test
  void aThresholdOfTheWrongUnitIsToldWithItsLine() {
    scene.described(
        Map.of("key", "mount", "values", Map.of("full", Map.of("unit", "%", "type", "real"))));
    scene.rules("\n\n" + rule("above = \"2 GB\"")).minutes(1, "h", 95);
    assertThat(scene.watch.rules().problems())
        .containsEntry(
            "alerts " + folder.resolve("alerts.lua") + ":3: full",
            "above: \"GB\" is no multiple of \"%\", the value's unit");
    assertThat(scene.messages()).isEmpty();
  }

  @Test
  void aMessageSaysTheUnitTheThresholdAndSinceWhen() {
    scene.described(
        Map.of("key", "mount", "values", Map.of("full", Map.of("unit", "%", "type", "real"))));
    scene.rules(RULE).minutes(2, "h", 50).minutes(2, "h", 95);
    Message.Item item = scene.messages().getFirst().items().getFirst();
    assertThat(item.unit()).isEqualTo("%");
    assertThat(item.threshold()).isEqualTo("above 90 %");
    assertThat(item.since()).isEqualTo(Scene.NOON.plus(Duration.ofMinutes(3)));
    assertThat(item.link()).contains("/#/host/h?from=");
  }

  @Test
  void aWindowSetByHandCoversAlertAndRecoveryUntilItIsEnded() {
    scene.rules(RULE).minutes(2, "h", 50);
    QuietWindow window =
        QuietWindows.read(
            Map.of("hosts", "h", "lasting", "2 hours"), scene.instant(), ZoneOffset.UTC, "ada");
    scene.storage.alerts().keep(window);
    scene.minutes(2, "h", 95).minutes(2, "h", 50).minutes(2, "h", 95);
    assertThat(scene.told()).isEmpty();
    assertThat(
            new AlertList(scene.storage, scene, scene.watch.rules())
                .of("firing", null)
                .getFirst()
                .get("silencedBy"))
        .isEqualTo("quiet until 2026-11-22 14:02 (Z)");
    scene.restart().minutes(1, "h", 95);
    assertThat(scene.told()).isEmpty();
    scene.storage.alerts().endQuiet(window.id());
    scene.minutes(1, "h", 95);
    assertThat(scene.told()).containsExactly(TOLD);
  }

  @Test
  void aHostThatIsSilentInAQuietWindowIsNotToldOfNorItsReturn() {
    scene.rules("quiet = { { from = \"12:05\", to = \"13:30\" } }").minutes(3, "h", 50);
    for (int i = 0; i < 40; i++) {
      scene.later(1).look();
    }
    assertThat(scene.alerts()).extracting(Alert::state).containsExactly("firing");
    scene.minutes(50, "h", 50);
    assertThat(scene.told()).isEmpty();
    assertThat(scene.alerts()).extracting(Alert::state).containsExactly("resolved");
  }

  @Test
  void whoLooksAtThePageSendsNothing() {
    scene.rules(RULE).minutes(2, "h", 95);
    AlertList list = new AlertList(scene.storage, scene, scene.watch.rules());
    for (int i = 0; i < 50; i++) {
      list.of(null, null);
    }
    scene.minutes(2, "h", 95);
    assertThat(scene.told()).containsExactly(TOLD);
  }

  @Test
  void whoWasNotToldOfItIsNotToldOfItsEnd() {
    scene.file(
        RULE
            + "notify = { boss = { command = { \"true\" }, after = \"15 minutes\" },"
            + " night = { command = { \"true\" }, from = \"critical\" } }");
    scene.minutes(10, "h", 95).minutes(30, "h", 50);
    assertThat(scene.told()).isEmpty();
    assertThat(scene.alerts()).extracting(Alert::state).containsExactly("resolved");
  }

  @Test
  void neverAgainIsNever() {
    scene.rules("alerts = { " + FULL + ", { name = \"silent\", off = true } }").minutes(2, "h", 95);
    for (int week = 0; week < 20; week++) {
      scene.later(Duration.ofDays(7)).sample("h", 95).look();
      if (week % 5 == 4) {
        scene.restart();
      }
    }
    assertThat(scene.told()).containsExactly(TOLD);
    scene.minutes(2, "h", 50);
    assertThat(scene.told()).hasSize(2).last().asString().startsWith("RESOLVED");
  }

  @Test
  void eachKeyHasAnAlertOfItsOwnAndKeysMayBeNamed() {
    scene.rules(
        "alerts = { { name = \"full\", probe = \"disk\", value = \"full\", keys = { \"/b*\" },"
            + " above = 99 }, "
            + FULL
            + " }");
    for (int i = 0; i < 3; i++) {
      scene.later(1);
      scene.sample("h", "/", 95, scene.instant());
      scene.sample("h", "/home", i == 2 ? 50 : 95, scene.instant());
      scene.sample("h", "/backup", 95, scene.instant()).look();
    }
    assertThat(scene.alerts())
        .extracting(alert -> alert.key().getFirst() + " " + alert.state())
        .containsExactlyInAnyOrder("/ firing", "/home resolved");
    assertThat(scene.told()).hasSize(2);
  }

  @Test
  void aRuleForAllHostsIsForThoseThatComeLater() {
    scene.rules(RULE).minutes(3, "h", 50);
    scene.minutes(2, "newcomer", 95);
    assertThat(scene.told()).hasSize(1).first().asString().contains("full on newcomer");
  }

  @Test
  void theNextTimeItHasToLastAgain() {
    scene.rules(rule("above = 90, lasting = \"5 minutes\"")).minutes(2, "h", 50);
    scene.minutes(7, "h", 95).minutes(3, "h", 50);
    assertThat(scene.told()).hasSize(2);
    scene.minutes(4, "h", 95).minutes(3, "h", 50);
    assertThat(scene.told()).hasSize(2);
    scene.minutes(7, "h", 95);
    assertThat(scene.told()).hasSize(3);
  }

  @Test
  void anAgentsMachineThatSleptIsNotTakenToHaveBeenWrongMeanwhile() {
    scene.rules(
        "alerts = { { name = \"full\", probe = \"disk\", value = \"full\", above = 90,"
            + " lasting = \"30 minutes\" }, { name = \"gone\", probe = \"disk\", missing = \"5 minutes\" },"
            + " { name = \"silent\", hosts = \"laptop\", off = true } }");
    scene.sample("server", 1).minutes(5, "laptop", 95);
    for (int i = 0; i < 60; i++) {
      scene.later(1).sample("server", 1).look();
    }
    scene.minutes(10, "laptop", 95);
    assertThat(scene.told()).isEmpty();
    scene.minutes(25, "laptop", 95);
    assertThat(scene.told().stream().filter(it -> it.contains("laptop"))).hasSize(1);
  }

  @Test
  void aMachineThatSaidItSleepsIsNotSilentNotEvenAfterARestart() {
    scene.rules("alerts = { { name = \"old\", spool = \"1 hour\" } }");
    scene.minutes(5, "laptop", 50).sleeps("laptop").spool("laptop", scene.instant());
    for (int i = 0; i < 120; i++) {
      scene.later(1).look();
      if (i == 60) {
        scene.restart();
      }
    }
    assertThat(scene.told()).isEmpty();
    scene.minutes(3, "laptop", 50);
    for (int i = 0; i < 20; i++) {
      scene.later(1).look();
    }
    assertThat(scene.told()).anyMatch(it -> it.startsWith("FIRING critical: silent on laptop"));
  }

  @Test
  void whatBurnedBeforeASleepIsHeldBackUntilTheMachineWakes() {
    scene.rules(RULE).minutes(3, "laptop", 95).sleeps("laptop").later(30).look();
    assertThat(scene.told()).containsExactly(TOLD.replace(" h ", " laptop "));
    assertThat(new AlertList(scene.storage, scene, scene.watch.rules()).of(null, null).getFirst())
        .containsEntry("silencedBy", "laptop is asleep");
    scene.minutes(1, "laptop", 50);
    assertThat(scene.told()).hasSize(2).last().asString().startsWith("RESOLVED");
  }

  /** Of all that a machine delivers after a sleep something is the first. */
  @Test
  void whatHasYetToComeAfterASleepIsNotMissing() {
    scene.rules(
        "alerts = { { name = \"m\", probe = \"disk\", missing = \"5 minutes\" },"
            + " { name = \"v\", probe = \"disk\", value = \"full\", missing = \"5 minutes\" } }");
    for (int i = 0; i < 5; i++) {
      scene.minutes(1, "laptop", 50).says("laptop", "load", Map.of("load1", 1.0));
    }
    scene.sleeps("laptop");
    for (int i = 0; i < 60; i++) {
      scene.later(1).look();
    }
    for (int i = 0; i < 4; i++) {
      scene.later(1).says("laptop", "load", Map.of("load1", 1.0)).look();
    }
    assertThat(scene.told()).isEmpty();
    scene.later(2).says("laptop", "load", Map.of("load1", 1.0)).look();
    assertThat(scene.told()).hasSize(2);
  }

  @Test
  void whatIsMissingStaysSoOverARestart() {
    scene.rules("alerts = { { name = \"m\", probe = \"disk\", missing = \"5 minutes\" } }");
    scene.minutes(3, "h", 50);
    for (int i = 0; i < 20; i++) {
      scene.later(1).says("h", "load", Map.of("load1", 1.0)).look();
      if (i == 10) {
        scene.restart();
      }
    }
    assertThat(scene.told()).hasSize(1);
  }

  @Test
  void aRecoveryThatIsToldLaterSaysWhenItWas() {
    scene.rules(RULE + " quiet = { { from = \"12:04\", to = \"14:00\" } }");
    scene.minutes(3, "h", 95).minutes(130, "h", 50);
    assertThat(scene.told()).hasSize(2);
    assertThat(scene.messages().getLast().text())
        .contains("from 2026-11-22 12:01 UTC to 2026-11-22 12:04 UTC, 3 minutes");
  }

  @Test
  void aValueThatDoesNotComeThoughItsHostDeliversIsMissing() {
    scene.rules(
        "alerts = { { name = \"m\", probe = \"disk\", value = \"free\", missing = \"5 minutes\" } }");
    for (int minute = 0; minute < 20; minute++) {
      boolean there = minute < 3 || minute > 15;
      scene.later(1);
      scene.says("h", "disk", there ? Map.of("full", 1.0, "free", 9.0) : Map.of("full", 1.0));
      scene.look();
    }
    assertThat(scene.told())
        .containsExactly(
            "FIRING warning: m on h disk /: no sample of free since 2026-11-22T12:03:00Z",
            "RESOLVED resolved: m on h disk /: free is back");
  }

  @Test
  void aProbeThatDoesNotComeThoughItsHostDeliversIsMissing() {
    scene.rules("alerts = { { name = \"m\", probe = \"disk\", missing = \"5 minutes\" } }");
    scene.minutes(3, "h", 50);
    for (int minute = 0; minute < 10; minute++) {
      scene.later(1).says("h", "load", Map.of("load1", 1.0)).look();
    }
    assertThat(scene.told())
        .containsExactly(
            "FIRING warning: m on h disk: no sample of the probe since 2026-11-22T12:03:00Z");
    scene.minutes(2, "h", 50);
    assertThat(scene.told()).hasSize(2).last().asString().startsWith("RESOLVED");
  }

  @Test
  void whatIsTooLowOrOutsideIsWrong() {
    scene.rules(
        "alerts = { { name = \"low\", probe = \"disk\", value = \"full\", below = 10, clear = 20 },"
            + " { name = \"out\", probe = \"disk\", value = \"full\", outside = { 5, 90 },"
            + " severity = \"critical\" } }");
    scene.minutes(1, "h", 8).minutes(1, "h", 15);
    assertThat(scene.told())
        .hasSize(1)
        .first()
        .asString()
        .contains("full is 8; the rule is below 10");
    scene.minutes(1, "h", 20).minutes(1, "h", 95).minutes(1, "h", 90);
    assertThat(scene.told())
        .extracting(it -> it.substring(0, it.indexOf(" on ")))
        .containsExactly(
            "FIRING warning: low",
            "RESOLVED resolved: low",
            "FIRING critical: out",
            "RESOLVED resolved: out");
  }

  @Test
  void whatLeaksIsTold() {
    scene.rules(
        "alerts = { { name = \"l\", probe = \"disk\", leak = \"full\" },"
            + " { name = \"silent\", off = true } }");
    for (int hour = 0; hour < 24 * 28; hour++) {
      scene.later(60).sample("h", 1_000 + 10 * hour + hour * 7 % 13);
    }
    scene.look();
    assertThat(scene.told()).hasSize(1).first().asString().contains("full leaks: its floor rises");
  }
}
