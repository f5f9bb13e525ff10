// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.domestik.server.http.Refused;
import org.junit.jupiter.api.Test;

class IngestGateTest {
  private static final int ALL = 1 << 20;

  private final IngestGate gate = new IngestGate(ALL, 60, 90);
  private final BlockingQueue<Admitted> admitted = new LinkedBlockingQueue<>();

  private record Admitted(String name, IngestGate.Turn turn) {}

  /** Waits in a thread of its own; back when it does. */
  private void enter(String address, String name, int bytes) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> admitted.add(new Admitted(name, gate.enter(address, bytes))));
    while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
      Thread.onSpinWait();
    }
  }

  private Admitted next() throws InterruptedException {
    Admitted next = admitted.poll(30, TimeUnit.SECONDS);
    assertThat(next).as("nobody was admitted").isNotNull();
    return Objects.requireNonNull(next);
  }

  private List<String> order(int count) throws InterruptedException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Admitted next = next();
      names.add(next.name());
      next.turn().close();
    }
    return names;
  }

  @Test
  void whoSendsMuchKeepsNobodyElseWaiting() throws InterruptedException {
    IngestGate.Turn first = gate.enter("many", ALL);
    for (int i = 1; i <= 5; i++) {
      enter("many", "many " + i, ALL);
    }
    enter("few", "few 1", ALL);
    enter("few", "few 2", ALL);
    enter("other", "other", ALL);
    first.close();
    assertThat(order(8))
        .containsExactly(
            "few 1", "other", "many 1", "few 2", "many 2", "many 3", "many 4", "many 5");
  }

  @Test
  void theAddressThatHoldsLeastIsNext() throws InterruptedException {
    IngestGate.Turn large = gate.enter("large", ALL / 2);
    IngestGate.Turn small = gate.enter("small", ALL / 4);
    IngestGate.Turn rest = gate.enter("other", ALL / 5);
    enter("large", "large", ALL / 8);
    enter("small", "small", ALL / 8);
    rest.close();
    assertThat(next().name()).isEqualTo("small");
    large.close();
    small.close();
    assertThat(next().name()).isEqualTo("large");
  }

  @Test
  void oneThatWantsAllIsNotPassedForEver() throws InterruptedException {
    IngestGate.Turn half = gate.enter("a", ALL / 2);
    enter("b", "all", ALL);
    enter("c", "small", 1);
    assertThat(admitted).isEmpty();
    half.close();
    assertThat(order(2)).containsExactly("all", "small");
  }

  @Test
  void whoWaitsTooLongIsRefusedAndLeavesNothingBehind() {
    IngestGate impatient = new IngestGate(ALL, 0, 90);
    IngestGate.Turn all = impatient.enter("a", ALL);
    assertThatThrownBy(() -> impatient.enter("b", 1))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("too much is being taken in at once");
    all.close();
    impatient.enter("b", ALL).close();
    impatient.enter("a", ALL).close();
  }

  @Test
  void whatGoesOnWithoutItsSenderKeepsItsRoom() throws InterruptedException {
    CompletableFuture<String> work = new CompletableFuture<>();
    try (IngestGate.Turn turn = gate.enter("one", ALL)) {
      turn.keep(work);
    }
    enter("other", "other", ALL);
    assertThat(admitted).isEmpty();
    work.completeExceptionally(new IllegalStateException("pretended"));
    assertThat(next().name()).isEqualTo("other");
  }

  @Test
  void whatWasWaitedForATurnIsTakenOffTheWaitForAnAnswer() {
    try (IngestGate.Turn turn = gate.enter("one", ALL / 4)) {
      assertThat(turn.patience()).isPositive().isLessThan(TimeUnit.SECONDS.toNanos(90));
    }
    IngestGate late = new IngestGate(ALL, 60, 0);
    try (IngestGate.Turn turn = late.enter("one", ALL / 4);
        IngestGate.Turn unanswered = late.enterUnanswered("one", ALL / 4)) {
      assertThat(turn.patience()).isNegative();
      assertThat(unanswered.patience()).isGreaterThan(TimeUnit.DAYS.toNanos(365));
    }
  }
}
