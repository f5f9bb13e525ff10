// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.domestik.storage.alert.Acknowledgement;
import org.domestik.storage.alert.Alert;
import org.domestik.storage.alert.Alerts;
import org.domestik.storage.alert.Changes;
import org.domestik.storage.alert.Notice;
import org.domestik.storage.alert.QuietWindow;
import org.domestik.storage.alert.Told;
import org.domestik.storage.sql.Database;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Alerts, what was told of them and what is yet to be told are kept, and changed by one server. */
abstract class AlertsContract extends Contract {
  static final Instant THEN = Instant.parse("2026-11-22T12:00:00Z");
  private static final String SERVER = "one";

  static Alert alert(long episode, String state, @Nullable Instant ended) {
    return new Alert(
        "abc",
        episode,
        "disk nearly full",
        "critical",
        "db-1",
        "filesystem",
        List.of("/", "sub"),
        "full",
        state,
        THEN.plusSeconds(episode),
        ended,
        THEN.plusSeconds(60),
        92.5,
        "above 90 %",
        "full is 92.5 %",
        List.of(THEN, THEN.plusMillis(1)),
        false);
  }

  static Notice notice(String key, Instant next) {
    return new Notice(key, "ops", "url", "{}", "waiting", THEN, 0, next, null);
  }

  private static Changes put(Alert... alerts) {
    return new Changes(List.of(alerts), List.of(), List.of(), List.of(), List.of());
  }

  private Alerts led() {
    Alerts alerts = storage.alerts();
    assertThat(alerts.lead(SERVER, THEN, THEN.plusSeconds(60))).isTrue();
    return alerts;
  }

  @Test
  void noticesOfAnOlderStoreAreThere() {
    Alerts before = led();
    Notice notice = notice("k", THEN);
    before.save(SERVER, new Changes(List.of(), List.of(), List.of(), List.of(), List.of(notice)));
    storage.close();
    try (Database database = database(config())) {
      database.change(
          transaction -> {
            transaction.run("UPDATE domestik.alert_notice SET channel = '0'");
            transaction.run(
                "ALTER TABLE domestik.alert_notice ALTER COLUMN channel TYPE INTEGER"
                    + " USING CAST(channel AS INTEGER)");
          });
    }
    storage = SqlStorage.open(config(), clock);
    Notice kept = storage.alerts().due(THEN, 10).getFirst();
    assertThat(kept.key()).isEqualTo("k");
    assertThat(kept.channel()).isEqualTo("0");
  }

  @Test
  void whatIsSavedIsThereAsItWas() {
    Alerts alerts = led();
    Alert first = alert(1, "resolved", THEN.plusSeconds(30));
    Alert second = alert(2, "firing", null);
    Told told = new Told("abc", "ops", "firing", 2, THEN, 1);
    Notice notice = notice("k", THEN);
    assertThat(
            alerts.save(
                SERVER,
                new Changes(
                    List.of(first, second), List.of(), List.of(told), List.of(), List.of(notice))))
        .isTrue();
    assertThat(alerts.newest()).containsExactly(second);
    assertThat(alerts.since(THEN, 10)).containsExactly(second, first);
    assertThat(alerts.since(THEN.plusSeconds(31), 10)).containsExactly(second);
    assertThat(alerts.told()).containsExactly(told);
    assertThat(alerts.due(THEN, 10)).containsExactly(notice);
    reopen();
    assertThat(storage.alerts().newest()).containsExactly(second);
  }

  @Test
  void whatIsNotOverIsAmongTheLatestHoweverOldItIs() {
    Alerts alerts = led();
    Alert burning = of("old", 1, "firing", null);
    Alert first = of("a", 2, "resolved", THEN.plusSeconds(30));
    Alert second = of("b", 3, "resolved", THEN.plusSeconds(30));
    alerts.save(SERVER, put(burning, first, second));
    assertThat(alerts.since(THEN, 2)).containsExactly(second, burning);
    assertThat(alerts.since(THEN, 3)).containsExactly(second, first, burning);
  }

  @Test
  void anAlertOfEmptyFieldsIsKept() {
    Alerts alerts = led();
    Alert bare =
        new Alert(
            "s", 1, "silent", "warning", "h", null, List.of(), null, "pending", THEN, null, THEN,
            null, null, "", List.of(), true);
    alerts.save(SERVER, put(bare));
    assertThat(alerts.newest()).containsExactly(bare);
    alerts.save(
        SERVER, new Changes(List.of(), List.of(bare.id()), List.of(), List.of(), List.of()));
    assertThat(alerts.newest()).isEmpty();
  }

