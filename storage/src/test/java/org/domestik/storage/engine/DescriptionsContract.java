// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.domestik.model.BadInput;
import org.domestik.model.Sample;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.model.description.DerivedValue;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.domestik.storage.Acceptance;
import org.domestik.storage.Disagreement;
import org.domestik.storage.HostStatus;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Series;
import org.domestik.storage.archive.BucketCalendar;
import org.domestik.storage.schema.DescriptionText;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What one host says of a probe never hurts what another stored. */
abstract class DescriptionsContract extends Contract {
  private static final Instant OLD = NOW.minus(Duration.ofDays(20));

  private static ProbeDescription said(Object... fields) {
    Map<String, Object> tree = new HashMap<>();
    tree.put("key", "device");
    tree.put("values", Map.of("read", Map.of("unit", "kB"), "written", Map.of("unit", "kB")));
    tree.put("derived", Map.of("both", "read + written"));
    for (int i = 0; i < fields.length; i += 2) {
      tree.put((String) fields[i], fields[i + 1]);
    }
    return ProbeDescription.fromTree(tree, "disk");
  }

  private static Sample disk(Instant time, double read) {
    return sample("disk", time, List.of("sda"), "read", read, "written", 2);
  }

  private LifeCycle.Balance balance(String host) {
    return balances().stream().filter(it -> it.host().equals(host)).findFirst().orElseThrow();
  }

  @Test
  void shorterKeepOfOneHostPurgesNothingOfAnother() {
    for (int day = 0; day < 20; day++) {
      storage.accept(described("a", said(), disk(OLD.plus(Duration.ofDays(day)), day)));
    }
    storage.accept(batch("a", disk(NOW, 1)));
    ProbeDescription shorter = said("archive", Map.of("keep", "1 day", "after", "1 day"));
    storage.accept(described("b", shorter, disk(OLD, 1), disk(NOW, 1)));
    storage.accept(batch("silent", disk(OLD, 1), disk(NOW, 1)));
    reopen();
    archive();
    purge();
    assertThat(balance("a").purged()).isZero();
    assertThat(balance("a").archived()).isGreaterThan(17);
    assertThat(balance("silent").purged()).isZero();
    assertThat(balance("b").purged()).as("its own rows").isEqualTo(1);
    assertThat(storage.disagreements()).as("each has its own").isEmpty();
  }

  @Test
  void firstHostsPolicyDoesNotHoldForThoseThatSayNone() {
    ProbeDescription shorter = said("archive", Map.of("keep", "1 day", "after", "1 day"));
    storage.accept(described("b", shorter, disk(OLD, 1), disk(NOW, 1)));
    storage.accept(batch("a", disk(OLD, 1), disk(NOW, 1)));
    archive();
    purge();
    assertThat(balance("a").purged()).isZero();
    assertThat(balance("b").purged()).isEqualTo(1);
  }

  @Test
  void operatorsPolicyStandsAboveThatOfAnyHost() {
    storage.describe(said("archive", Map.of("keep", "1 year")));
    ProbeDescription shorter = said("archive", Map.of("keep", "1 day", "after", "1 day"));
    storage.accept(described("b", shorter, disk(OLD, 1), disk(NOW, 1)));
    archive();
    purge();
    assertThat(balance("b").purged()).isZero();
  }

  @Test
  void policyTheOperatorSaidHoldsUntilHeSaysAnother() {
    storage.describe(said("archive", Map.of("keep", "1 year")));
    storage.describe(said("title", "Disks"));
    storage.accept(described("a", said(), disk(NOW.minus(Duration.ofDays(100)), 1), disk(NOW, 1)));
    reopen();
    archive();
    purge();
    assertThat(balance("a").purged()).isZero();
    storage.describe(said("archive", Map.of("keep", "1 day", "after", "1 day")));
    purge();
    assertThat(balance("a").purged()).isEqualTo(1);
  }

