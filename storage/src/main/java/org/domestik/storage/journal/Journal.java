// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.sql.Log;

/**
 * Two files, written in turn, with what is acknowledged but not in the database yet: while one's
 * records go into the database, new ones go to the other.
 *
 * <p>Each turn has a number, one higher than the last, and all records of a file's turn carry it
 * and a number of their own: what an earlier turn left behind them is no record of this one, nor is
 * what a kill cut off, and what is damaged is missed. How far each turn got stands in the {@link
 * Mark}. Not safe for use by several threads.
 */
public final class Journal implements AutoCloseable {
  /** Length, turn and number, identity of the database, checksum of the record, and of these. */
  public static final int HEADER = 4 + 8 + 8 + 4 + 4;

  static final int MAX_RECORD = 256 << 20;

  /** The upper bits of a turn are the record's number in it, from 1; 0 in what 0.1 wrote. */
  static final int TURN_BITS = 40;

  /** What a spike left behind is given back to the disk when its file is next written from new. */
  private static final long KEPT_BYTES = 8 << 20;

  private final List<FileChannel> files;

  /** A file becomes longer by its own length, at least and at most by so many bytes. */
  private static final int LEAST_GROWTH = 64 * 1024;

  private static final int MOST_GROWTH = 4 << 20;

  /** What is about to be written; the system takes it from there without another copy. */
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

  private final Path folder;
  private final Mark mark;
  private final long database;
  private long turn;
  private long position;
  private int records;

  /** Whether a write failed, so that something nobody was promised may lie behind the position. */
  private boolean isDirty;

  private Journal(Path folder, List<FileChannel> files, Mark mark, long database, long turn) {
    this.folder = folder;
    this.files = files;
    this.mark = mark;
    this.database = database;
    this.turn = turn;
  }

  /**
   * Opens the journal in a folder, or creates it.
   *
   * @param mark notes how far it got
   * @param database tells this database's journal from another's
   * @param applied the last turn that is in the database
   */
  public static Journal open(Path folder, Mark mark, long database, long applied) {
    try {
      Files.createDirectories(folder);
      List<FileChannel> files = new ArrayList<>();
      for (String name : List.of("even", "odd")) {
        files.add(
            FileChannel.open(
                folder.resolve(name),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
      }
      // Without it, a file's name might not survive what its contents survive.
      try (FileChannel itself = FileChannel.open(folder, StandardOpenOption.READ)) {
        itself.force(true);
      }
      return new Journal(folder, files, mark, database, applied + 1);
    } catch (IOException e) {
      throw new BadInput(folder + " cannot be opened: " + FileFault.of(e), e);
    }
  }

  /** What a killed process left; new records will have a higher turn. */
  public JournalReader.Found left() {
    try {
      return new JournalReader(files, database, turn - 1, mark.turns(database)).read();
    } catch (IOException e) {
      throw new StorageUnavailable(folder + " cannot be read: " + FileFault.of(e), e);
    }
  }

  /** Makes the turn that is written next higher than one that is in the database now. */
  public void startAfter(long last) {
    turn = Math.max(turn, last + 1);
  }

  static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }

  /** The number of the turn that is being written. */
  public long turn() {
    return turn;
  }

  /** Begins the next turn, in the other file; answers the number of the one that ended. */
  public long begin() {
    position = 0;
    records = 0;
    isDirty = false;
    return turn++;
  }

  /** One record, with its checksum. */
  public static final class Entry {
    private final byte[] bytes;
    private final int checksum;

    /** Takes the bytes over. */
    public Entry(byte[] bytes) {
      this.bytes = bytes;
      checksum = checksum(bytes, bytes.length);
    }

    public byte[] bytes() {
      return bytes;
    }

    private long size() {
      return (long) HEADER + bytes.length;
    }
  }

  /** Adds records; they are durable when this returns, and none of them if it throws. */
  public void append(List<Entry> entries) {
    FileChannel file = files.get((int) (turn & 1));
    try {
      if (isDirty) {
        // Or a whole record of this turn, which nobody was promised, would be found behind these.
        file.truncate(position);
        isDirty = false;
      }
      if (position == 0 && file.size() > KEPT_BYTES) {
        file.truncate(KEPT_BYTES);
      }
      reserve(file, position + entries.stream().mapToLong(Entry::size).sum());
      long end = position;
      int number = records;
      isDirty = true;
      buffer.clear();
      for (Entry entry : entries) {
        number++;
        end = put(file, end, header(entry, number));
        end = put(file, end, entry.bytes);
      }
      flush(file, end);
      // A kill before this loses what nobody was promised; after it, the next start finds it.
      file.force(false);
      isDirty = false;
      position = end;
      records = number;
      mark.appended(turn, records, position);
    } catch (IOException e) {
      throw new StorageUnavailable(folder + " cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * Makes the file long enough before anything is promised that lies there. What makes it longer is
   * in the file system's own journal as well; a kernel that has just given that up, because of an
   * error on the disk, may say that a longer file is durable and forget its length.
   */
  private void reserve(FileChannel file, long end) throws IOException {
    long size = file.size();
    if (end <= size) {
      return;
    }
    long least = Math.max(end, size + Math.min(size, MOST_GROWTH));
    long longer = (least + LEAST_GROWTH - 1) / LEAST_GROWTH * LEAST_GROWTH;
    buffer.clear();
    flush(file, put(file, size, new byte[(int) (longer - size)]));
    file.force(true);
  }

  private byte[] header(Entry entry, int number) {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.putInt(entry.bytes.length).putLong((long) number << TURN_BITS | turn).putLong(database);
    header.putInt(entry.checksum).putInt(checksum(header.array(), HEADER - 4));
    return header.array();
  }

  /** Writes bytes, or leaves them in the buffer; answers where the next belong. */
  private long put(FileChannel file, long at, byte[] bytes) throws IOException {
    int from = 0;
    while (from < bytes.length) {
      int count = Math.min(bytes.length - from, buffer.remaining());
      buffer.put(bytes, from, count);
      from += count;
      if (!buffer.hasRemaining()) {
        flush(file, at + from);
      }
    }
    return at + bytes.length;
  }

  /** Writes what is in the buffer up to a place of the file. */
  private void flush(FileChannel file, long end) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      file.write(buffer, end - buffer.remaining());
    }
    buffer.clear();
  }

  /** Closes the files; an empty journal leaves none behind. */
  @Override
  public void close() {
    try {
      for (FileChannel file : files) {
        file.close();
      }
    } catch (IOException e) {
      Log.LOGGER.warning(() -> "closing the journal: " + e);
    }
  }

  /** Removes the files; only when all they say is in the database. */
  public void remove() {
    close();
    try {
      for (String name : List.of("even", "odd")) {
        Files.deleteIfExists(folder.resolve(name));
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      Log.LOGGER.warning(() -> "removing the journal: " + e);
    }
  }
}
