// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.domestik.storage.engine.Contract;
import org.domestik.storage.engine.HandClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final long DATABASE = 4711;

  @TempDir Path folder;

  private Journal open(long applied) {
    return open(DATABASE, applied);
  }

  private Journal open(long database, long applied) {
    Mark mark = Mark.open(folder.resolve("mark"), new HandClock(Contract.NOW));
    if (mark.before() == null) {
      mark.start(database, 0);
    }
    return Journal.open(folder, mark, database, applied);
  }

  private static List<Journal.Entry> entries(String... texts) {
    return List.of(texts).stream().map(text -> new Journal.Entry(text.getBytes(UTF_8))).toList();
  }

  /** Each turn's records, as {@code turn:text,text}. */
  private static List<String> left(Journal journal) {
    return journal.left().turns().entrySet().stream()
        .map(
            left ->
                left.getKey()
                    + ":"
                    + String.join(
                        ",",
                        left.getValue().stream().map(bytes -> new String(bytes, UTF_8)).toList()))
        .toList();
  }

  private static List<String> holes(Journal journal) {
    return journal.left().holes().stream().map(Object::toString).toList();
  }

  @Test
  void recordsComeBackByTurn() {
    try (Journal journal = open(6)) {
      journal.append(entries("a", "b"));
      assertThat(journal.begin()).isEqualTo(7);
      journal.append(entries("c"));
      journal.append(entries("d"));
    }
    try (Journal journal = open(6)) {
      assertThat(left(journal)).containsExactly("7:a,b", "8:c,d");
    }
  }

  @Test
  void whatIsInTheDatabaseDoesNotComeBack() {
    try (Journal journal = open(6)) {
      journal.append(entries("a"));
      journal.begin();
      journal.append(entries("b"));
    }
    try (Journal journal = open(7)) {
      assertThat(left(journal)).containsExactly("8:b");
      journal.startAfter(8);
      assertThat(journal.turn()).isEqualTo(9);
    }
  }

  @Test
  void restOfAnEarlierTurnIsNoRecordOfALaterOne() {
    try (Journal journal = open(0)) {
      journal.append(entries("one", "two", "three"));
      journal.begin();
      journal.append(entries("other"));
      journal.begin();
      journal.append(entries("new"));
    }
    try (Journal journal = open(1)) {
      assertThat(left(journal)).containsExactly("2:other", "3:new");
    }
  }

  @Test
  void journalOfAnotherDatabaseIsNotRead() {
    try (Journal journal = open(DATABASE + 1, 0)) {
      journal.append(entries("a"));
    }
    try (Journal journal = open(0)) {
      assertThat(left(journal)).isEmpty();
    }
  }

  /** A kill while records are written: nobody was promised them, and no word is lost over it. */
  @Test
  void recordThatAKillCutOffIsLeftOutWhereverItWasCut() throws IOException {
    try (Journal journal = open(0)) {
      journal.append(entries("first"));
    }
    byte[] mark = Files.readAllBytes(folder.resolve("mark"));
    int second = Journal.HEADER + "first".length();
    try (Journal journal = open(0)) {
      journal.append(entries("first", "second"));
    }
    Files.write(folder.resolve("mark"), mark);
    byte[] all = Files.readAllBytes(folder.resolve("odd"));
    byte[] whole = Arrays.copyOf(all, second + Journal.HEADER + "second".length());
    for (int length = second; length <= whole.length; length++) {
      Files.write(folder.resolve("odd"), Arrays.copyOf(whole, length));
      try (Journal journal = open(0)) {
        assertThat(left(journal))
            .as("cut to " + length + " bytes")
            .isEqualTo(length == whole.length ? List.of("1:first,second") : List.of("1:first"));
        assertThat(holes(journal)).isEmpty();
      }
    }
  }

  /** Whatever a disk does to what was promised: all else is found, and what is missing is named. */
  @Test
  void onlyWhatIsDamagedIsLostAndIsNamed() throws IOException {
    List<String> texts = List.of("first", "second", "third", "fourth");
    try (Journal journal = open(0)) {
      journal.append(entries("applied", "before", "and much longer than what is written over it"));
      journal.begin();
      journal.append(entries("other"));
      journal.begin();
      texts.forEach(text -> journal.append(entries(text)));
    }
    byte[] whole = Files.readAllBytes(folder.resolve("odd"));
    int end = texts.stream().mapToInt(text -> Journal.HEADER + text.length()).sum();
    for (int at = 0; at < end; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      expect(flipped, texts, at, at + 1, "byte " + at + " is another");
      expect(Arrays.copyOf(whole, at), texts, at, end, "cut to " + at + " bytes");
      byte[] noise = whole.clone();
      int until = Math.min(end, at + 50);
      for (int i = at; i < until; i++) {
        noise[i] ^= (byte) 0xff;
      }
      expect(noise, texts, at, until, "noise from " + at);
    }
  }

  private void expect(byte[] file, List<String> texts, int from, int to, String what)
      throws IOException {
    Files.write(folder.resolve("odd"), file);
    List<String> there = new ArrayList<>();
    List<Integer> missing = new ArrayList<>();
    int place = 0;
    for (int i = 0; i < texts.size(); i++) {
      int after = place + Journal.HEADER + texts.get(i).length();
      if (from < after && to > place) {
        missing.add(i + 1);
      } else {
        there.add(texts.get(i));
      }
      place = after;
    }
    try (Journal journal = open(1)) {
      List<String> turns = new ArrayList<>(List.of("2:other"));
      if (!there.isEmpty()) {
        turns.add("3:" + String.join(",", there));
      }
      assertThat(left(journal)).as(what).isEqualTo(turns);
      assertThat(journal.left().holes())
          .as(what)
          .flatExtracting(
              hole -> IntStream.range(hole.number(), hole.number() + hole.count()).boxed().toList())
          .isEqualTo(missing);
      assertThat(journal.left().holes()).as(what).allMatch(hole -> hole.turn() == 3);
    }
  }

  @Test
  void turnsThatAreGoneAreNamed() throws IOException {
    try (Journal journal = open(0)) {
      for (int turn = 1; turn <= 5; turn++) {
        journal.append(entries("turn " + turn));
        journal.begin();
      }
    }
    try (Journal journal = open(1)) {
      assertThat(left(journal)).containsExactly("4:turn 4", "5:turn 5");
      assertThat(holes(journal))
          .containsExactly("turn 2 of the journal, all", "turn 3 of the journal, all");
    }
  }

  @Test
  void journalFromBeforeRecordsHadNumbersIsReadAndItsDamageNoticed() throws IOException {
    ByteBuffer old = ByteBuffer.allocate(1000);
    List<Integer> ends = new ArrayList<>();
    for (Journal.Entry entry : entries("first", "second", "third")) {
      byte[] header = new byte[Journal.HEADER];
      ByteBuffer.wrap(header)
          .putInt(entry.bytes().length)
          .putLong(1)
          .putLong(DATABASE)
          .putInt(Journal.checksum(entry.bytes(), entry.bytes().length));
      int checksum = Journal.checksum(header, Journal.HEADER - 4);
      ByteBuffer.wrap(header).putInt(Journal.HEADER - 4, checksum);
      old.put(header).put(entry.bytes());
      ends.add(old.position());
    }
    Files.write(folder.resolve("odd"), Arrays.copyOf(old.array(), old.position()));
    try (Journal journal = open(0)) {
      assertThat(left(journal)).containsExactly("1:first,second,third");
      assertThat(holes(journal)).isEmpty();
    }
    old.array()[ends.getFirst() + 10] ^= 1;
    Files.write(folder.resolve("odd"), Arrays.copyOf(old.array(), old.position()));
    try (Journal journal = open(0)) {
      assertThat(left(journal)).containsExactly("1:first,third");
      assertThat(holes(journal)).containsExactly("turn 1 of the journal, some from record 2 on");
    }
  }

  /** A kernel whose file system fails just then may forget how long a file was. */
  @Test
  void recordNeverMakesTheFileLongerThanItWasDurablyBefore() throws IOException {
    Path odd = folder.resolve("odd");
    byte[] large = new byte[3 << 20];
    large[large.length - 1] = 1;
    try (Journal journal = open(0)) {
      journal.append(entries("a"));
      assertThat(Files.size(odd)).isEqualTo(64 * 1024);
      journal.append(entries("b"));
      assertThat(Files.size(odd)).isEqualTo(64 * 1024);
      journal.append(List.of(new Journal.Entry(large)));
      long size = Files.size(odd);
      assertThat(size).isGreaterThan(large.length).isLessThan(large.length + 2 * 64 * 1024);
      journal.append(entries("c"));
      journal.append(List.of(new Journal.Entry(large)));
      assertThat(Files.size(odd)).isEqualTo(2 * size);
    }
    try (Journal journal = open(0)) {
      List<byte[]> records = journal.left().turns().get(1L);
      assertThat(records).hasSize(5);
      assertThat(records.get(2)).isEqualTo(large);
      assertThat(records.get(4)).isEqualTo(large);
    }
  }

  @Test
  void removedJournalLeavesNothing() {
    Path inner = folder.resolve("journal");
    Mark mark = Mark.open(folder.resolve("mark"), new HandClock(Contract.NOW));
    Journal journal = Journal.open(inner, mark, DATABASE, 0);
    journal.append(entries("a"));
    journal.remove();
    assertThat(inner).doesNotExist();
  }
}
