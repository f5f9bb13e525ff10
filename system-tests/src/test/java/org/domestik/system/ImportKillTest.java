// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.domestik.system.Domestik.Finished;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An import killed at random moments and begun again: every row is there once, although what was
 * there at a kill is archived before the next attempt, where no row tells a repeat any more.
 *
 * <p>{@code -Ddomestik.kills=100} kills more often than the default, {@code -Ddomestik.seed}
 * repeats.
 */
@Tag("slow")
class ImportKillTest {
  private static final int KILLS = Integer.getInteger("domestik.kills", 3);
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final int MINUTES = 6_000;
  private static final int SERIES = 50;

  @TempDir Path folder;

  private final Random random = new Random(SEED);

  @BeforeEach
  void write() throws Exception {
    StringBuilder lines = new StringBuilder();
    long begin = Instant.parse("2021-03-01T00:00:00Z").getEpochSecond();
    for (int minute = 0; minute < MINUTES; minute++) {
      for (int series = 0; series < SERIES; series++) {
        lines.append("proc,host=h").append(series % 5).append(",process=p").append(series);
        lines.append(" data=").append(minute % 97).append("i ").append(begin + 60L * minute);
        lines.append("000000000\n");
      }
    }
    Files.writeString(folder.resolve("old.lines"), lines);
  }

  private String[] words(String command, List<String> store, String... more) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--data", folder.resolve("data").toString()));
    words.addAll(store);
    words.addAll(Arrays.asList(more));
    return words.toArray(String[]::new);
  }

  private Finished run(String command, List<String> store, String... more) throws Exception {
    Finished finished = Domestik.run(words(command, store, more));
    assertThat(finished.code()).as(finished.output() + ", seed " + SEED).isZero();
    return finished;
  }

  private void isThereOnceHoweverOftenItIsKilled(List<String> store) throws Exception {
    String file = folder.resolve("old.lines").toString();
    for (int kill = 0; kill < KILLS; kill++) {
      Path output = folder.resolve("output");
      Process process =
          Domestik.launcher(words("import", store, file)).redirectOutput(output.toFile()).start();
      process.waitFor(500 + random.nextInt(3_500), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      if (Domestik.run(words("verify", store)).code() == 0) { // Else there is no store yet.
        run("archive", store);
      }
    }
    run("import", store, file);
    run("archive", store);
    run("verify", store);
    String rows =
        "SELECT (SELECT count(*) FROM domestik.probe_proc) + (SELECT CAST(sum(samples) AS BIGINT)"
            + " FROM domestik.probe_proc_archive) AS rows";
    assertThat(run("sql", store, "--json", rows).output())
        .as("seed " + SEED)
        .contains("[{\"rows\":" + MINUTES * SERIES + "}]");
  }

  @Test
  void onDuckDb() throws Exception {
    isThereOnceHoweverOftenItIsKilled(List.of());
  }

  @Test
  @Tag("postgres")
  void onPostgres() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
      String url = postgres.getJdbcUrl("postgres", "postgres");
      isThereOnceHoweverOftenItIsKilled(List.of("--store", url));
    }
  }
}
