// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.otlp;

import java.util.Map;
import java.util.TreeMap;
import org.domestik.server.ingest.protobuf.Fields;

/**
 * Reads an {@code ExportMetricsServiceRequest}. Fields may come in any order, so that a message is
 * gone through once for what the rest of it needs to know, and then for the rest.
 */
final class ProtobufReader {
  private static final String NAME = "ExportMetricsServiceRequest";
  private final byte[] bytes;
  private final Points points;

  ProtobufReader(byte[] bytes, Points points) {
    this.bytes = bytes;
    this.points = points;
  }

  /** What is to be done with one field of bytes, which are those of a message. */
  private interface Part {
    void read(Fields message);
  }

  private Fields fields(int from, int to) {
    return new Fields(NAME, bytes, from, to);
  }

  void read() {
    each(fields(0, bytes.length), 1, this::resource);
  }

  /** Does something with all fields of a number. */
  private void each(Fields message, int number, Part part) {
    while (message.next()) {
      if (message.number() == number) {
        int length = message.skip();
        part.read(fields(message.position() - length, message.position()));
      }
    }
  }

  private void resource(Fields message) {
    int from = message.position();
    Map<String, String> attributes = new TreeMap<>();
    each(message, 1, resource -> each(resource, 1, it -> attribute(it, attributes)));
    points.resource(attributes);
    each(fields(from, message.position()), 2, scope -> each(scope, 2, this::metric));
  }

  private void metric(Fields message) {
    int from = message.position();
    String name = "";
    String unit = "";
    while (message.next()) {
      if (message.number() == 1) {
        name = message.text();
      } else if (message.number() == 3) {
        unit = message.text();
      }
    }
    Fields again = fields(from, message.position());
    while (again.next()) {
      int number = again.number();
      if (again.hasBytes() && (number == 5 || number == 7 || number >= 9 && number <= 11)) {
        int length = again.skip();
        points(new Metric(name, unit, Metric.Kind.GAUGE), number, again.position() - length, again);
      }
    }
  }

  private void points(Metric metric, int type, int from, Fields after) {
    int to = after.position();
    long temporality = 2;
    boolean monotonic = type != 7;
    Fields message = fields(from, to);
    while (message.next()) {
      if (message.number() == 2) {
        temporality = message.integer();
      } else if (message.number() == 3) {
        monotonic = message.integer() != 0;
      }
    }
    Metric.Kind kind =
        type == 5 ? Metric.Kind.GAUGE : Metric.Kind.of(type == 11 ? 2 : temporality, monotonic);
    Metric whole = new Metric(metric.name(), metric.unit(), kind);
    each(fields(from, to), 1, point -> point(whole, type, point));
  }

  private void point(Metric metric, int type, Fields message) {
    Point point = new Point();
    boolean isNumber = type < 9;
    while (message.next()) {
      int field = message.number();
      if (field == (isNumber || type == 11 ? 7 : type == 9 ? 9 : 1)) {
        int length = message.skip();
        attribute(fields(message.position() - length, message.position()), point.attributes);
      } else if (field == 3) {
        point.nanos = message.fixed();
      } else if (field == (type == 9 || type == 10 ? 10 : 8) && !message.hasBytes()) {
        point.flags = message.integer();
      } else if (isNumber) {
        number(message, point);
      } else {
        distribution(message, type, point.distribution);
      }
    }
    if (isNumber) {
      points.number(metric, point);
    } else {
      points.distribution(metric, point);
    }
  }

  private static void number(Fields message, Point point) {
    if (message.number() == 4) {
      point.number = message.real();
    } else if (message.number() == 6) {
      point.number = message.fixed();
    }
  }

  private void distribution(Fields message, int type, Distribution all) {
    int field = message.number();
    boolean isExponential = type == 10;
    if (field == 4) {
      all.count = message.fixed();
    } else if (field == 5) {
      all.sum = message.real();
    } else if (type != 11 && field == (isExponential ? 12 : 11)) {
      all.least = message.real();
    } else if (type != 11 && field == (isExponential ? 13 : 12)) {
      all.greatest = message.real();
    } else if (type == 9 && field == 6) {
      int entered = message.enter();
      while (message.isMore()) {
        all.buckets.add((double) message.packedFixed());
      }
      message.leave(entered);
    } else if (type == 9 && field == 7) {
      int entered = message.enter();
      while (message.isMore()) {
        all.bounds.add(Double.longBitsToDouble(message.packedFixed()));
      }
      message.leave(entered);
    } else if (type == 11 && field == 6) {
      int entered = message.enter();
      double[] quantile = new double[2];
      while (message.next()) {
        if (message.number() == 1 || message.number() == 2) {
          quantile[message.number() - 1] = message.real();
        }
      }
      message.leave(entered);
      all.quantiles.add(quantile);
    }
  }

  private void attribute(Fields message, Map<String, String> attributes) {
    String name = "";
    String text = "";
    while (message.next()) {
      if (message.number() == 1) {
        name = message.text();
      } else if (message.number() == 2) {
        int entered = message.enter();
        while (message.next()) {
          text = value(message, text);
        }
        message.leave(entered);
      }
    }
    attributes.put(name, text);
  }

  /** Lists, maps and bytes make no key. */
  private static String value(Fields message, String otherwise) {
    return switch (message.number()) {
      case 1 -> message.text();
      case 2 -> Boolean.toString(message.integer() != 0);
      case 3 -> Long.toString(message.integer());
      case 4 -> Double.toString(message.real());
      default -> otherwise;
    };
  }
}
