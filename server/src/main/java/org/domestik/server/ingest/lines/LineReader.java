// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.Storable;
import org.domestik.server.ingest.Decimal;
import org.domestik.server.ingest.Precision;
import org.domestik.server.text.Texts;

/**
 * Reads one line after the other from the bytes of a body; after {@link #read} the accessors give
 * what the line said. One reader serves one request; not thread-safe.
 */
final class LineReader {
  private static final int MAX_FIELDS = 200;

  private final byte[] body;
  private final HeadReader heads;
  private final Precision precision;
  private final Instant now;

  private SeriesHead head = new SeriesHead(new Measurement("", ""), null, List.of(), List.of());
  private Instant time;
  private int lastFrom;
  private int lastEnd;
  private Instant lastTime = Instant.EPOCH;
  private Measurement.Shape shape = head.measurement().shape();
  private double[] values = new double[8];
  private int count;

  LineReader(byte[] body, HeadReader heads, Precision precision, Instant now) {
    this.body = body;
    this.heads = heads;
    this.precision = precision;
    this.now = Texts.sampleTime(now);
    this.time = this.now;
  }

  SeriesHead head() {
    return head;
  }

  Instant time() {
    return time;
  }

  /** The fields; the same instance as long as the shape of the lines stays the same. */
  Measurement.Shape shape() {
    return shape;
  }

  double[] values() {
    List<Integer> places = shape.places();
    if (places == null) {
      return Arrays.copyOf(values, count);
    }
    double[] last = new double[shape.names().size()];
    for (int i = 0; i < count; i++) {
      last[places.get(i)] = values[i]; // Of a field that comes twice the last one counts.
    }
    return last;
  }

  int endOfLine(int start) {
    int end = start;
    while (end < body.length && (body[end] != '\n' || isEscaped(start, end))) {
      end++;
    }
    return end;
  }

