// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Sample;
import org.domestik.model.description.ProbeDescription;
import org.domestik.model.description.ValueDescription;
import org.domestik.model.description.ValueDescription.Type;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Series;
import org.junit.jupiter.api.Test;

/** How tables come to be and change, and who has the last word about them. */
abstract class EvolutionContract extends Contract {
  private static final Instant OLD = NOW.minus(Duration.ofDays(4));

  private static ProbeDescription description(Object... fields) {
    Map<String, Object> tree = new java.util.HashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      tree.put((String) fields[i], fields[i + 1]);
    }
    return ProbeDescription.fromTree(tree, "disk");
  }

  private List<String> columns(String table) {
    return storage.select("SELECT * FROM domestik." + table, 1).columns();
  }

  @Test
  void viewsHaveTheSeedsColumns() {
    storage.accept(
        described(
            "here",
            tracking(),
            sample("process_tracking", NOW, List.of("dmkcheckd"), "data", 476, "stack", 136)));
    assertThat(columns("probe_process_tracking"))
        .containsExactly("host", "process", "data", "stack", "sample_time");
    assertThat(columns("probe_process_tracking_archive"))
        .startsWith(
            "host",
            "process",
            "sample_time",
            "data_min",
            "data_max",
            "stack_min",
            "stack_max",
            "used_min",
            "used_max",
            "samples",
            "data_avg");
    assertThat(storage.select("SELECT * FROM domestik.probe_process_tracking", 5).rows())
        .containsExactly(List.of("here", "dmkcheckd", 476L, 136L, NOW.toString()));
  }

  @Test
  void newValueBecomesAColumn() {
    storage.accept(batch("here", sample("disk", OLD, List.of("sda"), "read", 1)));
    archive();
    storage.accept(batch("here", sample("disk", NOW, List.of("sda"), "read", 2, "written", 3)));
    archive();
    reopen();
    assertThat(columns("probe_disk"))
        .containsExactly("host", "key", "read", "written", "sample_time");
    assertThat(series("here", "disk", "sda").values().get("written").avg())
        .containsExactly(null, 3.0);
  }

  @Test
  void integerColumnWidensForAFraction() {
    storage.accept(batch("here", sample("disk", OLD, List.of("sda"), "read", 1)));
    storage.accept(batch("here", sample("disk", NOW, List.of("sda"), "read", 2.5)));
    assertThat(storage.descriptions().get("disk").values().getFirst().type()).isEqualTo(Type.REAL);
    assertThat(series("here", "disk", "sda").values().get("read").avg()).containsExactly(1.0, 2.5);
  }

  @Test
  void bothHappenWithinOneBatch() {
    storage.accept(
        batch(
            "here",
            sample("disk", OLD, List.of("sda"), "read", 1),
            sample("disk", NOW, List.of("sda"), "read", 2.5, "written", 1e200)));
    assertThat(series("here", "disk", "sda").values().get("written").avg())
        .containsExactly(null, 1e200);
  }

  @Test
  void guessedKeyTakesTheNameItsAuthorGivesIt() {
    storage.accept(batch("here", sample("disk", OLD, List.of("sda"), "read", 1)));
    ProbeDescription said =
        description("key", "device", "values", Map.of("read", Map.of("unit", "B")));
    storage.accept(described("here", said, sample("disk", NOW, List.of("sda"), "read", 2)));
    assertThat(columns("probe_disk")).containsExactly("host", "device", "read", "sample_time");
    assertThat(series("here", "disk", "sda").time()).hasSize(2);
  }

  @Test
  void changeOfKeysThatWouldLoseDataIsRefusedWithTheWayOut() {
    ProbeDescription said = description("key", "device", "values", Map.of("read", Map.of()));
    storage.accept(described("here", said, sample("disk", OLD, List.of("sda"), "read", 1)));
    ProbeDescription other =
        description("key", List.of("device", "op"), "values", Map.of("read", Map.of()));
    assertThatThrownBy(() -> storage.accept(described("here", other)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("would lose it")
        .hasMessageContaining("another name");
    assertThat(storage.descriptions()).containsOnlyKeys("disk");
    assertThat(storage.descriptions().get("disk").keys()).containsExactly("device");
  }

  private static ProbeDescription guessed(String... keys) {
    return ProbeDescription.inferred(
        "disk", List.of(keys), List.of(new ValueDescription("read", Type.INTEGER, null, null)));
  }

  @Test
  void levelsThatNobodyDescribedAreAddedBehindTheOthers() {
    storage.accept(
        described(
            "here",
            guessed("device"),
            sample("disk", OLD, List.of("sda"), "read", 1),
            sample("disk", NOW.minusSeconds(60), List.of("sda"), "read", 2)));
    archive();
    storage.accept(
        described(
            "there",
            guessed("device", "path", "mode"),
            sample("disk", NOW, List.of("sda", "", ""), "read", 3),
            sample("disk", NOW, List.of("sda", "/", "rw"), "read", 4)));
    storage.accept(
        described(
            "here",
            guessed("device", "path", "mode"),
            sample("disk", NOW, List.of("sda", "", ""), "read", 5),
            sample("disk", NOW, List.of("sda", "/", ""), "read", 6)));
    for (boolean reopened : new boolean[] {false, true}) {
      assertThat(columns("probe_disk"))
          .as("reopened: " + reopened)
          .containsExactly("host", "device", "path", "mode", "read", "sample_time");
      assertThat(series("here", "disk", "sda", "", "").values().get("read").avg())
          .containsExactly(1.0, 2.0, 5.0);
      assertThat(series("here", "disk", "sda", "/", "").values().get("read").avg())
          .containsExactly(6.0);
      assertThat(series("there", "disk", "sda", "/", "rw").values().get("read").avg())
          .containsExactly(4.0);
      assertThat(storage.lifeCycle().verify(LifeCycle.Scope.ALL))
          .allMatch(LifeCycle.Balance::balanced);
      if (!reopened) {
        reopen();
      }
    }
    assertThatThrownBy(
            () ->
                storage.accept(
                    described(
                        "here",
                        guessed("device"),
                        sample("disk", NOW.plusSeconds(1), List.of("sda"), "read", 7))))
        .isInstanceOf(BadInput.class);
  }

  @Test
  void twoLevelsThatComeAtOnceAreNotTakenForOne() {
    storage.accept(
        described(
            "here", guessed("device", "path"), sample("disk", OLD, List.of("a", "/"), "read", 1)));
    ProbeDescription other = guessed("device", "mode");
    assertThatThrownBy(
            () ->
                storage.accept(
                    described("here", other, sample("disk", NOW, List.of("a", "rw"), "read", 2))))
        .isInstanceOf(BadInput.class);
    assertThat(storage.descriptions().get("disk").keys()).containsExactly("device", "path");
    storage.accept(batch("here", sample("disk", NOW, List.of("a", "/"), "read", 3)));
    assertThat(series("here", "disk", "a", "/").values().get("read").avg())
        .containsExactly(1.0, 3.0);
  }

  @Test
  void levelsAreAddedToAFlatProbeAndNotToWhatIsDescribed() {
    storage.accept(described("here", guessed(), sample("disk", OLD, List.of(), "read", 1)));
    storage.accept(
        described("here", guessed("device"), sample("disk", NOW, List.of("sda"), "read", 2)));
    assertThat(series("here", "disk", "").values().get("read").avg()).containsExactly(1.0);
    assertThat(series("here", "disk", "sda").values().get("read").avg()).containsExactly(2.0);
    storage.accept(
        described(
            "here", description("key", "device", "values", Map.of("read", Map.of("unit", "B")))));
    assertThatThrownBy(() -> storage.accept(described("here", guessed("device", "path"))))
        .hasMessageContaining("would lose it");
  }

  @Test
  void operatorsWordsStandAboveTheAgents() {
    ProbeDescription operators =
        description("title", "Disks", "key", "device", "values", Map.of("read", Map.of()));
    storage.describe(operators);
    ProbeDescription agents =
        description(
            "title", "other", "key", "dev", "values", Map.of("read", Map.of(), "lost", Map.of()));
    storage.accept(described("here", agents, sample("disk", NOW, List.of("sda"), "read", 1)));
    reopen();
    ProbeDescription inForce = storage.descriptions().get("disk");
    assertThat(inForce.title()).isEqualTo("Disks");
    assertThat(inForce.keys()).containsExactly("device");
    assertThat(inForce.values()).hasSize(2);
  }

  @Test
  void derivedValueAddedLaterShowsBoundsOnOlderBuckets() {
    storage.accept(
        batch(
            "here",
            sample("process_tracking", OLD, List.of("p"), "data", 1, "stack", 50),
            sample("process_tracking", OLD.plusSeconds(60), List.of("p"), "data", 10, "stack", 5),
            sample("process_tracking", NOW, List.of("p"), "data", 2, "stack", 3)));
    archive();
    ProbeDescription tracking =
        ProbeDescription.fromTree(
            Map.of(
                "key",
                "key",
                "values",
                List.of("data", "stack"),
                "derived",
                Map.of("used", "data + stack", "ratio", "data / (stack - 5)")),
            "process_tracking");
    storage.accept(described("here", tracking));
    Series.Band used = series("here", "process_tracking", "p").values().get("used");
    assertThat(used.bounds()).containsExactly(true, false);
    assertThat(used.min()).containsExactly(6.0, 5.0); // 1 + 5; measured it was 15
    assertThat(used.max()).containsExactly(60.0, 5.0); // 10 + 50; measured it was 51
    assertThat(used.avg()).containsExactly(null, 5.0);
    Series.Band ratio = series("here", "process_tracking", "p").values().get("ratio");
    assertThat(ratio.max().getFirst()).as("the divisor may be 0").isNull();
    // A late sample does not make the old bucket's extremes known.
    storage.accept(
        batch(
            "here",
            sample("process_tracking", OLD.plusSeconds(1), List.of("p"), "data", 9, "stack", 9)));
    archive();
    used = series("here", "process_tracking", "p").values().get("used");
    assertThat(used.bounds()).containsExactly(true, false);
    assertThat(used.max().getFirst()).isEqualTo(60.0);
  }

  @Test
  void anotherFormulaIsNeverMixedWithTheOldOnesExtremes() {
    storage.accept(
        described(
            "here",
            tracking(),
            sample("process_tracking", OLD, List.of("p"), "data", 1, "stack", 50),
            sample("process_tracking", OLD.plusSeconds(60), List.of("p"), "data", 10, "stack", 5),
            sample("process_tracking", NOW, List.of("p"), "data", 2, "stack", 3)));
    archive();
    ProbeDescription changed =
        ProbeDescription.fromTree(
            Map.of(
                "key",
                "process",
                "values",
                List.of("data", "stack"),
                "derived",
                Map.of("used", "data - stack")),
            "process_tracking");
    storage.accept(described("here", changed));
    Series.Band used = series("here", "process_tracking", "p").values().get("used");
    assertThat(used.bounds()).containsExactly(true, false);
    assertThat(used.min()).containsExactly(-49.0, -1.0);
    assertThat(used.max()).containsExactly(5.0, -1.0);
  }

  @Test
  void schemaMayChangeBetweenTwoArchiveRuns() {
    storage.accept(batch("here", sample("disk", OLD, List.of("sda"), "read", 1)));
    storage.accept(batch("here", sample("disk", NOW, List.of("sda"), "read", 1)));
    archive();
    storage.accept(
        batch("here", sample("disk", OLD.plusSeconds(9), List.of("sda"), "read", 2.5, "new", 7)));
    archive();
    Series series = series("here", "disk", "sda");
    assertThat(series.values().get("read").max().getFirst()).isEqualTo(2.5);
    assertThat(series.values().get("read").count().getFirst()).isEqualTo(2);
    assertThat(series.values().get("new").avg().getFirst()).isEqualTo(7.0);
    assertThat(balance().archived()).isEqualTo(2);
  }

  @Test
  void probeMayNotTakeTheNameOfAnArchive() {
    assertThatThrownBy(
            () -> storage.accept(batch("here", sample("disk_archive", NOW, List.of(), "v", 1))))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("_archive");
  }

  @Test
  void numbersAtTheEdgeOfADoubleDoNotKeepAHostFromBeingArchived() {
    ProbeDescription said =
        description(
            "values",
            Map.of("a", Map.of("type", "real"), "b", Map.of("type", "real")),
            "derived",
            Map.of("product", "a * b * a", "quotient", "a / b", "zero", "a / (b - b)"));
    storage.accept(
        described(
            "here",
            said,
            sample("disk", OLD, List.of(), "a", 1e290, "b", 1e290),
            sample("disk", OLD.plusSeconds(1), List.of(), "a", 1e-300, "b", 1e290),
            sample("disk", OLD.plusSeconds(2), List.of(), "a", 2, "b", 3),
            sample("disk", NOW, List.of(), "a", 2, "b", 3)));
    archive();
    assertThat(balance().archived()).isEqualTo(3);
    Series series = series("here", "disk");
    assertThat(series.values().get("product").max().getFirst()).isEqualTo(12.0);
    assertThat(series.values().get("zero").max()).containsOnlyNulls();
  }

  @Test
  void aProbeWithAnotherNameHasAllThatItHadAndItsOldNameIsFree() {
    storage.accept(described("here", tracking()));
    accept("here", tracked("p", OLD, Duration.ofHours(1), 90));
    archive();
    List<LifeCycle.Balance> before = balances();
    Series series = series("here", "process_tracking", "p");
    storage.rename("process_tracking", "other");
    storage.accept(described("here", tracking(), tracked("q", NOW, Duration.ZERO, 1).getFirst()));
    for (int start = 0; start < 2; start++) {
      assertThat(series("here", "other", "p")).isEqualTo(series);
      assertThat(series("here", "process_tracking", "p").time()).isEmpty();
      assertThat(series("here", "process_tracking", "q").time()).hasSize(1);
      assertThat(balances().getFirst())
          .isEqualTo(
              new LifeCycle.Balance(
                  "here",
                  "other",
                  before.getFirst().accepted(),
                  before.getFirst().live(),
                  before.getFirst().archived(),
                  0));
      reopen();
    }
    List<Sample> more = new java.util.ArrayList<>();
    tracked("p", NOW, Duration.ofHours(1), 1)
        .forEach(it -> more.add(new Sample("other", it.time(), it.rows())));
    accept("here", more);
    archive();
    purge();
    assertThat(balances()).hasSize(2);
    assertThat(storage.descriptions()).containsOnlyKeys("other", "process_tracking");
    assertThatThrownBy(() -> storage.rename("none", "some")).hasMessageContaining("\"none\"");
    assertThatThrownBy(() -> storage.rename("other", "process_tracking"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("already");
  }
}
