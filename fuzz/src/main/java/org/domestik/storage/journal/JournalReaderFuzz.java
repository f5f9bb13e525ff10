// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A damaged journal: places of a sound one are overwritten, and what is read of it was in it. */
public final class JournalReaderFuzz {

  private static final int RECORDS = 6;
  private static final byte[] SOUND = sound();
  private static final FileChannel FILE = scratch();

  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    byte[] bytes = SOUND.clone();
    for (int at = 0; at + 2 < data.length; at += 3) {
      int place = ((data[at] & 0xff) << 8 | data[at + 1] & 0xff) % bytes.length;
      bytes[place] = data[at + 2];
    }
    FILE.truncate(0);
    FILE.write(ByteBuffer.wrap(bytes), 0);
    JournalReader.Found found = new JournalReader(List.of(FILE), 1, 0, List.of()).read();
    for (List<byte[]> turn : found.turns().values()) {
      for (byte[] record : turn) {
        if (!new String(record, UTF_8).matches("record [0-9]")) {
          throw new AssertionError("a record that never was: " + new String(record, UTF_8));
        }
      }
    }
  }

  private static byte[] sound() {
    try {
      Path folder = Files.createTempDirectory("fuzz");
      try (Mark mark = Mark.open(folder.resolve("mark"), () -> Instant.EPOCH)) {
        mark.start(1, 0);
        try (Journal journal = Journal.open(folder, mark, 1, 0)) {
          List<Journal.Entry> entries = new ArrayList<>();
          for (int i = 0; i < RECORDS; i++) {
            entries.add(new Journal.Entry(("record " + i).getBytes(UTF_8)));
          }
          journal.append(entries);
        }
      }
      byte[] longest = {};
      try (var files = Files.list(folder)) {
        for (Path file : files.filter(it -> !it.endsWith("mark")).toList()) {
          byte[] bytes = Files.readAllBytes(file);
          longest = bytes.length > longest.length ? bytes : longest;
        }
      }
      return longest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileChannel scratch() {
    try {
      return FileChannel.open(
          Files.createTempFile("fuzz", ".journal"),
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JournalReaderFuzz() {}
}
