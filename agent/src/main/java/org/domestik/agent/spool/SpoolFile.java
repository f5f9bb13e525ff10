// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.domestik.lua.Trees;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * What is in a file of the spool: a line that says what it holds, with checksums of itself and of
 * the rest; then the batches, packed where they are many or collapsed.
 */
final class SpoolFile {
  /** What the file holds; then the checksums of what follows this line, and of the line so far. */
  private static final Pattern HEAD =
      Pattern.compile("((\\d) (\\d+) (\\d+) (-?\\d+))(?: ([0-9a-f]{8}) ([0-9a-f]{8}))?");

  private static final int LONGEST_HEAD = 120;

  private SpoolFile() {}

  /** The bytes of a delivery's file. */
  static byte[] write(SpoolEntry entry, List<Batch> batches) throws IOException {
    SpoolEntry.Contents contents = entry.contents();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (entry.isSingle()) {
      body.writeBytes(Trees.write(BatchTree.toTree(batches.getFirst())));
    } else {
      try (GZIPOutputStream packed = new GZIPOutputStream(body)) {
        for (Batch batch : batches) {
          packed.write(Trees.write(BatchTree.toTree(batch)));
        }
      }
    }
    byte[] content = body.toByteArray();
    String head =
        contents.level()
            + " "
            + contents.samples()
            + " "
            + contents.collapsed()
            + " "
            + ChronoUnit.MICROS.between(Instant.EPOCH, contents.oldest())
            + " "
            + checksum(content, 0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length + LONGEST_HEAD);
    bytes.writeBytes((head + " " + checksum(head.getBytes(US_ASCII), 0) + "\n").getBytes(US_ASCII));
    bytes.writeBytes(content);
    return bytes.toByteArray();
  }

  /** What a file says that it holds; one of the first versions is read for it. */
  static SpoolEntry.Contents head(Path file) throws IOException {
    byte[] start;
    try (var in = Files.newInputStream(file)) {
      start = in.readNBytes(LONGEST_HEAD);
    }
    Matcher head = headOf(start);
    if (head == null) {
      return SpoolEntry.Contents.of(
          0, batches(Files.readAllBytes(file))); // Written by an older entry.
    }
    return new SpoolEntry.Contents(
        Integer.parseInt(head.group(2)),
        Long.parseLong(head.group(3)),
        Long.parseLong(head.group(4)),
        Instant.EPOCH.plus(Long.parseLong(head.group(5)), ChronoUnit.MICROS));
  }

  /**
   * The first line of a file, matched; null if it has none, as those of the first versions.
   *
   * @throws BadInput if it is not as it was written
   */
  private static @Nullable Matcher headOf(byte[] start) {
    if (start.length == 0 || !Character.isDigit(start[0])) {
      return null;
    }
    int length = Math.min(start.length, LONGEST_HEAD);
    Matcher head = HEAD.matcher(new String(start, 0, length, US_ASCII).split("\n", 2)[0]);
    if (!head.matches()
        || head.group(7) != null
            && !head.group(7)
                .equals(checksum((head.group(1) + " " + head.group(6)).getBytes(US_ASCII), 0))) {
      throw new BadInput("no batch: its first line is not as it was written");
    }
    return head;
  }

  /** CRC-32C from a place on, in hexadecimal digits. */
  private static String checksum(byte[] bytes, int from) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, bytes.length - from);
    String digits = Long.toHexString(sum.getValue());
    return "0".repeat(8 - digits.length()) + digits;
  }

  /**
   * The batches of a file, each with all descriptions said until then.
   *
   * @throws BadInput if it is not as it was written
   */
  static List<Batch> batches(byte[] content) throws IOException {
    int start = 0;
    Matcher head = headOf(content);
    if (head != null) {
      start = Math.min(head.end() + 1, content.length);
      // Written by an older version it has no checksum.
      if (head.group(6) != null && !head.group(6).equals(checksum(content, start))) {
        throw new BadInput("no batch: its checksum is not that of what it holds");
      }
    }
    byte[] trees = Arrays.copyOfRange(content, start, content.length);
    if (trees.length > 1 && trees[0] == 0x1f) {
      try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(trees))) {
        trees = unpacked.readAllBytes();
      } catch (IOException e) {
        throw new BadInput("no batch: " + e, e);
      }
    }
    List<Batch> batches = new ArrayList<>();
    Map<String, ProbeDescription> descriptions = new LinkedHashMap<>();
    for (Object tree : Trees.read(trees)) {
      Batch batch = BatchTree.fromTree(tree);
      descriptions.putAll(batch.descriptions());
      batches.add(BatchTree.with(batch, descriptions));
    }
    if (batches.isEmpty()) {
      throw new BadInput("no batch: the file is empty");
    }
    return batches;
  }
}