  @Test
  void whatWouldChangeOthersRowsWaitsAndNamesBoth() {
    storage.accept(described("a", said("title", "Disks"), disk(OLD, 1), disk(NOW, 1)));
    archive();
    Series before = series("a", "disk", "sda");
    ProbeDescription other =
        said(
            "title",
            "Mine",
            "values",
            Map.of("read", Map.of("unit", "B"), "written", Map.of("unit", "kB")),
            "derived",
            Map.of("both", "read - written"));
    for (int repeat = 0; repeat < 2; repeat++) {
      storage.accept(described("b", other, disk(NOW.plusSeconds(repeat), 1)));
      ProbeDescription inForce = storage.descriptions().get("disk");
      assertThat(inForce.title()).isEqualTo("Disks");
      assertThat(inForce.values().getFirst().unit()).isEqualTo("kB");
      assertThat(inForce.derived().getFirst().expression().text()).isEqualTo("read + written");
      assertThat(series("a", "disk", "sda")).isEqualTo(before);
      assertThat(series("b", "disk", "sda").time()).hasSize(repeat + 1);
      assertThat(storage.disagreements())
          .containsExactly(
              new Disagreement(
                  "b",
                  "disk",
                  "host \"a\"",
                  List.of(
                      "title \"Mine\", not \"Disks\"",
                      "unit of read \"B\", not \"kB\"",
                      "both \"read - written\", not \"read + written\"")));
      reopen();
    }
    storage.describe(other);
    assertThat(storage.disagreements()).as("the operator has decided").isEmpty();
    assertThat(storage.descriptions().get("disk").title()).isEqualTo("Mine");
  }

  @Test
  void newVersionOfAProbeComesHostByHost() {
    List<String> hosts = List.of("a", "b", "c");
    hosts.forEach(host -> storage.accept(described(host, said("title", "Old"), disk(NOW, 1))));
    ProbeDescription newer =
        said(
            "title",
            "New",
            "derived",
            Map.of("both", "read + written", "twice", "2 * read"),
            "graph",
            Map.of("values", List.of("twice")));
    storage.accept(described("b", newer));
    assertThat(storage.descriptions().get("disk").title()).isEqualTo("Old");
    assertThat(storage.descriptions().get("disk").derived()).hasSize(2);
    assertThat(storage.disagreements()).extracting(Disagreement::host).containsExactly("b");
    storage.accept(described("a", newer));
    storage.accept(described("c", newer));
    assertThat(storage.descriptions().get("disk").title()).isEqualTo("New");
    assertThat(storage.descriptions().get("disk").graphs().getFirst().values())
        .containsExactly("twice");
    assertThat(storage.disagreements()).isEmpty();
  }

  @Test
  void whereTheFirstHostIsRetiredTheNextHasTheWord() {
    for (String host : List.of("a", "b")) {
      storage.accept(described(host, said("title", "Old"), disk(NOW, 1)));
    }
    ProbeDescription newer = said("title", "New");
    storage.accept(described("b", newer));
    storage.retire("a", NOW);
    storage.accept(described("b", newer));
    assertThat(storage.descriptions().get("disk").title()).isEqualTo("New");
    assertThat(storage.disagreements()).isEmpty();
  }

  @Test
  void eachHostsOwnValuesAreDrawn() {
    for (String host : List.of("a", "b", "a", "b")) {
      ProbeDescription its =
          said(
              "values",
              Map.of(host + "1", Map.of(), host + "2", Map.of()),
              "derived",
              Map.of(),
              "graph",
              Map.of("title", "All", "values", List.of(host + "1", host + "2")));
      storage.accept(
          described(host, its, sample("disk", NOW, List.of("sda"), host + "1", 1, host + "2", 2)));
    }
    assertThat(storage.descriptions().get("disk").graphs()).hasSize(1);
    assertThat(storage.descriptions().get("disk").graphs().getFirst().values())
        .containsExactly("a1", "a2", "b1", "b2");
    assertThat(storage.disagreements()).isEmpty();
  }