  private boolean isEscaped(int start, int at) {
    int backslashes = 0;
    while (at - backslashes > start && body[at - backslashes - 1] == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  /** Reads the line; false if it is empty or a comment. */
  boolean read(int start, int lineEnd) {
    int end = lineEnd > start && body[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    int from = skipBlanks(start, end);
    if (from == end || body[from] == '#') {
      return false;
    }
    int hash = 0;
    int at = from;
    // As InfluxDB has it, a backslash escapes what follows even if it is escaped itself.
    while (at < end && (body[at] != ' ' || body[at - 1] == '\\')) {
      hash = 31 * hash + body[at++];
    }
    head = heads.read(body, from, at, hash);
    at = fields(skipBlanks(at, end), end);
    timestamp(skipBlanks(at, end), end);
    return true;
  }

  private int skipBlanks(int from, int end) {
    int at = from;
    while (at < end && (body[at] == ' ' || body[at] == '\t' || body[at] == 0)) {
      at++;
    }
    return at;
  }

  /** Reads the fields; returns where the space behind them, or the end, is. */
  private int fields(int from, int end) {
    if (from == end) {
      throw new BadInput("no fields");
    }
    // Read once: other threads may change the measurement's at any time.
    Measurement.Shape expected = head.measurement().shape();
    List<byte[]> found = null; // The names in this line, once they differ from the expected.
    count = 0;
    int at = from;
    while (true) {
      int equals = nameEnd(at, end);
      boolean asExpected =
          found == null
              && count < expected.raw().size()
              && same(expected.raw().get(count), at, equals + 1);
      if (!asExpected) {
        if (found == null) {
          found = new ArrayList<>(expected.raw().subList(0, count));
        }
        found.add(Arrays.copyOfRange(body, at, equals + 1));
      }
      int valueEnd = valueEnd(equals + 1, end);
      add(value(at, equals, valueEnd));
      if (valueEnd == end || body[valueEnd] == ' ') {
        at = valueEnd;
        break;
      }
      at = valueEnd + 1;
    }
    if (found == null && count < expected.raw().size()) {
      found = new ArrayList<>(expected.raw().subList(0, count));
    }
    if (found == null) {
      shape = expected;
    } else {
      shape = shape(found);
      head.measurement().shape(shape); // Only if it is new: other threads read it line by line.
    }
    return at;
  }

  private boolean same(byte[] name, int from, int to) {
    return Arrays.equals(name, 0, name.length, body, from, to);
  }

  private int nameEnd(int from, int end) {
    int at = from;
    while (at < end && body[at] != '=' && body[at] != ' ' && body[at] != ',') {
      at += body[at] == '\\' ? 2 : 1;
    }
    if (at >= end || body[at] != '=' || at == from) {
      throw new BadInput("expected name=number at " + Texts.quoted(text(from, end)));
    }
    return at;
  }

  private int valueEnd(int from, int end) {
    int at = from;
    if (at < end && body[at] == '"') {
      return at + 1; // A text is refused anyway, so its end does not matter.
    }
    while (at < end && body[at] != ',' && body[at] != ' ') {
      at++;
    }
    return at;
  }

  private double value(int nameStart, int equals, int end) {
    int from = equals + 1;
    int last = end - 1;
    double value = Double.NaN;
    if (last >= from) {
      boolean integer = (body[last] == 'i' || body[last] == 'u') && isInteger(from, last);
      if (integer && !fits(from, last)) {
        throw fault(nameStart, equals, text(from, end) + ", which no 64 bits hold");
      }
      value = integer ? Decimal.parse(body, from, last) : Decimal.parse(body, from, end);
    }
    if (Math.abs(value) <= Storable.LARGEST) {
      return value;
    }
    if (!Double.isNaN(value)) {
      throw new BadInput(
          "field " + Texts.quoted(text(nameStart, equals)) + ": " + Storable.fault(value));
    }
    return switch (text(from, end)) {
      case "t", "T", "true", "True", "TRUE" -> 1;
      case "f", "F", "false", "False", "FALSE" -> 0;
      case "\"" -> throw fault(nameStart, equals, "a text; only numbers can be stored");
      case String other -> throw fault(nameStart, equals, Texts.quoted(other) + ", not a number");
    };
  }

  private boolean isInteger(int from, int to) {
    int at = from < to && body[from] == '-' ? from + 1 : from;
    boolean digits = at < to;
    for (; at < to; at++) {
      digits &= body[at] >= '0' && body[at] <= '9';
    }
    return digits;
  }

  /**
   * Whether digits before an 'i' or 'u' are those of an integer of 64 bits with or without sign.
   */
  private boolean fits(int from, int suffix) {
    boolean unsigned = body[suffix] == 'u';
    if (unsigned && body[from] == '-') {
      return false;
    }
    if (suffix - from < 19) {
      return true;
    }
    BigInteger number = new BigInteger(text(from, suffix));
    return unsigned ? number.bitLength() <= Long.SIZE : number.bitLength() < Long.SIZE;
  }

  private void add(double value) {
    if (count == MAX_FIELDS) {
      throw new BadInput("more than " + MAX_FIELDS + " fields");
    }
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = value;
  }

  private Measurement.Shape shape(List<byte[]> raw) {
    Map<String, String> spelled = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (byte[] name : raw) {
      String text = HeadReader.unescape(Texts.utf8(name, 0, name.length - 1), ",= \"");
      String plain = Names.column("field", Spelling.plain("field", text));
      String earlier = spelled.putIfAbsent(plain, text);
      if (earlier == null) {
        names.add(plain);
      } else if (!earlier.equals(text)) {
        throw LineShape.collision(text, earlier, plain);
      }
      places.add(earlier == null ? names.size() - 1 : names.indexOf(plain));
    }
    return new Measurement.Shape(
        List.copyOf(raw),
        List.copyOf(names),
        names.size() == raw.size() ? null : List.copyOf(places));
  }

  private void timestamp(int from, int lineEnd) {
    if (from == lineEnd) {
      time = now;
      return;
    }
    int end = lineEnd;
    while (body[end - 1] == ' ') {
      end--;
    }
    if (!Arrays.equals(body, lastFrom, lastEnd, body, from, end)) {
      try {
        lastTime = precision.sampleTime(number(text(from, end)));
      } catch (NumberFormatException e) {
        throw new BadInput("timestamp " + Texts.quoted(text(from, end)) + " is no whole number", e);
      }
      lastFrom = from;
      lastEnd = end;
    }
    time = lastTime;
  }

  private static long number(String text) {
    if (text.startsWith("+")) {
      throw new NumberFormatException("no sign");
    }
    return Long.parseLong(text);
  }

  private BadInput fault(int nameStart, int equals, String why) {
    return new BadInput("field " + Texts.quoted(text(nameStart, equals)) + " is " + why);
  }

  private String text(int from, int end) {
    return new String(body, from, end - from, UTF_8);
  }
}
