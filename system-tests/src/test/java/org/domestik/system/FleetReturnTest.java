// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.domestik.agent.delivery.Courier;
import org.domestik.agent.delivery.ServerClient;
import org.domestik.agent.http.ServerAccess;
import org.domestik.agent.log.Log;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.spool.Spool;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server was away, and two hundred agents with an hour in their spools find it back at the same
 * time: all is delivered once, while graphs and {@code /health} are answered and the server's
 * memory stays what it was.
 *
 * <p>{@code -Ddomestik.agents} and {@code -Ddomestik.minutes} say how many and how long.
 */
@Tag("slow")
class FleetReturnTest {
  private static final int AGENTS = Integer.getInteger("domestik.agents", 200);
  private static final int MINUTES = Integer.getInteger("domestik.minutes", 60);
  private static final int KEYS = 10;

  @TempDir Path folder;

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());

  /** One that could not deliver; its samples are those of its last minutes. */
  private final class Away {
    private final Outbox outbox;
    private final Spool spool;
    private final Courier courier;
    private Instant now;
    private long passed;

    Away(LoneServer server, int number, Instant start) throws IOException {
      String host = "host" + number;
      now = start;
      outbox = new Outbox(host);
      spool = new Spool(folder.resolve("spools/" + host), 16 << 20);
      courier =
          new Courier(
              host,
              outbox,
              outbox,
              spool,
              new ServerClient(new ServerAccess(server.uri, null, null, null)),
              () -> now,
              () -> passed + System.nanoTime(),
              new Log(new PrintStream(PrintStream.nullOutputStream()), () -> now));
    }

    void minute(int number) {
      List<Row> rows = new ArrayList<>();
      for (int key = 0; key < KEYS; key++) {
        double[] values = {number, number * 0.5 + key};
        rows.add(new Row(List.of("k" + key), List.of("data", "stack"), values));
      }
      outbox.add("memory.lua", new Sample("memory", now, rows), null);
      courier.step();
      now = now.plusSeconds(60);
      passed += Duration.ofMinutes(1).toNanos();
    }

    void deliver() {
      passed += Duration.ofMinutes(10).toNanos(); // Whatever pause it was in is over.
      while (!spool.isEmpty() && failures.isEmpty()) {
        courier.step();
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  @Test
  void allIsDeliveredAndNobodyWaits() throws Exception {
    Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60L * MINUTES);
    try (LoneServer server = new LoneServer(folder, "", List.of())) {
      List<Away> agents = new ArrayList<>();
      for (int agent = 0; agent < AGENTS; agent++) {
        agents.add(new Away(server, agent, start));
      }
      for (int minute = 0; minute < MINUTES; minute++) {
        for (Away agent : agents) {
          agent.minute(minute);
        }
      }
      long spooled = agents.stream().mapToLong(it -> it.spool.bytes()).sum();
      server.start();
      server.await();
      long before = server.memory("VmRSS");
      long began = System.nanoTime();
      List<Thread> threads = new ArrayList<>();
      for (Away agent : agents) {
        threads.add(Domestik.start(failures, agent::deliver));
      }
      for (Thread thread : threads) {
        while (!thread.join(Duration.ofMillis(50))) {
          look(server);
        }
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      assertThat(failures).isEmpty();
      Collections.sort(millis);
      System.out.printf(
          "measured: %d agents with %d minutes each (%d KiB of spools) delivered within %.1f s;"
              + " answers p50 %.0f, p99 %.0f, max %.0f ms; server %d MiB before, %d at most%n",
          AGENTS,
          MINUTES,
          spooled / 1024,
          seconds,
          millis.get(millis.size() / 2),
          millis.get(millis.size() * 99 / 100),
          millis.getLast(),
          before / 1024,
          server.memory("VmHWM") / 1024);
      long accepted = 0;
      for (JsonNode each : server.verify()) {
        assertThat(each.get("balanced").asBoolean()).as(each.toString()).isTrue();
        accepted += each.get("accepted").asLong();
      }
      assertThat(accepted).isEqualTo((long) AGENTS * MINUTES * KEYS);
      assertThat(server.memory("VmHWM") - before).as("KiB more").isLessThan(400 << 10);
      assertThat(millis.getLast()).isLessThan(10_000);
    }
  }

  private void look(LoneServer server) {
    for (String path : List.of("/health", "/api/v1/hosts")) {
      long before = System.nanoTime();
      var answer = server.get(path);
      millis.add((System.nanoTime() - before) / 1e6);
      assertThat(answer).as(path).isNotNull();
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
    }
  }
}
