// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.domestik.model.Storable;
import org.domestik.server.ingest.Decimal;
import org.domestik.server.ingest.Precision;
import org.domestik.server.ingest.lines.Measurement.Shape;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line after the other from the bytes of a body; after {@link #read} the accessors give
 * what the line said. One reader serves one request; not thread-safe.
 */
final class LineReader {
  /** More than eight probes have room for. */
  private static final int MAX_FIELDS = 1_500;

  private static final Pattern NOT_FINITE =
      Pattern.compile("nan|[+-]?inf(inity)?", Pattern.CASE_INSENSITIVE);

  private final byte[] body;
  private final HeadReader heads;
  private final Precision precision;
  private final Instant now;

  private @Nullable Head head;
  private Reason reason = Reason.MALFORMED;
  private int end;
  private Instant time;
  private int lastFrom;
  private int lastEnd;
  private Instant lastTime = Instant.EPOCH;
  private Shape shape = Shape.NONE;
  private double[] values = new double[8];
  private int count;
  private int texts;
  private int notFinite;

  LineReader(byte[] body, HeadReader heads, Precision precision, Instant now) {
    this.body = body;
    this.heads = heads;
    this.precision = precision;
    this.now = Texts.sampleTime(now);
    this.time = this.now;
  }

  /** What lines without a time are of. */
  Instant now() {
    return now;
  }

  /** What stands before the fields; null: it could not be read. */
  @Nullable Head head() {
    return head;
  }

  /** Why the line cannot be stored, where reading it ended with a fault. */
  Reason reason() {
    return reason;
  }

  /** A fault of the line that was read, to be thrown. */
  BadInput fault(Reason why, String message) {
    reason = why;
    return new BadInput(message);
  }

  /** How many fields are texts. */
  int texts() {
    return texts;
  }

  /** How many fields are no numbers, or infinite. */
  int notFinite() {
    return notFinite;
  }

  /** Where the line ended that was read, behind all texts, which may have line ends in them. */
  int end() {
    return end;
  }

  Instant time() {
    return time;
  }

  /** The fields; the same instance as long as the shape of the lines stays the same. */
  Shape shape() {
    return shape;
  }

  /** The numbers of the fields that are no texts; NaN where one is not finite. */
  double[] values() {
    return Arrays.copyOf(values, count);
  }

  /** Where the line ends at the latest, as far as that can be told without reading it. */
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

  /** Reads the line that ends at a line's end, or behind it; false if it is empty or a comment. */
  boolean read(int start, int lineEnd) {
    Head before = head;
    end = lineEnd;
    head = null;
    reason = Reason.MALFORMED;
    texts = 0;
    notFinite = 0;
    int last = withoutReturn(start, lineEnd);
    int from = skipBlanks(start, last);
    if (from == last || body[from] == '#') {
      return false;
    }
    Head read = before == null ? null : before.next();
    int at = read == null ? -1 : read.endIn(body, from, last);
    if (read == null || at < 0) {
      int hash = 0;
      at = from;
      // As InfluxDB has it, a backslash escapes what follows even if it is escaped itself.
      while (at < last && (body[at] != ' ' || body[at - 1] == '\\')) {
        hash = 31 * hash + body[at++];
      }
      read = heads.read(body, from, at, hash, before);
    }
    head = read;
    at = fields(read, skipBlanks(at, last), last);
    last = withoutReturn(start, end);
    timestamp(skipBlanks(at, last), last);
    return true;
  }

  private int withoutReturn(int start, int lineEnd) {
    return lineEnd > start && body[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
  }

  /** Where a line that cannot be read ends: behind the texts of its fields. */
  int endOfFaulty(int start) {
    boolean isText = false;
    boolean inFields = false;
    int at = start;
    while (at < body.length && (isText || body[at] != '\n')) {
      inFields |= body[at] == ' ';
      if (body[at] == '"' && inFields && (isText || body[at - 1] == '=')) {
        isText = !isText;
      }
      at += body[at] == '\\' ? 2 : 1;
    }
    // A text without an end would take all the lines that come, which may be good.
    return isText || at > body.length ? endOfLine(start) : at;
  }

  private int skipBlanks(int from, int end) {
    int at = from;
    while (at < end && (body[at] == ' ' || body[at] == '\t' || body[at] == 0)) {
      at++;
    }
    return at;
  }

  /** Reads the fields; returns where the space behind them, or the end, is. */
  private int fields(Head read, int from, int lineEnd) {
    if (from == lineEnd) {
      throw new BadInput("no fields");
    }
    // Read once: other threads may change the measurement's at any time.
    Shape expected = read.measurement().shape();
    List<byte[]> found = null; // The names in this line, once they differ from the expected.
    int last = lineEnd;
    int number = 0;
    count = 0;
    int at = from;
    while (true) {
      int equals = nameEnd(at, last);
      boolean isText = equals + 1 < last && body[equals + 1] == '"';
      int nameEnd = isText ? equals + 2 : equals + 1;
      boolean asExpected =
          found == null
              && number < expected.raw().size()
              && same(expected.raw().get(number), at, nameEnd);
      if (!asExpected) {
        if (found == null) {
          found = new ArrayList<>(expected.raw().subList(0, number));
        }
        found.add(Arrays.copyOfRange(body, at, nameEnd));
      }
      number++;
      if (number > MAX_FIELDS) {
        throw new BadInput("more than " + MAX_FIELDS + " fields");
      }
      int valueEnd;
      if (isText) {
        texts++;
        valueEnd = textEnd(equals + 1);
        if (valueEnd > last) {
          end = endOfLine(valueEnd); // What looked like its end was part of the text.
          last = withoutReturn(valueEnd, end);
        }
      } else {
        valueEnd = valueEnd(equals + 1, last);
        add(value(at, equals, valueEnd));
      }
      if (valueEnd == last || body[valueEnd] == ' ') {
        at = valueEnd;
        break;
      }
      if (body[valueEnd] != ',') {
        throw new BadInput("expected a comma or a space at " + Texts.quoted(text(valueEnd, last)));
      }
      at = valueEnd + 1;
    }
    if (found == null && number < expected.raw().size()) {
      found = new ArrayList<>(expected.raw().subList(0, number));
    }
    if (found == null) {
      shape = expected;
    } else {
      shape = shape(found);
      read.measurement().shape(shape); // Only if it is new: other threads read it line by line.
    }
    return at;
  }

  /** Behind the quote that ends a text. */
  private int textEnd(int from) {
    int at = from + 1;
    while (at < body.length && body[at] != '"') {
      at += body[at] == '\\' ? 2 : 1;
    }
    if (at >= body.length) {
      throw new BadInput(
          "the text " + Texts.quoted(text(from, Math.min(from + 80, body.length))) + " has no end");
    }
    return at + 1;
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
      reason = Reason.TOO_LARGE;
      throw new BadInput(
          "field " + Texts.quoted(text(nameStart, equals)) + ": " + Storable.fault(value));
    }
    return switch (text(from, end)) {
      case "t", "T", "true", "True", "TRUE" -> 1;
      case "f", "F", "false", "False", "FALSE" -> 0;
      case String word when NOT_FINITE.matcher(word).matches() -> {
        notFinite++;
        yield Double.NaN;
      }
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
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = value;
  }

  private static Shape shape(List<byte[]> raw) {
    List<String> fields = new ArrayList<>();
    for (byte[] name : raw) {
      if (name[name.length - 1] == '=') { // Else it is a text.
        fields.add(HeadReader.unescape(Texts.utf8(name, 0, name.length - 1), ",= \""));
      }
    }
    return new Shape(List.copyOf(raw), List.copyOf(fields));
  }

  private void timestamp(int from, int lineEnd) {
    if (from >= lineEnd) {
      time = now;
      return;
    }
    int last = lineEnd;
    while (body[last - 1] == ' ') {
      last--;
    }
    if (!Arrays.equals(body, lastFrom, lastEnd, body, from, last)) {
      long number;
      try {
        number = number(text(from, last));
      } catch (NumberFormatException e) {
        throw new BadInput(
            "timestamp " + Texts.quoted(text(from, last)) + " is no whole number", e);
      }
      reason = Reason.TIME;
      lastTime = precision.sampleTime(number);
      lastFrom = from;
      lastEnd = last;
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
