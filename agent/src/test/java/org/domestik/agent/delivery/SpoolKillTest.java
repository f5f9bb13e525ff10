// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.domestik.agent.log.Log;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.spool.BatchTree;
import org.domestik.agent.spool.Ledger;
import org.domestik.agent.spool.Spool;
import org.domestik.agent.spool.SpoolEntry;
import org.domestik.lua.Trees;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that fills a small spool, collapses it and delivers from it to a server that is often
 * away or silent, or asks for gathering, is killed again and again; what it had stored must arrive,
 * once.
 *
 * <p>{@code -Ddomestik.kills=500} kills more often than the default.
 */
@Tag("slow")
class SpoolKillTest {
  private static final int KILLS = Integer.getInteger("domestik.kills", 6);
  private static final long SEED = Long.getLong("domestik.seed", System.nanoTime());
  private static final long SPOOL_BYTES = 200_000;

  @TempDir Path folder;

  @Test
  void killedAgentLosesAndDoublesNothing() throws Exception {
    Random random = new Random(SEED);
    Path said = folder.resolve("said");
    Set<Long> unsure = new HashSet<>();
    long next = 0;
    int collapsed = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Files.deleteIfExists(said);
      Process child = child(said, next);
      long most = next + 100 + random.nextInt(300);
      Receiver.until(() -> Files.exists(said) && lastNumber(said) >= most || !child.isAlive());
      child.waitFor(random.nextInt(20), TimeUnit.MILLISECONDS);
      child.destroyForcibly().waitFor();
      next = Math.max(next, lastNumber(said) + 1);
      unsure.add(next - 1); // Said to be about to be stored.
      collapsed +=
          new Spool(folder.resolve("spool"), SPOOL_BYTES).state(null).collapsed() > 0 ? 1 : 0;
    }
    Ledger ledger = new Ledger();
    for (Object tree : Trees.read(whole(folder.resolve("received")))) {
      ledger.accept(BatchTree.fromTree(tree));
    }
    long received = ledger.count();
    Spool spool = new Spool(folder.resolve("spool"), SPOOL_BYTES);
    for (SpoolEntry one : List.copyOf(spool.all())) {
      ledger.accept(spool.open(one));
    }
    System.out.println(
        next + " samples, " + KILLS + " kills, " + received + " received, " + spool.state(null));
    assertThat(ledger.doubled()).as("seed " + SEED).isEmpty();
    assertThat(unsure).as("seed " + SEED).containsAll(ledger.missing(next));
    assertThat(collapsed).as("kills that found collapsed samples").isPositive();
  }

  private Process child(Path said, long next) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Busy.class.getName(),
            folder.toString(),
            Long.toString(next))
        .redirectOutput(said.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The last number that was printed whole; -1 if none was. */
  private static long lastNumber(Path said) {
    try {
      String text = Files.readString(said);
      int end = text.lastIndexOf('\n');
      return end < 0
          ? -1
          : Long.parseLong(text.substring(text.lastIndexOf('\n', end - 1) + 1, end));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was written whole; a kill may have cut off the last, which the agent sends again. */
  private static byte[] whole(Path received) throws IOException {
    byte[] all = Files.exists(received) ? Files.readAllBytes(received) : new byte[0];
    StringBuilder text = new StringBuilder();
    new String(all, StandardCharsets.ISO_8859_1)
        .lines()
        .filter(line -> line.endsWith("}"))
        .forEach(text::append);
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The process that is killed. */
  static final class Busy {
    private Busy() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      Random random = new Random();
      Outbox outbox = new Outbox("h");
      Spool spool = new Spool(folder.resolve("spool"), SPOOL_BYTES);
      long[] ticks = {0};
      int gather = random.nextInt(4); // Of each process's server.
      boolean[] there = {random.nextBoolean()};
      Courier courier =
          new Courier(
              "h",
              outbox,
              outbox,
              spool,
              new Receiving() {
                @Override
                public void post(Batch batch) throws IOException {
                  receive(folder.resolve("received"), batch, there[0], random);
                }

                @Override
                public int gatherSeconds() {
                  return gather;
                }
              },
              Instant::now,
              () -> ticks[0],
              new Log(new PrintStream(PrintStream.nullOutputStream()), Instant::now));
      for (long number = Long.parseLong(arguments[1]); ; number++) {
        System.out.println(number);
        Instant time = Instant.parse("2026-11-01T00:00:00Z").plusSeconds(number * 20);
        outbox.add("p.lua", new Sample("p", time, List.of(Ledger.row(number))), null);
        ticks[0] += 200_000_000;
        if (random.nextInt(150) == 0) {
          there[0] = !there[0];
        }
        courier.step();
      }
    }

    private static void receive(Path received, Batch batch, boolean there, Random random)
        throws IOException {
      if (!there) {
        throw new IOException("away");
      }
      byte[] tree = Trees.write(BatchTree.toTree(batch));
      byte[] line = java.util.Arrays.copyOf(tree, tree.length + 1);
      line[tree.length] = '\n';
      Files.write(received, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      if (random.nextInt(5) == 0) {
        throw new IOException("the answer is lost");
      }
    }
  }
}
