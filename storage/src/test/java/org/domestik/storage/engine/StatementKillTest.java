// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.domestik.storage.LifeCycle;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.duckdb.DuckDbDatabase;
import org.domestik.storage.postgres.PostgresDatabase;
import org.domestik.storage.sql.Database;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A process is killed right before one of the statements with which it changes the database;
 * another goes on, and in the end everything is as if nothing had happened.
 *
 * <p>{@code -Ddomestik.statements=1000} kills at every statement there is rather than at some.
 */
@Tag("slow")
class StatementKillTest {
  private static final int KILLS = Integer.getInteger("domestik.statements", 2);
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());

  @TempDir Path folder;

  /** Whether the database has hardly any memory. */
  private boolean parted;

  private interface Place {
    String fresh(int number);
  }

  @Test
  void everyStatementOnDuckDbMayBeTheLast() throws Exception {
    kill(number -> "duckdb:" + folder.resolve("store" + number + ".duckdb"));
  }

  @Test
  @Tag("postgres")
  @ResourceLock("postgres")
  void everyStatementOnPostgresMayBeTheLast() throws Exception {
    kill(number -> StoreUnderTest.Server.emptyDatabase());
  }

  /** What is stored in parts is there once, whatever part was the last before the kill. */
  @Test
  void everyStatementMayBeTheLastWhereRowsNeedSeveralTransactions() throws Exception {
    parted = true;
    kill(number -> "duckdb:" + folder.resolve("store" + number + ".duckdb"));
  }

  private void kill(Place place) throws Exception {
    List<String> statements = Collections.synchronizedList(new ArrayList<>());
    List<List<Object>> expected = told(place.fresh(-1), statements, List.of());
    List<Integer> points = new ArrayList<>();
    for (int point = 0; point < statements.size(); point++) {
      points.add(point);
    }
    Collections.shuffle(points, new Random(SEED));
    int kills = 0;
    for (int point : points.subList(0, Math.min(KILLS, points.size()))) {
      String url = place.fresh(point);
      Path said = folder.resolve("said" + point);
      Process child = ChildJvm.start(said, Doomed.class, url, Integer.toString(point), "" + parted);
      int end = child.waitFor();
      List<String> lines = ChildJvm.said(said);
      String where = "seed " + SEED + ", point " + point + ": " + lines;
      // Samples that wait together are written together: there may be fewer statements than before.
      assertThat(end).as(where).isIn(Doomed.KILLED, 0);
      kills += end == Doomed.KILLED ? 1 : 0;
      List<String> acknowledged = lines.stream().filter(line -> line.startsWith("ack ")).toList();
      assertThat(told(url, new ArrayList<>(), acknowledged)).as(where).isEqualTo(expected);
    }
    System.out.println(kills + " kills at " + statements.size() + " statements survived");
  }

  /** Tells the story to its end and reads what is there then. */
  private List<List<Object>> told(String url, List<String> statements, List<String> acknowledged)
      throws Exception {
    StorageConfig config = StorageConfig.of(url);
    LifeStory story =
        new LifeStory(Doomed.mortal(config, statements::add, parted), config, sequence -> {});
    try (Storage storage = story.storage()) {
      assertThat(storage.lifeCycle().verify(LifeCycle.Scope.ALL))
          .allMatch(LifeCycle.Balance::balanced);
      boolean wasDeleted = storage.hosts().stream().noneMatch(host -> host.host().equals("gone"));
      statements.clear();
      story.tell();
      for (String line : acknowledged) {
        String sequence = line.substring("ack ".length());
        if (!sequence.equals("0") || !wasDeleted) {
          assertThat(story.repeats()).contains(sequence);
        }
      }
      int told = statements.size();
      List<List<Object>> found = story.told();
      statements.subList(told, statements.size()).clear(); // Nothing dies of being read.
      return found;
    }
  }

  /** Tells the story until it is killed. */
  static final class Doomed {
    /** What a process answers that ended by SIGKILL. */
    static final int KILLED = 137;

    private Doomed() {}

    static Database open(StorageConfig config) {
      return config.url().startsWith("duckdb:")
          ? DuckDbDatabase.open(Path.of(config.url().substring("duckdb:".length())))
          : PostgresDatabase.open(config);
    }

    static MortalDatabase mortal(StorageConfig config, Consumer<String> before, boolean parted) {
      Database database = open(config);
      return parted
          ? MortalDatabase.withoutRoom(database, before)
          : new MortalDatabase(database, before);
    }

    public static void main(String[] arguments) throws Exception {
      StorageConfig config = StorageConfig.of(arguments[0]);
      int point = Integer.parseInt(arguments[1]);
      AtomicInteger number = new AtomicInteger(-1_000_000);
      MortalDatabase database =
          mortal(
              config,
              statement -> {
                if (number.getAndIncrement() == point) {
                  System.out.println("dies before " + statement);
                  // No hook of the JVM runs and nothing is flushed: as with SIGKILL.
                  Runtime.getRuntime().halt(KILLED);
                }
              },
              Boolean.parseBoolean(arguments[2]));
      LifeStory story =
          new LifeStory(database, config, sequence -> System.out.println("ack " + sequence));
      story.storage().check();
      number.set(0);
      story.tell();
    }
  }
}
