// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.spool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.delivery.BucketTree;
import org.domestik.model.delivery.Delivery;
import org.domestik.model.delivery.Run;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/** A batch as a plain tree and back, for the spool. */
public final class BatchTree {
  private BatchTree() {}

  /** The batch as maps, lists, texts and numbers. */
  public static Map<String, Object> toTree(Batch batch) {
    Delivery delivery = batch.delivery();
    if (delivery == null) {
      throw new IllegalArgumentException("a spooled batch has a delivery");
    }
    Map<String, Object> descriptions = new LinkedHashMap<>();
    batch.descriptions().forEach((probe, it) -> descriptions.put(probe, it.toTree()));
    List<String> scripts = batch.scripts();
    return Map.of(
        "host", batch.host(),
        "boot", delivery.boot().toString(),
        "sequence", delivery.sequence(),
        "samples", batch.samples().stream().map(BatchTree::sample).toList(),
        "descriptions", descriptions,
        "runs", batch.runs().stream().map(BatchTree::run).toList(),
        "buckets", batch.buckets().stream().map(BucketTree::write).toList(),
        "scripts", scripts == null ? false : scripts);
  }

  /** The batch with other descriptions. */
  static Batch with(Batch batch, Map<String, ProbeDescription> descriptions) {
    return new Batch(
        batch.host(),
        batch.delivery(),
        batch.samples(),
        descriptions,
        batch.runs(),
        batch.scripts(),
        batch.buckets(),
        null);
  }

  /** All of a list in one, under the last one's delivery; of what was said twice the later. */
  static Batch together(List<Batch> batches) {
    Batch last = batches.getLast();
    if (batches.size() == 1) {
      return last;
    }
    List<Sample> samples = new ArrayList<>();
    List<Bucket> buckets = new ArrayList<>();
    Map<String, ProbeDescription> descriptions = new LinkedHashMap<>();
    Map<String, Run> runs = new LinkedHashMap<>();
    List<String> scripts = null;
    for (Batch batch : batches) {
      samples.addAll(batch.samples());
      buckets.addAll(batch.buckets());
      descriptions.putAll(batch.descriptions());
      batch.runs().forEach(run -> runs.put(run.script(), run));
      scripts = batch.scripts() == null ? scripts : batch.scripts();
    }
    return new Batch(
        last.host(),
        last.delivery(),
        samples,
        descriptions,
        List.copyOf(runs.values()),
        scripts,
        buckets,
        null);
  }

  private static List<Object> sample(Sample sample) {
    List<Object> rows = new ArrayList<>();
    for (Row row : sample.rows()) {
      List<Double> values = new ArrayList<>();
      for (int i = 0; i < row.names().size(); i++) {
        values.add(row.value(i));
      }
      rows.add(List.of(row.key(), row.names(), values));
    }
    return List.of(sample.probe(), sample.time().toString(), rows);
  }

  private static List<Object> run(Run run) {
    String error = run.error();
    String output = run.output();
    return List.of(
        run.probe(),
        run.script(),
        run.outcome().word(),
        run.time().toString(),
        run.micros(),
        error == null ? false : error,
        output == null ? false : output);
  }

  /** The batch, or {@link BadInput} if this is none: a file cut off when the power failed. */
  public static Batch fromTree(@Nullable Object tree) {
    try {
      Map<?, ?> fields = (Map<?, ?>) Objects.requireNonNull(tree);
      Map<String, ProbeDescription> descriptions = new LinkedHashMap<>();
      ((Map<?, ?>) get(fields, "descriptions"))
          .forEach((probe, it) -> descriptions.put((String) probe, description(probe, it)));
      return new Batch(
          (String) get(fields, "host"),
          new Delivery(
              UUID.fromString((String) get(fields, "boot")), (Long) get(fields, "sequence")),
          list(get(fields, "samples")).stream().map(BatchTree::toSample).toList(),
          descriptions,
          list(get(fields, "runs")).stream().map(BatchTree::toRun).toList(),
          fields.get("scripts") instanceof List<?> scripts ? texts(scripts) : null,
          fields.get("buckets") instanceof List<?> buckets ? toBuckets(buckets) : List.of(),
          null);
    } catch (RuntimeException e) {
      throw new BadInput("no batch: " + e, e);
    }
  }

  @SuppressWarnings("unchecked") // fromTree checks every key and value.
  private static ProbeDescription description(Object probe, Object tree) {
    return ProbeDescription.fromTree((Map<String, ?>) tree, (String) probe);
  }

  private static Sample toSample(Object tree) {
    List<?> fields = list(tree);
    List<Row> rows = new ArrayList<>();
    for (Object row : list(fields.get(2))) {
      List<?> parts = list(row);
      double[] values = list(parts.get(2)).stream().mapToDouble(it -> (Double) it).toArray();
      rows.add(new Row(texts(parts.get(0)), texts(parts.get(1)), values));
    }
    return new Sample((String) fields.get(0), Instant.parse((String) fields.get(1)), rows);
  }

  @SuppressWarnings("unchecked") // BucketTree checks every key and value.
  private static List<Bucket> toBuckets(List<?> trees) {
    return trees.stream().map(tree -> BucketTree.read((Map<String, ?>) tree)).toList();
  }

  private static Run toRun(Object tree) {
    List<?> fields = list(tree);
    return new Run(
        (String) fields.get(0),
        (String) fields.get(1),
        Run.Outcome.of((String) fields.get(2)),
        fields.get(5) instanceof String error ? error : null,
        Instant.parse((String) fields.get(3)),
        (Long) fields.get(4),
        // Files of an earlier version have no output.
        fields.size() > 6 && fields.get(6) instanceof String output ? output : null);
  }

  private static Object get(Map<?, ?> fields, String name) {
    Object value = fields.get(name);
    if (value == null) {
      throw new BadInput(name + " is missing");
    }
    return value;
  }

  /** Lua's empty table is a list as well as a map. */
  private static List<?> list(Object node) {
    return (List<?>) node;
  }

  private static List<String> texts(Object node) {
    return list(node).stream().map(it -> (String) it).toList();
  }
}
