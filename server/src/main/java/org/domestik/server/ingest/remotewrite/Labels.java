// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.remotewrite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.domestik.model.BadInput;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a series as the bytes they came in: to be looked up before anything is made of
 * them, for the same series come again and again. One is filled anew for each series of a request.
 */
final class Labels implements Comparable<Labels> {
  /** What stands behind the name of a part of the series, as a label of its own. */
  static final String ENDING = "__ending__";

  private byte[] bytes;
  private int end;
  private int hash;

  Labels() {
    bytes = new byte[512];
  }

  private Labels(Labels that) {
    bytes = Arrays.copyOf(that.bytes, that.end);
    end = that.end;
    hash = that.hash;
  }

  void clear() {
    end = 0;
    hash = 0;
  }

  /** Adds a name or a value, in turns. */
  void add(byte[] from, int start, int length) {
    if (end + length + 4 > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * (end + length + 4));
    }
    bytes[end++] = (byte) (length >> 24);
    bytes[end++] = (byte) (length >> 16);
    bytes[end++] = (byte) (length >> 8);
    bytes[end++] = (byte) length;
    int mixed = 31 * hash + length;
    for (int i = start; i < start + length; i++) {
      mixed = 31 * mixed + from[i];
    }
    hash = mixed;
    System.arraycopy(from, start, bytes, end, length);
    end += length;
  }

  /** These and {@link #ENDING} with a text; the same where that is empty. */
  Labels with(String ending) {
    if (ending.isEmpty()) {
      return this;
    }
    Labels more = copy();
    for (String text : new String[] {ENDING, ending}) {
      more.add(text.getBytes(UTF_8), 0, text.length());
    }
    return more;
  }

  /** The same in an array of its own, good to be kept. */
  Labels copy() {
    return new Labels(this);
  }

  /** By name; what has no value is not there. */
  SortedMap<String, String> read() {
    SortedMap<String, String> labels = new TreeMap<>();
    String name = null;
    for (int at = 0; at < end; ) {
      int length =
          (bytes[at] & 0xff) << 24
              | (bytes[at + 1] & 0xff) << 16
              | (bytes[at + 2] & 0xff) << 8
              | bytes[at + 3] & 0xff;
      at += 4;
      String text = Texts.utf8(bytes, at, at + length);
      at += length;
      if (name == null) {
        name = text;
      } else {
        if (!text.isEmpty() && labels.put(name, text) != null) {
          throw new BadInput("label " + Texts.quoted(name) + " comes twice");
        }
        name = null;
      }
    }
    return labels;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Labels that && Arrays.equals(bytes, 0, end, that.bytes, 0, that.end);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** For maps: strangers may give many of them one hash code. */
  @Override
  public int compareTo(Labels that) {
    return Arrays.compare(bytes, 0, end, that.bytes, 0, that.end);
  }
}