  @Test
  void oneHostDoesNotFillTheColumnsOfAnothersProbe() {
    storage.accept(described("a", said(), disk(NOW, 1)));
    assertThatThrownBy(
            () -> {
              for (int round = 0; round < 10; round++) {
                Object[] values = new Object[60];
                for (int i = 0; i < 30; i++) {
                  values[2 * i] = "mine" + (round * 30 + i);
                  values[2 * i + 1] = i;
                }
                Instant time = NOW.plusSeconds(round);
                storage.accept(batch("b", sample("disk", time, List.of("sda"), values)));
                reopen();
              }
            })
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("host \"b\" has added")
        .hasMessageContaining("probe \"disk\"");
    int taken = storage.descriptions().get("disk").values().size();
    assertThat(taken).isLessThanOrEqualTo(ProbeDescription.MAX_COLUMNS * 3 / 4 + 2);
    storage.accept(batch("a", sample("disk", NOW.plusSeconds(9), List.of("sda"), "more", 1)));
    assertThat(storage.descriptions().get("disk").value("more")).isNotNull();
  }

  @Test
  void hostThatWouldTakeTooManyColumnsAtOnceLeavesNoTrace() {
    storage.accept(described("a", said(), disk(NOW, 1)));
    Object[] values = new Object[2 * 150];
    for (int i = 0; i < 150; i++) {
      values[2 * i] = "mine" + i;
      values[2 * i + 1] = i;
    }
    assertThatThrownBy(() -> storage.accept(batch("b", sample("disk", NOW, List.of("x"), values))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("three quarters");
    assertThat(storage.hosts()).extracting(HostStatus::host).containsExactly("a");
    assertThat(storage.descriptions().get("disk").values()).hasSize(2);
  }

  @Test
  void nameThatAnotherTookCostsNoRows() {
    storage.accept(described("a", said(), disk(NOW, 1)));
    storage.accept(batch("b", sample("disk", NOW, List.of("sda"), "twice", 1)));
    ProbeDescription newer = said("derived", Map.of("both", "read + written", "twice", "2 * read"));
    Acceptance answer = storage.accept(described("a", newer, disk(NOW.plusSeconds(60), 1)));
    assertThat(answer.accepted()).isEqualTo(1);
    assertThat(storage.disagreements()).extracting(Disagreement::host).containsExactly("a");
  }

  @Test
  void policyOfAnOlderStoreStaysThatOfEachHost() {
    ProbeDescription longer = said("archive", Map.of("keep", "1 year"));
    Instant past = NOW.minus(Duration.ofDays(100));
    for (String host : List.of("a", "b")) {
      storage.accept(described(host, said(), disk(past, 1), disk(NOW, 1)));
    }
    storage.close();
    try (Database database = database(config())) {
      database.change(
          transaction -> {
            transaction.run("DROP TABLE domestik.version");
            transaction.execute(
                "UPDATE domestik.probe SET description = ?", DescriptionText.write(longer));
          });
    }
    storage = SqlStorage.open(config(), clock);
    ProbeDescription shorter = said("archive", Map.of("keep", "1 day", "after", "1 day"));
    storage.accept(described("b", shorter));
    archive();
    purge();
    assertThat(balance("a").purged()).isZero();
    assertThat(balance("b").purged()).isEqualTo(1);
    storage.delete("b");
    reopen();
    assertThat(storage.descriptions().get("disk").archive()).isNull();
  }

  /** Whatever hosts say, in whatever order. */
  @Test
  @Tag("slow")
  void noHostChangesWhenOthersRowsAgeOrWhatTheyMean() {
    long seed = Long.getLong("domestik.seed", System.nanoTime());
    Random random = new Random(seed);
    Map<String, ArchivePolicy> policies = new HashMap<>();
    List<String> hosts = new ArrayList<>();
    for (int step = 0; step < 30; step++) {
      String where = "seed " + seed + ", step " + step;
      String host = "h" + random.nextInt(4);
      Map<String, Series> before = new HashMap<>();
      hosts.stream()
          .filter(other -> !other.equals(host))
          .forEach(other -> before.put(other, series(other, "disk", "sda")));
      ProbeDescription words = random(random);
      ProbeDescription old = storage.descriptions().get("disk");
      Instant time = OLD.plus(Duration.ofHours(7L * step));
      int values = random.nextInt(3);
      storage.accept(
          described(host, words, sample("disk", time, List.of("sda"), "v" + values, step)));
      if (words.archive() != null) {
        policies.put(host, words.archive());
      }
      if (!hosts.contains(host)) {
        hosts.add(host);
      }
      before.forEach(
          (other, series) -> {
            Series now = series(other, "disk", "sda");
            assertThat(now.time()).as(where).isEqualTo(series.time());
            series
                .values()
                .forEach(
                    (name, band) ->
                        assertThat(now.values().get(name)).as(where + ", " + name).isEqualTo(band));
          });
      if (old != null && !before.isEmpty()) {
        meansTheSame(where, old, storage.descriptions().get("disk"));
      }
      if (step % 20 == 19) {
        reopen();
      }
      if (step % 10 == 9) {
        jobsGoByEachHostsOwn(where, policies);
      }
    }
    balances();
  }

  private static ProbeDescription random(Random random) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < 3; i++) {
      int unit = random.nextInt(3);
      values.put("v" + i, unit == 0 ? Map.of() : Map.of("unit", "u" + unit));
    }
    Map<String, Object> tree = new HashMap<>(Map.of("key", "device", "values", values));
    List<String> formulas = List.of("v0 + v1", "v0 - v1", "2 * v2", "v1 / v0");
    tree.put(
        "derived",
        Map.of(
            "d" + random.nextInt(3),
            formulas.get(random.nextInt(4)),
            random.nextInt(10) == 0 ? "v3" : "d3",
            formulas.get(random.nextInt(4))));
    tree.put("title", "title " + random.nextInt(3));
    tree.put("every", random.nextInt(1, 4) + "m");
    List<String> keeps = List.of("2 days", "1 week", "1 month", "1 year");
    List<String> lengths = List.of("10 minutes", "1 hour", "1 day");
    if (random.nextBoolean()) {
      tree.put(
          "archive",
          Map.of(
              "keep",
              keeps.get(random.nextInt(4)),
              "every",
              lengths.get(random.nextInt(3)),
              "after",
              random.nextInt(1, 3) + " days"));
    }
    return ProbeDescription.fromTree(tree, "disk");
  }

