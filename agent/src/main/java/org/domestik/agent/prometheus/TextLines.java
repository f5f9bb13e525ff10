// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.domestik.model.BadInput;
import org.domestik.model.ByteText;
import org.jspecify.annotations.Nullable;

/**
 * A text line by line, as it comes: as a whole it would take more memory than the agent has. What
 * is beyond a limit is not read.
 */
final class TextLines {
  private static final int PART_BYTES = 1 << 14;
  private static final int LONGEST = 1 << 18;

  private final InputStream in;
  private final long most;
  private final byte[] part = new byte[PART_BYTES];
  private int at;
  private int end;
  private long bytes;
  private int number;
  private boolean cut;

  /**
   * @param most bytes that are read
   */
  TextLines(InputStream in, long most) {
    this.in = in;
    this.most = most;
  }

  /** The next line without its end; null after the last. One that is cut off is none. */
  @Nullable String next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(160);
    boolean any = false;
    for (int one = read(); one >= 0; one = read()) {
      if (one == '\n') {
        number++;
        return ByteText.of(line.toByteArray());
      }
      if (line.size() == LONGEST) {
        throw new BadInput("line " + (number + 1) + " has more than " + LONGEST + " bytes");
      }
      line.write(one);
      any = true;
    }
    number++;
    return any && !cut ? ByteText.of(line.toByteArray()) : null;
  }

  private int read() throws IOException {
    if (at == end) {
      end = Math.max(0, in.read(part));
      at = 0;
      if (end == 0) {
        return -1;
      }
    }
    if (bytes == most) {
      cut = true;
      return -1;
    }
    bytes++;
    return part[at++] & 0xff;
  }

  /** The number of the line that {@link #next} gave, from 1. */
  int number() {
    return number;
  }

  /** How many bytes were read. */
  long bytes() {
    return bytes;
  }

  /** Whether there is more than is read. */
  boolean isCut() {
    return cut;
  }
}
