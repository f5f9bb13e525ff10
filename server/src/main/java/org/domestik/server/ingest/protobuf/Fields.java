// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import org.domestik.model.BadInput;
import org.domestik.server.text.Texts;

/**
 * The fields of a message, one after the other: {@link #next} goes to one, and what is not read of
 * it is skipped by the next call. What is broken is {@link BadInput}. For one thread.
 */
public final class Fields {
  private final byte[] bytes;
  private final int base;
  private final String name;
  private final CodedInputStream in;
  private int tag;
  private boolean isRead = true;

  /** Those of a part of an array; {@code name}: what it is, for complaints. */
  public Fields(String name, byte[] bytes, int from, int to) {
    this.name = name;
    this.bytes = bytes;
    base = from;
    in = CodedInputStream.newInstance(bytes, from, to - from);
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private <T> T reading(Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw new BadInput("the body is no " + name + ": " + e.getMessage(), e);
    }
  }

  /** Goes to the next field; false at the end of the message. */
  public boolean next() {
    return reading(
        () -> {
          if (!isRead && !in.skipField(tag)) {
            throw new BadInput("the body is no " + name + ": a group ends that has not begun");
          }
          tag = in.readTag();
          isRead = false;
          return tag != 0;
        });
  }

  /** The field's number. */
  public int number() {
    return WireFormat.getTagFieldNumber(tag);
  }

  /** Whether the field has bytes: a text, a message, or numbers one behind the other. */
  public boolean hasBytes() {
    return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  /** Goes into the message that the field is; what it returns is wanted by {@link #leave}. */
  public int enter() {
    check(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    return reading(() -> in.pushLimit(in.readRawVarint32()));
  }

  /** Leaves the message, after its last field. */
  public void leave(int entered) {
    in.popLimit(entered);
    isRead = true;
  }

  /** Whether something is left of a field of numbers that was {@linkplain #enter entered}. */
  public boolean isMore() {
    return reading(() -> !in.isAtEnd());
  }

  /** Skips a field of bytes, and answers how many they are: they end at {@link #position}. */
  public int skip() {
    check(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    return reading(
        () -> {
          int length = in.readRawVarint32();
          in.skipRawBytes(length);
          return length;
        });
  }

  /** Where in the array the reading is. */
  public int position() {
    return base + in.getTotalBytesRead();
  }

  /** A field that is a text. */
  public String text() {
    int length = skip();
    return Texts.utf8(bytes, position() - length, position());
  }

  /** A field that is a double. */
  public double real() {
    check(WireFormat.WIRETYPE_FIXED64);
    return Double.longBitsToDouble(reading(in::readRawLittleEndian64));
  }

  /** A field that is a fixed64 or sfixed64. */
  public long fixed() {
    check(WireFormat.WIRETYPE_FIXED64);
    return reading(in::readRawLittleEndian64);
  }

  /** A field that is an integer of any other kind but sint. */
  public long integer() {
    check(WireFormat.WIRETYPE_VARINT);
    return reading(in::readRawVarint64);
  }

  /** The next of numbers one behind the other, within what was {@linkplain #enter entered}. */
  public long packedInteger() {
    return reading(in::readRawVarint64);
  }

  /** The same of fixed64 and doubles. */
  public long packedFixed() {
    return reading(in::readRawLittleEndian64);
  }

  private void check(int type) {
    if (WireFormat.getTagWireType(tag) != type) {
      throw new BadInput(
          "the body is no " + name + ": field " + number() + " is of another type than it has");
    }
    isRead = true;
  }
}
