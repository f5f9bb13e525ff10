// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xerial.snappy.Snappy;

/** A request of Prometheus' remote write, of either version. */
final class WriteRequest {
  /** How a series that ends is marked. */
  static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);

  private final ByteArrayOutputStream first = new ByteArrayOutputStream();
  private final ByteArrayOutputStream second = new ByteArrayOutputStream();
  private final List<String> symbols = new ArrayList<>(List.of(""));

  private interface Content {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      content.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Adds a series: name and labels as {@code up{job="a",instance="b"}}, times in milliseconds. */
  WriteRequest series(String text, Object... timesAndNumbers) {
    List<byte[]> samples = new ArrayList<>();
    for (int i = 0; i < timesAndNumbers.length; i += 2) {
      long time = ((Number) timesAndNumbers[i]).longValue();
      double number = ((Number) timesAndNumbers[i + 1]).doubleValue();
      samples.add(
          message(
              out -> {
                out.writeDouble(1, number);
                out.writeInt64(2, time);
              }));
    }
    return series(text, samples, 2, 2);
  }

  /** Adds a native histogram, with a bucket. */
  WriteRequest histogram(String text, long time, long count, double sum) {
    byte[] histogram =
        message(
            out -> {
              out.writeUInt64(1, count);
              out.writeDouble(3, sum);
              out.writeSInt32(4, 3);
              out.writeByteArray(11, message(span -> span.writeUInt32(2, 1)));
              out.writeByteArray(12, message(deltas -> deltas.writeSInt64NoTag(count)));
              out.writeInt64(15, time);
            });
    return series(text, List.of(histogram), 4, 3);
  }

  /** The fields of the messages differ by the version. */
  private WriteRequest series(String text, List<byte[]> messages, int inFirst, int inSecond) {
    Map<String, String> labels = new TreeMap<>();
    int brace = text.indexOf('{');
    labels.put("__name__", brace < 0 ? text : text.substring(0, brace));
    if (brace >= 0) {
      for (String label : text.substring(brace + 1, text.length() - 1).split(",", -1)) {
        String[] pair = label.split("=", 2);
        labels.put(pair[0], pair[1].replace("\"", ""));
      }
    }
    byte[] one =
        message(
            out -> {
              for (Map.Entry<String, String> label : labels.entrySet()) {
                out.writeByteArray(
                    1,
                    message(
                        it -> {
                          it.writeString(1, label.getKey());
                          it.writeString(2, label.getValue());
                        }));
              }
              for (byte[] each : messages) {
                out.writeByteArray(inFirst, each);
              }
            });
    byte[] other =
        message(
            out -> {
              out.writeByteArray(
                  1,
                  message(
                      it -> {
                        for (Map.Entry<String, String> label : labels.entrySet()) {
                          it.writeUInt32NoTag(symbol(label.getKey()));
                          it.writeUInt32NoTag(symbol(label.getValue()));
                        }
                      }));
              for (byte[] each : messages) {
                out.writeByteArray(inSecond, each);
              }
              out.writeByteArray(5, message(it -> it.writeEnum(1, 2)));
            });
    first.writeBytes(message(out -> out.writeByteArray(1, one)));
    second.writeBytes(message(out -> out.writeByteArray(5, other)));
    return this;
  }

  private int symbol(String text) {
    if (!symbols.contains(text)) {
      symbols.add(text);
    }
    return symbols.indexOf(text);
  }

  /** As version 1.0 has it, packed. */
  byte[] first() {
    return packed(first.toByteArray());
  }

  /** As version 2.0 has it, packed; its symbols come last, as they may. */
  byte[] second() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(second.toByteArray());
    for (String symbol : symbols) {
      all.writeBytes(message(out -> out.writeByteArray(4, symbol.getBytes(UTF_8))));
    }
    return packed(all.toByteArray());
  }

  static byte[] packed(byte[] bytes) {
    try {
      return Snappy.compress(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
