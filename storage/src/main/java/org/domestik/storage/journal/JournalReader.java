// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a killed process left in a journal's files, and what is missing there: behind bytes
 * that make no sense it goes on with the next sound record.
 *
 * <p>What lies behind the last record that was promised to somebody is no loss: a kill cut it off.
 */
public final class JournalReader {
  /** Of a stretch that makes no sense, so much is looked at for what it was about. */
  private static final int MOST_REST = 8 << 20;

  private static final int WINDOW = 64 * 1024;
  private static final int DATABASE_AT = Integer.BYTES + Long.BYTES;
  private static final long TURN_MASK = (1L << Journal.TURN_BITS) - 1;

  private final List<FileChannel> files;
  private final long database;
  private final long applied;
  private final List<Mark.Turn> marked;

  /**
   * Reads nothing yet.
   *
   * @param applied the last turn that is in the database
   * @param marked how far turns got for certain
   */
  JournalReader(List<FileChannel> files, long database, long applied, List<Mark.Turn> marked) {
    this.files = files;
    this.database = database;
    this.applied = applied;
    this.marked = marked;
  }

  /**
   * What was found of turns that are not in the database.
   *
   * @param turns the records of each, in order
   * @param holes what is missing
   * @param last the last turn there was; that of the database if there is none
   */
  public record Found(NavigableMap<Long, List<byte[]>> turns, List<Hole> holes, long last) {}

  /**
   * Records of a turn that are missing.
   *
   * @param number the first of them, from 1; 0: all of the turn
   * @param count how many there were; 0: nobody knows
   * @param rest the bytes there are in their place, a header first; may be empty
   */
  public record Hole(long turn, int number, int count, ByteBuffer rest) {
    @Override
    public String toString() {
      String records =
          switch (count) {
            case 0 -> number == 0 ? "all" : "some from record " + number + " on";
            case 1 -> "record " + number;
            default -> "records " + number + " to " + (number + count - 1);
          };
      return "turn " + turn + " of the journal, " + records;
    }
  }

  /** A sound record: where it begins and where the next one should. */
  private record Piece(long turn, int number, long from, long to, ByteBuffer bytes) {}

  Found read() throws IOException {
    NavigableMap<Long, List<byte[]>> turns = new TreeMap<>();
    NavigableMap<Long, List<Hole>> holes = new TreeMap<>();
    for (int parity = 0; parity < files.size(); parity++) {
      FileChannel file = files.get(parity);
      List<Piece> pieces = pieces(file);
      TreeMap<Long, Mark.Turn> expected = new TreeMap<>();
      pieces.forEach(it -> expected.put(it.turn(), new Mark.Turn(it.turn(), 0, 0)));
      for (Mark.Turn turn : marked) {
        if ((turn.number() & 1) == parity) {
          expected.put(turn.number(), turn);
        }
      }
      for (Mark.Turn turn : expected.tailMap(applied, false).values()) {
        List<Piece> its = pieces.stream().filter(it -> it.turn() == turn.number()).toList();
        holes.put(turn.number(), holes(file, pieces, turn));
        if (!its.isEmpty()) {
          turns.put(turn.number(), its.stream().map(it -> it.bytes().array()).toList());
        }
      }
    }
    long last = holes.isEmpty() ? applied : holes.lastKey();
    for (long turn = applied + 1; turn < last; turn++) {
      holes.computeIfAbsent(turn, it -> List.of(new Hole(it, 0, 0, ByteBuffer.allocate(0))));
    }
    return new Found(turns, holes.values().stream().flatMap(List::stream).toList(), last);
  }

  /** All sound records of a file, whichever turn they are of. */
  private List<Piece> pieces(FileChannel file) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    long size = file.size();
    long at = 0;
    while (at + Journal.HEADER <= size) {
      ByteBuffer header = header(file, at);
      if (header == null) {
        at = next(file, at + 1, size);
        continue;
      }
      int length = header.getInt();
      long turn = header.getLong();
      int checksum = header.getInt(DATABASE_AT + Long.BYTES);
      long end = at + Journal.HEADER + length;
      byte[] record = (turn & TURN_MASK) > applied ? read(file, at + Journal.HEADER, length) : null;
      if (record != null && Journal.checksum(record, length) == checksum) {
        int number = (int) (turn >>> Journal.TURN_BITS);
        pieces.add(new Piece(turn & TURN_MASK, number, at, end, ByteBuffer.wrap(record)));
      } else if (end > size) {
        end = next(file, at + 1, size); // It was cut off, and may have been written over since.
      }
      at = end;
    }
    return pieces;
  }

  /** The header at a place; null if there is no sound one. */
  private @Nullable ByteBuffer header(FileChannel file, long at) throws IOException {
    byte[] head = read(file, at, Journal.HEADER);
    if (head == null) {
      return null;
    }
    ByteBuffer header = ByteBuffer.wrap(head);
    int length = header.getInt(0);
    boolean sound =
        header.getLong(DATABASE_AT) == database
            && length > 0
            && length <= Journal.MAX_RECORD
            && header.getInt(Journal.HEADER - 4) == Journal.checksum(head, Journal.HEADER - 4);
    return sound ? header : null;
  }

  /** Where the next sound header is from a place on; the file's size if there is none. */
  private long next(FileChannel file, long from, long size) throws IOException {
    for (long at = from; at + Journal.HEADER <= size; at += WINDOW) {
      int length = (int) Math.min(WINDOW + Journal.HEADER, size - at);
      byte[] bytes = read(file, at, length);
      ByteBuffer window = ByteBuffer.wrap(bytes == null ? new byte[0] : bytes);
      for (int i = 0; i + Journal.HEADER <= window.limit() && i < WINDOW; i++) {
        if (window.getLong(i + DATABASE_AT) == database && header(file, at + i) != null) {
          return at + i;
        }
      }
    }
    return size;
  }

  /** What is missing of a turn, before, between and behind the records of it that are there. */
  private static List<Hole> holes(FileChannel file, List<Piece> pieces, Mark.Turn turn)
      throws IOException {
    List<Hole> holes = new ArrayList<>();
    int next = 1;
    long before = 0;
    long behind = 0;
    long until = file.size();
    for (Piece piece : pieces) {
      if (piece.turn() == turn.number()) {
        boolean unnumbered = piece.number() == 0;
        if (unnumbered ? piece.from() > before : piece.number() > next) {
          int count = unnumbered ? 0 : piece.number() - next;
          holes.add(new Hole(turn.number(), next, count, rest(file, before, piece.from())));
        }
        next = unnumbered ? next + 1 : piece.number() + 1;
        behind = piece.to();
        until = file.size();
      } else {
        until = Math.min(until, piece.from());
      }
      before = piece.to();
    }
    if (turn.records() >= next) {
      ByteBuffer rest = rest(file, behind, Math.min(until, turn.end()));
      holes.add(new Hole(turn.number(), next, turn.records() - next + 1, rest));
    }
    return holes;
  }

  private static ByteBuffer rest(FileChannel file, long from, long to) throws IOException {
    byte[] bytes = to <= from ? null : read(file, from, (int) Math.min(MOST_REST, to - from));
    return ByteBuffer.wrap(bytes == null ? new byte[0] : bytes);
  }

  private static byte @Nullable [] read(FileChannel file, long at, int length) throws IOException {
    if (at + length > file.size()) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) >= 0) {
      // A read may give less than asked for.
    }
    return bytes.hasRemaining() ? null : bytes.array();
  }
}
