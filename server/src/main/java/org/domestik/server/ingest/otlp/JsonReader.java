// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.otlp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.model.BadInput;
import org.domestik.server.json.JsonTree;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/** Reads an {@code ExportMetricsServiceRequest} in JSON, where integers of 64 bits are texts. */
final class JsonReader {
  private final Points points;

  JsonReader(Points points) {
    this.points = points;
  }

  void read(byte[] body) throws IOException {
    Map<?, ?> all = map("the body", JsonTree.read(new ByteArrayInputStream(body)));
    for (Object each : list(all, "resourceMetrics")) {
      Map<?, ?> resource = map("resourceMetrics", each);
      Object said = resource.get("resource");
      Map<String, String> attributes = new TreeMap<>();
      attributes(said == null ? Map.of() : map("resource", said), attributes);
      points.resource(attributes);
      for (Object scope : list(resource, "scopeMetrics")) {
        for (Object metric : list(map("scopeMetrics", scope), "metrics")) {
          metric(map("metrics", metric));
        }
      }
    }
  }

  private void metric(Map<?, ?> metric) {
    String name = text(metric, "name");
    String unit = text(metric, "unit");
    for (String type : List.of("gauge", "sum", "histogram", "exponentialHistogram", "summary")) {
      Object said = metric.get(type);
      if (said == null) {
        continue;
      }
      Map<?, ?> data = map(type, said);
      boolean isNumber = type.equals("gauge") || type.equals("sum");
      boolean monotonic = !isNumber || Boolean.TRUE.equals(data.get("isMonotonic"));
      Metric.Kind kind =
          type.equals("gauge")
              ? Metric.Kind.GAUGE
              : Metric.Kind.of(temporality(data.get("aggregationTemporality")), monotonic);
      for (Object each : list(data, "dataPoints")) {
        point(new Metric(name, unit, kind), isNumber, map("dataPoints", each));
      }
    }
  }

  private static long temporality(@Nullable Object said) {
    return "AGGREGATION_TEMPORALITY_DELTA".equals(said)
            || said instanceof Number n && n.intValue() == 1
        ? 1
        : 2;
  }

  private void point(Metric metric, boolean isNumber, Map<?, ?> said) {
    Point point = new Point();
    attributes(said, point.attributes);
    point.nanos = integer("timeUnixNano", said.get("timeUnixNano"));
    point.flags = integer("flags", said.get("flags"));
    if (isNumber) {
      Object whole = said.get("asInt");
      point.number = whole == null ? number(said, "asDouble") : (double) integer("asInt", whole);
      points.number(metric, point);
      return;
    }
    Distribution all = point.distribution;
    all.count = number(said, "count");
    all.sum = number(said, "sum");
    all.least = number(said, "min");
    all.greatest = number(said, "max");
    list(said, "bucketCounts").forEach(it -> all.buckets.add(number("bucketCounts", it)));
    list(said, "explicitBounds").forEach(it -> all.bounds.add(number("explicitBounds", it)));
    for (Object each : list(said, "quantileValues")) {
      Map<?, ?> quantile = map("quantileValues", each);
      all.quantiles.add(
          new double[] {zero(number(quantile, "quantile")), zero(number(quantile, "value"))});
    }
    points.distribution(metric, point);
  }

  /** What is 0 may be left out. */
  private static double zero(double number) {
    return Double.isNaN(number) ? 0 : number;
  }

  private static void attributes(Map<?, ?> holder, Map<String, String> attributes) {
    for (Object each : list(holder, "attributes")) {
      Map<?, ?> attribute = map("attributes", each);
      Object value = attribute.get("value");
      String text = "";
      if (value != null) {
        Map<?, ?> any = map("value", value);
        for (String type : List.of("stringValue", "boolValue", "intValue", "doubleValue")) {
          Object said = any.get(type);
          text =
              said instanceof String || said instanceof Number || said instanceof Boolean
                  ? said.toString()
                  : text;
        }
      }
      attributes.put(text(attribute, "key"), text);
    }
  }

  private static Map<?, ?> map(String what, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new BadInput(what + ": expected an object");
  }

  private static List<?> list(Map<?, ?> holder, String name) {
    Object value = holder.get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw new BadInput("\"" + name + "\": expected an array");
  }

  private static String text(Map<?, ?> holder, String name) {
    Object value = holder.get(name);
    if (value == null) {
      return "";
    }
    if (value instanceof String text) {
      return text;
    }
    throw new BadInput("\"" + name + "\": expected a text");
  }

  private static long integer(String name, @Nullable Object value) {
    if (value == null) {
      return 0;
    }
    if (value instanceof Number number) {
      return number.longValue();
    }
    try {
      return Long.parseUnsignedLong(value.toString());
    } catch (NumberFormatException e) {
      try {
        return Long.parseLong(value.toString());
      } catch (NumberFormatException again) {
        throw new BadInput(
            "\"" + name + "\": " + Texts.quoted(value.toString()) + " is no integer", again);
      }
    }
  }

  private static double number(Map<?, ?> holder, String name) {
    return number(name, holder.get(name));
  }

  private static double number(String name, @Nullable Object value) {
    if (value == null) {
      return Double.NaN;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    return switch (value.toString()) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      case String text -> {
        double number = org.domestik.server.ingest.Decimal.parse(text);
        if (Double.isNaN(number)) {
          throw new BadInput("\"" + name + "\": " + Texts.quoted(text) + " is no number");
        }
        yield number;
      }
    };
  }
}
