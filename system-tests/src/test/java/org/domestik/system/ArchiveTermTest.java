// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.domestik.system.Story.Way;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * SIGTERM in the midst of an archive run, with somebody who sends meanwhile: the server ends within
 * five seconds, nothing is lost, and the next run archives what this one did not.
 *
 * <p>{@code -Ddomestik.rows=5000000} has more to archive than the default.
 */
@Isolated("five seconds are of a machine that is the server's alone")
@Tag("slow")
class ArchiveTermTest {
  private static final int ROWS = Integer.getInteger("domestik.rows", 300_000);
  private static final int SERIES = 100;
  private static final int REQUEST = 20_000;

  @TempDir Path folder;

  @Test
  void onDuckDb() throws Exception {
    endInTheMidst(List.of());
  }

  @Test
  @Tag("postgres")
  void onPostgres() throws Exception {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setServerConfig("fsync", "off").start()) {
      endInTheMidst(List.of("--store", postgres.getJdbcUrl("postgres", "postgres")));
    }
  }

  private void endInTheMidst(List<String> store) throws Exception {
    Instant start = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(300, ChronoUnit.DAYS);
    AtomicBoolean ended = new AtomicBoolean();
    try (LoneServer server =
        new LoneServer(folder, "policies = { { keep = \"1 year\" } }\n", store)) {
      server.start();
      server.await();
      for (int row = 0; row < ROWS; row += REQUEST) {
        assertThat(server.write(lines(start, row, Math.min(ROWS, row + REQUEST)))).isEqualTo(204);
      }
      Story story = new Story(Way.ORDERED, start, UUID.randomUUID());
      Teller teller = new Teller(story, server.uri, ended, server.http, 1);
      Thread sender = Thread.ofPlatform().start(teller);
      Thread archive = Thread.ofPlatform().start(() -> server.operation("archive"));
      archive.join(Duration.ofMillis(150));
      boolean isUnderWay = archive.isAlive();
      Duration took = server.stop();
      archive.join();
      server.start();
      server.await();
      long archivedBefore = number(server, "archived");
      assertThat(server.operation("archive")).isNotNull();
      ended.set(true);
      sender.join();
      System.out.printf(
          "ended within %d ms, archive under way: %b; %d of %d samples archived before, %d after%n",
          took.toMillis(), isUnderWay, archivedBefore, ROWS, number(server, "archived"));
      assertThat(took).isLessThan(Duration.ofSeconds(5));
      assertThat(number(server, "accepted"))
          .isEqualTo(ROWS + story.sum(teller.acknowledged()).samples());
      assertThat(number(server, "archived")).isGreaterThan(ROWS / 3);
      assertThat(server.log()).doesNotContain("at stopping").doesNotContain("Exception");
    }
  }

  /** A sample every minute of each series. */
  private static String lines(Instant start, int from, int to) {
    StringBuilder lines = new StringBuilder();
    for (int row = from; row < to; row++) {
      lines.append("big,host=big,k=").append(row % SERIES).append(" v=").append(row % 97);
      lines.append(' ').append(start.getEpochSecond() + 60L * (row / SERIES)).append("000000000\n");
    }
    return lines.toString();
  }

  private static long number(LoneServer server, String field) throws IOException {
    long sum = 0;
    for (JsonNode each : server.verify()) {
      assertThat(each.get("balanced").asBoolean()).as(each.toString()).isTrue();
      sum += each.get(field).asLong();
    }
    return sum;
  }
}
