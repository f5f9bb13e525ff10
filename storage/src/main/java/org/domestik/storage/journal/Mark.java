// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.storage.sql.Log;
import org.jspecify.annotations.Nullable;

/**
 * A small file beside the database that knows how far it got: the number of its last commit, and
 * the last record of the journal that was promised to somebody. What is there at the next start and
 * does not get as far has lost something, which neither a cut log nor an old copy tells by itself.
 *
 * <p>It is written after what it tells is durable, and is not forced to the disk itself: after a
 * power cut it may know too little, never too much. Safe for use by several threads.
 */
public final class Mark implements AutoCloseable {
  private static final int FORM = 1;

  /** Form, database, commit, time, two turns with records and end, checksum. */
  private static final int SIZE = 4 + 8 + 8 + 8 + 2 * (8 + 4 + 8) + 4;

  private final Path path;
  private final RandomAccessFile file;
  private final InstantSource clock;
  private final @Nullable Said before;
  private final Turn[] turns = {new Turn(0, 0, 0), new Turn(0, 0, 0)};
  private long database;
  private long commit;
  private boolean failed;

  /**
   * How far a turn of the journal got.
   *
   * @param number the turn's
   * @param records how many it has
   * @param end where in its file the last one ends
   */
  public record Turn(long number, int records, long end) {}

  /**
   * What a mark says.
   *
   * @param database whose it is
   * @param commit the number of its last commit
   * @param time when it was written
   */
  public record Said(long database, long commit, Instant time) {}

  private Mark(Path path, RandomAccessFile file, InstantSource clock) throws IOException {
    this.path = path;
    this.file = file;
    this.clock = clock;
    before = read();
  }

  /** Opens the file, or creates it. */
  public static Mark open(Path path, InstantSource clock) {
    try {
      // Unlike a channel, it is not closed by an interrupt of one of its callers.
      return new Mark(path, new RandomAccessFile(path.toFile(), "rw"), clock);
    } catch (IOException e) {
      throw new BadInput(path + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private @Nullable Said read() throws IOException {
    byte[] bytes = new byte[SIZE];
    if (file.length() == 0) {
      return null;
    }
    if (file.length() == SIZE) {
      file.readFully(bytes);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getInt() != FORM || in.getInt(SIZE - 4) != Journal.checksum(bytes, SIZE - 4)) {
      Log.LOGGER.warning(() -> path + " is damaged: what was lost at the end cannot be told");
      return null;
    }
    Said said = new Said(in.getLong(), in.getLong(), Instant.ofEpochMilli(in.getLong()));
    for (int i = 0; i < turns.length; i++) {
      turns[i] = new Turn(in.getLong(), in.getInt(), in.getLong());
    }
    return said;
  }

  /** What it said when it was opened; null if it was new. */
  public @Nullable Said before() {
    return before;
  }

  /** How far the last two turns of the journal got; none if it was another database's. */
  public synchronized List<Turn> turns(long itsNumber) {
    long known = before == null ? database : before.database();
    return known == itsNumber ? List.of(turns) : List.of();
  }

  /** Begins anew, with a database as it is now. */
  public synchronized void start(long itsNumber, long lastCommit) {
    database = itsNumber;
    commit = lastCommit;
    turns[0] = new Turn(0, 0, 0);
    turns[1] = new Turn(0, 0, 0);
    write();
  }

  /** Notes a commit that is durable. */
  public synchronized void committed(long number) {
    commit = Math.max(commit, number);
    write();
  }

  /** Notes that records of the journal are durable. */
  synchronized void appended(long turn, int records, long end) {
    turns[(int) (turn & 1)] = new Turn(turn, records, end);
    write();
  }

  private void write() {
    ByteBuffer out = ByteBuffer.allocate(SIZE);
    out.putInt(FORM).putLong(database).putLong(commit).putLong(clock.millis());
    for (Turn turn : turns) {
      out.putLong(turn.number()).putInt(turn.records()).putLong(turn.end());
    }
    out.putInt(Journal.checksum(out.array(), SIZE - 4));
    try {
      file.seek(0);
      file.write(out.array());
      failed = false;
    } catch (IOException e) {
      // It only helps to tell a loss: nothing that was stored may fail for it.
      if (!failed) {
        Log.LOGGER.warning(() -> path + " cannot be written: " + e.getMessage());
      }
      failed = true;
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      Log.LOGGER.warning(() -> "closing " + path + ": " + e);
    }
  }
}