  private static void meansTheSame(String where, ProbeDescription old, ProbeDescription now) {
    for (ValueDescription value : old.values()) {
      ValueDescription after = now.value(value.name());
      assertThat(after).as(where).isNotNull();
      if (value.unit() != null && after != null) {
        assertThat(after.unit()).as(where + ", " + value.name()).isEqualTo(value.unit());
      }
    }
    for (DerivedValue value : old.derived()) {
      assertThat(now.derived())
          .as(where)
          .anyMatch(
              it -> it.name().equals(value.name()) && it.expression().equals(value.expression()));
    }
  }

  private void jobsGoByEachHostsOwn(String where, Map<String, ArchivePolicy> policies) {
    LifeCycle jobs = storage.lifeCycle();
    for (boolean purge : new boolean[] {false, true}) {
      Map<String, Instant> lasts = new HashMap<>();
      storage.hosts().forEach(host -> lasts.put(host.host(), host.lastSample()));
      List<LifeCycle.Step> steps =
          purge
              ? jobs.purge(LifeCycle.Scope.ALL, NOW, step -> {})
              : jobs.archive(LifeCycle.Scope.ALL, NOW, step -> {});
      for (LifeCycle.Step step : steps) {
        ArchivePolicy own = policies.getOrDefault(step.host(), ArchivePolicy.DEFAULT);
        Instant end =
            new BucketCalendar(own.every(), config().zone())
                .cutOff(lasts.get(step.host()), purge ? own.keep() : own.after());
        assertThat(step.before()).as(where + ", " + step).isEqualTo(end);
      }
    }
  }
}
