// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.domestik.agent.http.ServerAccess;
import org.domestik.agent.log.Log;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.spool.Spool;
import org.domestik.lua.LuaCost;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Run;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A courier whose server asks for some seconds. */
class GatheringTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir Path folder;

  private final Outbox outbox = new Outbox("h");
  private final List<Batch> received = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final AtomicLong ticks = new AtomicLong();
  private volatile int asked = 20;
  private volatile boolean away;
  private Courier courier;
  private int number;

  private final Receiving server =
      new Receiving() {
        @Override
        public void post(Batch batch) throws IOException {
          if (away) {
            throw new IOException("away");
          }
          received.add(batch);
        }

        @Override
        public int gatherSeconds() {
          return asked;
        }
      };

  @BeforeEach
  void open() throws IOException {
    courier = courier(server);
    outbox.present(Set.of("a.lua", "b.lua"));
    run("a", Run.Outcome.OK);
    run("b", Run.Outcome.OK);
    courier.step();
    assertThat(received).as("what is new").hasSize(1);
    assertThat(received.getFirst().scripts()).containsExactly("a.lua", "b.lua");
    received.clear();
  }

  private Courier courier(Receiving to) throws IOException {
    Log log = new Log(new PrintStream(logged, true, UTF_8), () -> START);
    return new Courier("h", outbox, outbox, spool(), to, () -> START, ticks::get, log);
  }

  private Spool spool() throws IOException {
    return new Spool(folder, 1 << 20);
  }

  private void run(String probe, Run.Outcome outcome) {
    Instant time = START.plusSeconds(number);
    if (outcome == Run.Outcome.OK) {
      Row row = Row.of(List.of(), Map.of("v", (double) number++));
      outbox.add(probe + ".lua", new Sample(probe, time, List.of(row)), null);
    }
    String error = outcome == Run.Outcome.OK ? null : "no";
    outbox.ran(new Run(probe, probe + ".lua", outcome, error, time, 5), LuaCost.NONE);
  }

  private void step(int seconds) {
    ticks.addAndGet(seconds * 1_000_000_000L);
    courier.step();
  }

  private static List<Double> values(List<Batch> batches) {
    return batches.stream()
        .flatMap(batch -> batch.samples().stream())
        .filter(sample -> !sample.probe().equals("probe_cost"))
        .map(sample -> sample.rows().getFirst().value("v"))
        .toList();
  }

  /** What an agent would send that is started after a kill, now. */
  private List<Batch> onDisk() throws IOException {
    Path copy = Files.createTempDirectory(folder.getParent(), "copy");
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    Spool found = new Spool(copy, 1 << 20);
    return List.copyOf(found.all()).stream()
        .map(
            entry -> {
              try {
                return found.open(entry);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }

  @Test
  void runsOfThatTimeAreOneDeliveryAndOnDiskMeanwhile() throws IOException {
    for (int round = 0; round < 6; round++) {
      run(round % 2 == 0 ? "a" : "b", Run.Outcome.OK);
      step(3);
      assertThat(received).isEmpty();
      List<Batch> waiting = onDisk();
      assertThat(waiting).hasSize(1);
      assertThat(values(waiting)).hasSize(round + 1);
    }
    step(3);
    assertThat(received).as("18 s after the first").isEmpty();
    step(2);
    assertThat(received).hasSize(1);
    assertThat(values(received)).containsExactly(2.0, 3.0, 4.0, 5.0, 6.0, 7.0);
    assertThat(received.getFirst().runs()).extracting(Run::script).containsOnly("a.lua", "b.lua");
    assertThat(onDisk()).isEmpty();
    run("a", Run.Outcome.OK);
    step(19);
    step(1);
    assertThat(received).as("time counts from its own first sample").hasSize(1);
    step(19);
    assertThat(received).hasSize(2);
    assertThat(received.getLast().delivery().sequence())
        .isEqualTo(received.getFirst().delivery().sequence() + 1);
  }

  @Test
  void serverThatAsksForNothingHearsOfEachRun() {
    asked = 0;
    for (int round = 0; round < 3; round++) {
      run("a", Run.Outcome.OK);
      step(3);
      assertThat(received).hasSize(round + 1);
    }
  }

  @Test
  void serverThatAsksForLessNowGetsWhatGatheredAtOnce() {
    run("a", Run.Outcome.OK);
    step(1);
    asked = 3;
    step(3);
    assertThat(received).hasSize(1);
  }

  @Test
  void firstRunFirstFailureAndRecoveryWaitForNothing() {
    run("a", Run.Outcome.OK);
    step(1);
    assertThat(received).isEmpty();
    run("c", Run.Outcome.OK); // Its file came.
    outbox.present(Set.of("a.lua", "b.lua", "c.lua"));
    step(1);
    assertThat(received).hasSize(1);
    run("c", Run.Outcome.OK);
    step(1);
    assertThat(received).as("a first run in the list, too").hasSize(2);
    run("b", Run.Outcome.FAILED);
    step(1);
    assertThat(received).hasSize(3);
    run("b", Run.Outcome.FAILED);
    step(1);
    assertThat(received).as("still failing").hasSize(3);
    run("b", Run.Outcome.OK);
    step(1);
    assertThat(received).hasSize(4);
    run("b", Run.Outcome.NOTHING);
    step(1);
    assertThat(received).as("nothing is no failure").hasSize(4);
    outbox.forget("a.lua"); // Another version of it.
    run("a", Run.Outcome.OK);
    step(1);
    assertThat(received).hasSize(5);
  }

  @Test
  void whatGatheredGoesFirstAfterAnOutageAndIsNotChangedByIt() {
    run("a", Run.Outcome.OK);
    step(1);
    run("b", Run.Outcome.OK);
    away = true;
    step(20); // It is sent, and nobody answers.
    run("a", Run.Outcome.OK);
    step(19);
    assertThat(received).isEmpty();
    away = false;
    step(60);
    assertThat(values(received)).containsExactly(2.0, 3.0, 4.0);
    assertThat(values(received.subList(0, 1))).containsExactly(2.0, 3.0);
  }

  @Test
  void deliveryHasAThousandRowsAtMost() {
    for (int round = 0; round < 3; round++) {
      List<Row> rows = new ArrayList<>();
      for (int key = 0; key < 400; key++) {
        rows.add(Row.of(List.of("k" + key), Map.of("v", 1.0)));
      }
      outbox.add("a.lua", new Sample("a", START.plusSeconds(round), rows), null);
      step(1);
    }
    assertThat(received).hasSize(1);
    assertThat(received.getFirst().samples()).hasSize(2);
  }

  @Test
  void fullDiskGathersNothingAndLosesNothing() throws IOException {
    run("a", Run.Outcome.OK);
    step(1);
    Path moved = folder.resolveSibling("moved");
    Files.move(folder, moved);
    Files.writeString(folder, "no folder any more");
    run("b", Run.Outcome.OK);
    step(1);
    Files.delete(folder);
    Files.move(moved, folder);
    step(60);
    assertThat(values(received)).containsExactlyInAnyOrder(2.0, 3.0);
  }

  @Test
  void agentThatEndsSendsWhatGathered() throws InterruptedException {
    courier.start();
    run("a", Run.Outcome.OK);
    Receiver.until(() -> gathered() > 0);
    assertThat(received).isEmpty();
    run("b", Run.Outcome.OK);
    courier.close();
    assertThat(values(received)).containsExactlyInAnyOrder(2.0, 3.0);
  }

  private long gathered() {
    try (var files = Files.list(folder)) {
      return files.filter(it -> it.toString().endsWith(".sent")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void headerIsHeededWithinBoundsAndNonsenseIsNot() throws Exception {
    try (Receiver there = new Receiver()) {
      ServerClient client = new ServerClient(new ServerAccess(there.address(), null, null, null));
      Batch batch = new Batch("h", null, List.of(), Map.of(), List.of());
      assertThat(client.gatherSeconds()).isZero();
      for (String[] said :
          new String[][] {
            {"16", "16"}, {"0", "0"}, {"60", "60"}, {"61", "60"}, {"999999999", "60"},
            {"9999999999999", "0"}, {"-5", "0"}, {"1.5", "0"}, {"soon", "0"}, {"", "0"}
          }) {
        there.gather = said[0];
        client.post(batch);
        assertThat(client.gatherSeconds()).as(said[0]).isEqualTo(Integer.parseInt(said[1]));
      }
      there.gather = "7";
      client.post(batch);
      there.gather = null;
      there.status = 503;
      try {
        client.post(batch);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("503");
      }
      assertThat(client.gatherSeconds()).as("a proxy's answer").isEqualTo(7);
      there.status = 200;
      client.post(batch);
      assertThat(client.gatherSeconds()).as("an older server").isZero();
    }
  }
}