  @Test
  void oneServerJudgesUntilItsTimeIsOver() {
    Alerts alerts = led();
    assertThat(alerts.lead("two", THEN.plusSeconds(59), THEN.plusSeconds(120))).isFalse();
    assertThat(alerts.save("two", put(alert(1, "firing", null)))).isFalse();
    assertThat(alerts.newest()).isEmpty();
    assertThat(alerts.lead("two", THEN.plusSeconds(60), THEN.plusSeconds(120))).isTrue();
    assertThat(alerts.save(SERVER, put(alert(1, "firing", null)))).isFalse();
    assertThat(alerts.lead(SERVER, THEN.plusSeconds(61), THEN.plusSeconds(121))).isFalse();
    assertThat(alerts.save("two", put(alert(1, "firing", null)))).isTrue();
  }

  @Test
  void aLeaseByAClockThatWasAheadKeepsNobodyFromJudging() {
    Alerts alerts = storage.alerts();
    Instant ahead = THEN.plus(Duration.ofDays(1));
    assertThat(alerts.lead(SERVER, ahead, ahead.plusSeconds(40))).isTrue();
    assertThat(alerts.lead("two", THEN, THEN.plusSeconds(40))).isTrue();
    assertThat(alerts.save("two", put(alert(1, "firing", null)))).isTrue();
  }

  @Test
  void aNoticeWhoseTurnAClockSetThatWasAheadWaitsNoLonger() {
    Alerts alerts = led();
    Instant ahead = THEN.plus(Duration.ofDays(1));
    Notice old = new Notice("1", "ops", "url", "{}", "waiting", THEN, 1, ahead, "nobody answers");
    Instant later = THEN.plusSeconds(5);
    Notice young = new Notice("2", "ops", "url", "{}", "waiting", later, 0, later, null);
    List.of(old, young).forEach(alerts::add);
    assertThat(alerts.due(later, 10)).containsExactly(old, young);
  }

  @Test
  void aNoticeIsThereOnceAndChanges() {
    Alerts alerts = led();
    Changes changes =
        new Changes(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(notice("k", THEN), notice("later", THEN.plusSeconds(9))));
    alerts.save(SERVER, changes);
    alerts.save(SERVER, changes);
    assertThat(alerts.add(notice("k", THEN))).isFalse();
    assertThat(alerts.notices(10)).hasSize(2);
    assertThat(alerts.due(THEN, 10)).extracting(Notice::key).containsExactly("k");
    Notice sent = new Notice("k", "ops", "url", "{}", "sent", THEN, 1, THEN.plusSeconds(1), null);
    alerts.change(sent);
    assertThat(alerts.due(THEN, 10)).isEmpty();
    assertThat(alerts.notices(10)).contains(sent);
    alerts.change(notice("unknown", THEN));
    assertThat(alerts.notices(10)).hasSize(2);
  }

  @Test
  void noNoticeOvertakesAnOlderOneOfItsWayThatIsTriedAgain() {
    Alerts alerts = led();
    Notice first =
        new Notice("1", "ops", "url", "{}", "waiting", THEN, 1, THEN.plusSeconds(10), "");
    Instant later = THEN.plusSeconds(5);
    Notice second = new Notice("2", "ops", "url", "{}", "waiting", later, 0, later, null);
    Notice other = new Notice("3", "ops", "mail", "{}", "waiting", later, 0, later, null);
    List.of(first, second, other).forEach(alerts::add);
    assertThat(alerts.due(later, 10)).containsExactly(other);
    assertThat(alerts.due(THEN.plusSeconds(10), 10)).containsExactly(first, second, other);
    alerts.change(
        new Notice("1", "ops", "url", "{}", "waiting", THEN, 7, THEN.plusSeconds(900), ""));
    assertThat(alerts.due(later, 10)).containsExactly(second, other);
  }

  @Test
  void whatIsOverIsForgottenAndWhatIsNotIsKept() {
    Alerts alerts = led();
    Alert over = alert(1, "resolved", THEN.plusSeconds(30));
    Alert now = alert(2, "firing", null);
    Told told = new Told("abc", "ops", "firing", 2, THEN, 1);
    Acknowledgement old = new Acknowledgement(over.id(), "ada", THEN);
    Acknowledgement seen = new Acknowledgement(now.id(), "ada", THEN);
    alerts.save(
        SERVER,
        new Changes(
            List.of(over, now), List.of(), List.of(told), List.of(), List.of(notice("k", THEN))));
    alerts.acknowledge(old);
    alerts.acknowledge(new Acknowledgement(now.id(), "bob", THEN.minusSeconds(1)));
    alerts.acknowledge(seen);
    alerts.forget(THEN.plusSeconds(3_600));
    assertThat(alerts.since(THEN, 10)).containsExactly(now);
    assertThat(alerts.acknowledged()).containsExactly(seen);
    assertThat(alerts.notices(10)).hasSize(1);
    alerts.save(SERVER, new Changes(List.of(), List.of(), List.of(), List.of(told), List.of()));
    assertThat(alerts.told()).isEmpty();
  }

