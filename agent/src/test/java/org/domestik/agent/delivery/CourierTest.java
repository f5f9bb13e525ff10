// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.domestik.agent.log.Log;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.spool.Spool;
import org.domestik.agent.spool.SpoolEntry;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Run;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourierTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir Path folder;

  private final Outbox outbox = new Outbox("h");
  private final List<Batch> received = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private volatile Receiving server = received::add;
  private final AtomicLong ticks = new AtomicLong();
  private Spool spool;
  private Courier courier;

  @BeforeEach
  void open() throws IOException {
    spool = new Spool(folder, 1 << 20);
    courier = courier(outbox, batch -> server.post(batch));
  }

  private Courier courier(Outbox page, Receiving receiving) {
    return new Courier(
        "h",
        outbox,
        page,
        spool,
        receiving,
        () -> START,
        ticks::get,
        new Log(new PrintStream(logged, true, UTF_8), () -> START));
  }

  private String log() {
    return logged.toString(UTF_8);
  }

  private void sample(String probe, int number) {
    Row row = Row.of(List.of(), Map.of("v", (double) number));
    outbox.add("s", new Sample(probe, START.plusSeconds(number), List.of(row)), null);
  }

  private void step(long seconds) {
    ticks.addAndGet(seconds * 1_000_000_000);
    courier.step();
  }

  private List<Double> values() {
    return received.stream()
        .flatMap(batch -> batch.samples().stream())
        .map(sample -> sample.rows().getFirst().value("v"))
        .toList();
  }

  @Test
  void serverThatIsBackHearsOfThePresentBeforeThePast() {
    server =
        batch -> {
          throw new IOException("away");
        };
    for (int number = 0; number < 6; number++) {
      sample("p", number);
      step(60);
    }
    server = received::add;
    step(60);
    // 0 was perhaps sent, so it goes first; then the oldest and, before all between, the newest.
    assertThat(values()).containsExactly(0.0, 1.0, 5.0);
    assertThat(received.getFirst().spool().samples()).isEqualTo(5);
    sample("p", 6);
    step(1);
    assertThat(values()).containsExactly(0.0, 1.0, 5.0, 6.0, 2.0);
    step(1);
    step(1);
    assertThat(values()).containsExactly(0.0, 1.0, 5.0, 6.0, 2.0, 3.0, 4.0);
    assertThat(spool.isEmpty()).isTrue();
    assertThat(received.getLast().spool().samples()).isZero();
  }

  @Test
  void whatIsDeniedOfAnotherHostIsToldOnThePageOfThisOneOnce() throws IOException {
    Outbox page = new Outbox("here");
    Courier other = courier(page, batch -> server.post(batch));
    server =
        batch -> {
          throw new Receiving.Denied("403: no code covers it");
        };
    sample("p", 1);
    for (int i = 0; i < 3; i++) {
      ticks.addAndGet(60_000_000_000L);
      other.step();
      if (i == 0) {
        Run told = page.take().runs().getFirst();
        assertThat(told.script()).isEqualTo("host h");
        assertThat(told.error()).contains("waits in a spool of its own", "no code covers it");
      }
    }
    assertThat(page.take().runs()).isEmpty();
    assertThat(log()).containsOnlyOnce("no code covers it");
    server = received::add;
    ticks.addAndGet(60_000_000_000L);
    other.step();
    assertThat(values()).containsExactly(1.0);
    assertThat(page.take().runs().getFirst().outcome()).isEqualTo(Run.Outcome.OK);
  }

  @Test
  void vanishedFilesAreCountedAndHoldUpNoOther() throws IOException {
    server =
        batch -> {
          throw new IOException("away");
        };
    for (int number = 0; number < 4; number++) {
      sample("p", number);
      step(60);
    }
    Files.delete(folder.resolve("0000000000000000.sent"));
    Files.delete(folder.resolve("0000000000000001.batch"));
    server = received::add;
    for (int round = 0; round < 4; round++) {
      step(60);
    }
    assertThat(values()).containsExactlyInAnyOrder(2.0, 3.0);
    assertThat(spool.isEmpty()).isTrue();
    assertThat(spool.dropped()).isEqualTo(2);
    assertThat(log())
        .contains("removed " + folder.resolve("0000000000000000.sent") + " and 1 more (")
        .contains("bytes): 2 samples of h, since 2026-11-22T10:00:00Z, are lost")
        .doesNotContain("is full");
  }

  @Test
  void damagedFileIsToldInTheLogAndAsARun() throws IOException {
    server =
        batch -> {
          throw new IOException("away");
        };
    for (int number = 0; number < 3; number++) {
      sample("p", number);
      step(60);
    }
    Path second = folder.resolve("0000000000000001.batch");
    byte[] content = Files.readAllBytes(second);
    content[content.length / 2] ^= 1;
    Files.write(second, content);
    server = received::add;
    for (int round = 0; round < 3; round++) {
      step(60);
    }
    assertThat(values()).containsExactlyInAnyOrder(0.0, 2.0);
    String loss =
        folder.resolve("0000000000000001.sent")
            + " ("
            + content.length
            + " bytes): 1 samples of h, since 2026-11-22";
    assertThat(log()).contains("damaged " + loss).doesNotContain("is full");
    assertThat(received.stream().flatMap(batch -> batch.runs().stream()))
        .anyMatch(run -> run.script().equals("spool") && run.error().contains(loss));
    assertThat(received.getLast().spool().dropped()).isEqualTo(1);
  }

  @Test
  void fileThatTheDiskDoesNotGiveHoldsUpNoOther() throws IOException {
    server =
        batch -> {
          throw new IOException("away");
        };
    for (int number = 0; number < 4; number++) {
      sample("p", number);
      step(60);
    }
    for (String name : List.of("0000000000000000.sent", "0000000000000001.batch")) {
      Files.delete(folder.resolve(name));
      Files.createDirectory(folder.resolve(name));
    }
    server = received::add;
    for (int round = 0; round < 4; round++) {
      step(60);
    }
    assertThat(values()).containsExactlyInAnyOrder(2.0, 3.0);
    assertThat(spool.isEmpty()).isTrue();
    assertThat(log())
        .contains("damaged " + folder.resolve("0000000000000000.sent") + " and 1 more")
        .contains("2 samples of h");
  }

  @Test
  void whatTheSpoolReportsWhileTheServerIsAwayIsToldWhenItIsBack() throws IOException {
    outbox.present(Set.of("s"));
    server =
        batch -> {
          throw new IOException("away");
        };
    sample("p", 0);
    step(60);
    Path draft = Files.createDirectory(folder.resolve("0000000000000001.batch.new"));
    Path full = Files.createFile(draft.resolve("full")); // So that it stays.
    for (int number = 1; number < 4; number++) {
      sample("p", number);
      step(60);
    }
    Files.delete(full);
    Files.delete(draft);
    server = received::add;
    step(60);
    step(60);
    assertThat(received.stream().flatMap(batch -> batch.runs().stream()))
        .anyMatch(run -> run.script().equals("spool") && run.error().contains("cannot be written"));
  }

  @Test
  void whatIsInMemoryAloneIsToldWhenItIsLost() throws Exception {
    server =
        batch -> {
          throw new IOException("away");
        };
    Files.delete(folder.resolve("refused"));
    Files.delete(folder.resolve("reserve"));
    Files.delete(folder);
    Files.writeString(folder, "no folder any more");
    courier.start();
    for (int number = 0; number < 3; number++) {
      sample("p", number);
    }
    courier.close();
    Files.delete(folder);
    assertThat(log()).contains("the spool cannot be written").contains("stopped: 3 samples of h");
  }

  /** A machine is enrolled by another name while samples wait. */
  @Test
  void whatWaitedUnderAFormerNameGoesByThePresentOneWhereThatIsTheOnlyOneTaken() {
    sample("p", 1);
    spool.add("former", outbox.take(), false, true);
    List<String> hosts = new ArrayList<>();
    boolean[] isEnrolled = {false};
    Courier own =
        courier(
            outbox,
            new Receiving() {
              @Override
              public void post(Batch batch) throws IOException {
                hosts.add(batch.host());
                if (!isEnrolled[0]) {
                  throw new IOException("away");
                }
              }

              @Override
              public boolean isOfOneName() {
                return isEnrolled[0];
              }
            });
    own.step();
    isEnrolled[0] = true;
    ticks.addAndGet(60_000_000_000L);
    own.step();
    assertThat(hosts).containsExactly("former", "h");
    assertThat(spool.isEmpty()).isTrue();
  }

  @Test
  void everyNewReasonIsLoggedOnce() {
    String[] reason = {"refused"};
    server =
        batch -> {
          throw new IOException(reason[0]);
        };
    sample("p", 1);
    step(60);
    step(60);
    reason[0] = "timed out";
    step(60);
    step(60);
    assertThat(log().lines().map(line -> line.replaceAll(".*: ", "")))
        .containsExactly("refused", "timed out");
  }

  @Test
  void faultThatNobodyForesawIsLoggedAndTriedAgain() throws InterruptedException {
    server =
        batch -> {
          throw new IllegalStateException("unforeseen");
        };
    sample("p", 1);
    courier.start();
    Receiver.until(() -> log().contains("unexpected"));
    assertThat(log()).contains("unexpected: java.lang.IllegalStateException: unforeseen");
    ticks.addAndGet(60_000_000_000L);
    server = received::add;
    sample("p", 2);
    courier.close();
    assertThat(values()).contains(1.0);
  }

  @Test
  void whatHasBeenWaitingGoesAtABoundedRate() {
    server =
        batch -> {
          throw new IOException("away");
        };
    for (int number = 0; number < 20; number++) {
      sample("p", number);
      step(60);
    }
    server = received::add;
    step(60);
    int before = received.size();
    for (int round = 0; round < 10; round++) {
      ticks.addAndGet(10_000_000);
      courier.step();
    }
    assertThat(received.size() - before).isEqualTo(1); // In a tenth of a second.
  }

  @Test
  void partsOfARefusedBatchAreTheSameAfterAnInterruption() throws IOException {
    sample("good", 1);
    sample("bad", 2);
    sample("fine", 3);
    int[] posts = {0};
    server =
        batch -> {
          boolean bad = batch.samples().stream().anyMatch(it -> it.probe().equals("bad"));
          if (bad) {
            throw new Receiving.RefusedBatch("no");
          }
          received.add(batch);
          if (posts[0]++ == 1) {
            throw new IOException("the answer is lost");
          }
        };
    step(1);
    assertThat(values()).containsExactly(3.0, 1.0);
    assertThat(spool.unsettled(it -> true).state()).isEqualTo(SpoolEntry.State.PARTS);
    step(60);
    assertThat(values()).containsExactly(3.0, 1.0, 3.0, 1.0);
    assertThat(received.get(2).delivery()).isEqualTo(received.get(0).delivery());
    assertThat(received.get(3).delivery()).isEqualTo(received.get(1).delivery());
    assertThat(spool.isEmpty()).isTrue();
    try (var aside = Files.list(folder.resolve("refused"))) {
      // Refused twice, but under the same delivery, so it is kept once.
      assertThat(aside.map(Path::toString).filter(it -> it.endsWith(".reason"))).hasSize(1);
    }
  }
}
