// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final long DATABASE = 4711;

  @TempDir Path folder;

  private Journal open(long applied) {
    return Journal.open(folder, DATABASE, applied);
  }

  private static List<Journal.Entry> entries(String... texts) {
    return List.of(texts).stream().map(text -> new Journal.Entry(text.getBytes(UTF_8))).toList();
  }

  /** Each turn's records, as {@code turn:text,text}. */
  private static List<String> left(Journal journal) {
    return journal.left().stream()
        .map(
            left ->
                left.turn()
                    + ":"
                    + String.join(
                        ",",
                        left.records().stream().map(bytes -> new String(bytes, UTF_8)).toList()))
        .toList();
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
    try (Journal journal = Journal.open(folder, DATABASE + 1, 0)) {
      journal.append(entries("a"));
    }
    try (Journal journal = open(0)) {
      assertThat(left(journal)).isEmpty();
    }
  }

  @Test
  void recordThatAKillCutOffIsLeftOutWhereverItWasCut() throws IOException {
    try (Journal journal = open(0)) {
      journal.append(entries("first", "second"));
    }
    byte[] whole = Files.readAllBytes(folder.resolve("odd"));
    int second = whole.length - 28 - "second".length();
    for (int length = 0; length <= whole.length; length++) {
      Files.write(folder.resolve("odd"), java.util.Arrays.copyOf(whole, length));
      try (Journal journal = open(0)) {
        assertThat(left(journal))
            .as("cut to " + length + " bytes")
            .isEqualTo(
                length == whole.length
                    ? List.of("1:first,second")
                    : length >= second ? List.of("1:first") : List.of());
      }
    }
  }

  @Test
  void noChangedByteGoesUnnoticed() throws IOException {
    try (Journal journal = open(0)) {
      journal.append(entries("first", "second"));
    }
    byte[] whole = Files.readAllBytes(folder.resolve("odd"));
    int second = whole.length - 28 - "second".length();
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x10;
      Files.write(folder.resolve("odd"), changed);
      try (Journal journal = open(0)) {
        assertThat(left(journal))
            .as("byte " + at)
            .isEqualTo(at < second ? List.of() : List.of("1:first"));
      }
    }
  }

  @Test
  void removedJournalLeavesNothing() {
    Path inner = folder.resolve("journal");
    Journal journal = Journal.open(inner, DATABASE, 0);
    journal.append(entries("a"));
    journal.remove();
    assertThat(inner).doesNotExist();
  }
}