  private static Alert of(String host, long episode, String state, @Nullable Instant ended) {
    Alert it = alert(episode, state, ended);
    return new Alert(
        Alert.series(it.rule(), it.severity(), host, it.probe(), it.key()),
        episode,
        it.rule(),
        it.severity(),
        host,
        it.probe(),
        it.key(),
        it.value(),
        state,
        it.since(),
        ended,
        it.lastTime(),
        it.lastValue(),
        it.limit(),
        it.message(),
        it.changes(),
        it.flapping());
  }

  @Test
  void thousandsAreReplacedAtOnce() {
    Alerts alerts = led();
    List<Alert> firing = new ArrayList<>();
    List<Alert> over = new ArrayList<>();
    List<Told> told = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      firing.add(of("h" + i, 1, "firing", null));
      over.add(of("h" + i, 1, "resolved", THEN));
      told.add(new Told(firing.getLast().series(), "ops", "firing", 1, THEN, 1));
    }
    alerts.save(SERVER, new Changes(firing, List.of(), told, List.of(), List.of()));
    assertThat(alerts.newest()).containsExactlyInAnyOrderElementsOf(firing);
    assertThat(alerts.told()).containsExactlyInAnyOrderElementsOf(told);
    List<Told> others = told.subList(1, told.size());
    alerts.save(SERVER, new Changes(over, List.of(), List.of(), others, List.of()));
    assertThat(alerts.newest()).containsExactlyInAnyOrderElementsOf(over);
    assertThat(alerts.told()).containsExactly(told.getFirst());
  }

  @Test
  void aHostThatIsRenamedTakesItsAlertsAlong() {
    storage.accept(batch("db-1", sample("p", NOW, List.of(), "v", 1)));
    storage.accept(batch("web", sample("p", NOW, List.of(), "v", 1)));
    Alerts alerts = led();
    Alert past = of("db-1", 1, "resolved", THEN.plusSeconds(30));
    Alert now = of("db-1", 2, "firing", null);
    Alert others = of("web", 1, "firing", null);
    Alert stranger = of("db-one", 5, "firing", null);
    alerts.save(
        SERVER,
        new Changes(
            List.of(past, now, others, stranger),
            List.of(),
            List.of(
                new Told(now.series(), "ops", "firing", 2, THEN, 1),
                new Told(others.series(), "ops", "firing", 1, THEN, 1)),
            List.of(),
            List.of()));
    alerts.acknowledge(new Acknowledgement(now.id(), "ada", THEN));
    storage.renameHost("db-1", "db-one");
    Alert there = of("db-one", 2, "firing", null);
    assertThat(alerts.since(THEN, 10))
        .containsExactlyInAnyOrder(
            others, there, of("db-one", 1, "resolved", THEN.plusSeconds(30)));
    assertThat(alerts.told())
        .containsExactlyInAnyOrder(
            new Told(there.series(), "ops", "firing", 2, THEN, 1),
            new Told(others.series(), "ops", "firing", 1, THEN, 1));
    assertThat(alerts.acknowledged()).containsExactly(new Acknowledgement(there.id(), "ada", THEN));
  }

  @Test
  void aQuietWindowIsKeptUntilItIsOverOrEnded() {
    Alerts alerts = storage.alerts();
    QuietWindow window =
        new QuietWindow(
            "q",
            List.of("db-*", "web"),
            List.of("*"),
            THEN,
            THEN.plusSeconds(60),
            "Europe/Paris",
            "new disks",
            "ada");
    QuietWindow later =
        new QuietWindow(
            "r",
            List.of("*"),
            List.of("disk*"),
            THEN.plusSeconds(9),
            THEN.plusSeconds(99),
            "UTC",
            null,
            "bob");
    alerts.keep(later);
    alerts.keep(window);
    alerts.keep(window);
    assertThat(alerts.quiet(THEN)).containsExactly(window, later);
    assertThat(alerts.quiet(THEN.plusSeconds(60))).containsExactly(later);
    reopen();
    assertThat(storage.alerts().endQuiet("r")).isTrue();
    assertThat(storage.alerts().endQuiet("r")).isFalse();
    assertThat(storage.alerts().quiet(THEN)).containsExactly(window);
    storage.alerts().forget(THEN.plusSeconds(61));
    assertThat(storage.alerts().quiet(Instant.EPOCH)).isEmpty();
  }
}
