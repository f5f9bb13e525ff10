// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.domestik.system.Story.Way;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with a heap of 32 MiB, a machine of 160 MiB and 192 files takes what all ways to send
 * bring while it archives and purges: it goes on, and everything acknowledged is there once.
 */
@Tag("slow")
class SmallServerTest {
  private static final int DOCUMENTS = 40;

  @TempDir Path folder;

  @Test
  void littleMemoryAndFewFilesAreEnough() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    Instant start = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(1000, ChronoUnit.DAYS);
    String policies =
        "policies = { { after = \"2 hours\", every = \"15 minutes\", keep = \"20 years\" } }";
    try (LoneServer server =
        new LoneServer(folder, policies, List.of())
            .within(
                List.of("prlimit", "--nofile=192"),
                // With a heap of one's own the launcher leaves out what Java kept of classes.
                List.of("-Xmx32m", "-XX:MaxRAM=160m", "-XX:AOTMode=off"))) {
      server.start();
      server.await();
      List<Teller> tellers = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (Way way : List.of(Way.ORDERED, Way.LATE, Way.BUCKETS, Way.LINES)) {
        Story story = new Story(way, start, UUID.randomUUID());
        tellers.add(new Teller(story, server.uri, ended, server.http, 1));
        threads.add(Thread.ofPlatform().start(tellers.getLast()));
      }
      while (tellers.stream().anyMatch(it -> it.acknowledged() < DOCUMENTS)) {
        assertThat(threads).allMatch(Thread::isAlive);
        var archived = server.operation("archive");
        assertThat(archived).as(server.log()).isNotNull();
        server.run(200);
      }
      ended.set(true);
      for (Thread thread : threads) {
        assertThat(thread.join(Duration.ofMinutes(1))).isTrue();
      }
      Conservation.check(server, tellers, "little memory");
      System.out.printf(
          "measured: %d documents in %d MiB%n",
          tellers.stream().mapToLong(Teller::acknowledged).sum(), server.memory("VmHWM") / 1024);
    }
  }
}
