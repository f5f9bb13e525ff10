// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private final Refusals refusals = new Refusals();

  private static Sample sample(String probe, int second) {
    return new Sample(
        probe, START.plusSeconds(second), List.of(Row.of(List.of(), Map.of("v", 1.0))));
  }

  private static Batch batch(Sample... samples) {
    return new Batch("h", null, List.of(samples), Map.of(), List.of());
  }

  @Test
  void reasonIsThatOfTheScriptWhoseSampleItWas() {
    refusals.sent("h", "one.lua", sample("p", 1));
    refusals.sent("h", "two.lua", sample("p", 2));
    assertThat(refusals.refused(batch(sample("p", 1)), "no")).containsExactly("one.lua");
    refusals.accepted(batch(sample("p", 2)));
    assertThat(refusals.of("one.lua")).isEqualTo("no");
    assertThat(refusals.of("two.lua")).isNull();
    refusals.sent("h", "one.lua", sample("p", 3));
    refusals.accepted(batch(sample("p", 3)));
    assertThat(refusals.of("one.lua")).isNull();
  }

  @Test
  void scriptIsRefusedForAnyOfItsProbesUntilThatOneIsTaken() {
    for (String probe : List.of("a", "b", "c")) {
      refusals.sent("h", "one", sample(probe, 1));
    }
    refusals.refused(batch(sample("b", 1), sample("c", 1)), "no");
    refusals.accepted(batch(sample("a", 1)));
    assertThat(refusals.of("one")).isEqualTo("no\nand what it gave of 1 other probes");
    refusals.sent("h", "one", sample("b", 2));
    refusals.accepted(batch(sample("b", 2)));
    assertThat(refusals.of("one")).isEqualTo("no");
    refusals.forget("one");
    assertThat(refusals.of("one")).isNull();
  }

  @Test
  void sampleFromBeforeTheStartIsOfWhoeverFeedsItsProbe() {
    assertThat(refusals.refused(batch(sample("p", 1)), "no")).isEmpty();
    refusals.sent("h", "one", sample("p", 5));
    assertThat(refusals.refused(batch(sample("p", 1)), "no")).containsExactly("one");
    refusals.accepted(batch(sample("p", 2)));
    assertThat(refusals.of("one")).isNull();
  }

  @Test
  void hostsAreToldApart() {
    refusals.sent("h", "own", sample("p", 1));
    refusals.sent("router", "far", sample("p", 1));
    assertThat(refusals.refused(batch(sample("p", 1)), "no")).containsExactly("own");
    assertThat(refusals.of("far")).isNull();
  }

  @Test
  void samplesWithoutAnAnswerAreForgottenInTheEnd() {
    for (int i = 0; i < 5_000; i++) {
      refusals.sent("h", "s" + i % 2, sample("p", i));
    }
    assertThat(refusals.refused(batch(sample("p", 4_999)), "new")).containsExactly("s1");
    assertThat(refusals.refused(batch(sample("p", 0)), "old")).containsExactly("s0", "s1");
  }
}
