// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.Json;
import org.domestik.model.Row;
import org.domestik.model.Sample;

/**
 * The document an agent posts to {@code /api/v1/samples}.
 *
 * <pre>{@code
 * {"host":"h","boot":"6f1c…","sequence":7,
 *  "samples":[{"probe":"process_tracking","time":"2026-11-22T10:00:00Z",
 *              "data":{"dmkcheckd":{"data":476,"stack":136}}}],
 *  "descriptions":{"process_tracking":{"name":"process_tracking","key":["process"],…}},
 *  "runs":[{"probe":"process_tracking","script":"dmkc_tracking.lua","outcome":"ok",
 *           "time":"2026-11-22T10:00:00Z","micros":312}],
 *  "buckets":[{"probe":"load","start":"2026-11-22T09:45:00Z","every":"900 seconds",
 *              "derived":{"twice":"one * 2"},
 *              "rows":[{"key":[],"samples":90,
 *                       "values":{"one":{"min":0.1,"max":2,"sum":31.5,"count":90,
 *                                        "minTime":"2026-11-22T09:46:10Z",…}}}]}],
 *  "scripts":["dmkc_tracking.lua"],
 *  "spool":{"samples":0,"collapsed":0,"dropped":0,"bytes":0,"limit":268435456}}
 * }</pre>
 */
public final class WireFormat {
  private WireFormat() {}

  /**
   * The batch as JSON; {@code descriptions}, {@code runs} and {@code buckets} are left out where
   * empty, {@code scripts} and {@code spool} where null.
   */
  public static String toJson(Batch batch) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("host", batch.host());
    Delivery delivery = batch.delivery();
    if (delivery != null) {
      document.put("boot", delivery.boot().toString());
      document.put("sequence", delivery.sequence());
    }
    document.put("samples", batch.samples().stream().map(WireFormat::sample).toList());
    if (!batch.descriptions().isEmpty()) {
      Map<String, Object> descriptions = new LinkedHashMap<>();
      batch.descriptions().forEach((probe, it) -> descriptions.put(probe, it.toTree()));
      document.put("descriptions", descriptions);
    }
    if (!batch.runs().isEmpty()) {
      document.put("runs", batch.runs().stream().map(WireFormat::run).toList());
    }
    if (!batch.buckets().isEmpty()) {
      document.put("buckets", batch.buckets().stream().map(BucketTree::write).toList());
    }
    List<String> scripts = batch.scripts();
    if (scripts != null) {
      document.put("scripts", scripts);
    }
    SpoolState spool = batch.spool();
    if (spool != null) {
      document.put("spool", spool(spool));
    }
    return Json.write(document);
  }

  private static Map<String, Object> sample(Sample sample) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("probe", sample.probe());
    fields.put("time", sample.time().toString());
    Map<String, Object> data = new LinkedHashMap<>();
    for (Row row : sample.rows()) {
      nested(data, row.key()).putAll(values(row));
    }
    fields.put("data", data);
    return fields;
  }

  @SuppressWarnings("unchecked") // Only this method fills the levels, with maps.
  private static Map<String, Object> nested(Map<String, Object> data, List<String> key) {
    Map<String, Object> level = data;
    for (String part : key) {
      level =
          (Map<String, Object>)
              level.computeIfAbsent(part, absent -> new LinkedHashMap<String, Object>());
    }
    return level;
  }

  private static Map<String, Object> values(Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(row.names());
    for (int i = 0; i < names.size(); i++) {
      if (!Double.isNaN(row.value(i))) {
        values.put(names.get(i), row.value(i));
      }
    }
    return values;
  }

  private static Map<String, Object> run(Run run) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("probe", run.probe());
    fields.put("script", run.script());
    fields.put("outcome", run.outcome().word());
    String error = run.error();
    if (error != null) {
      fields.put("error", error);
    }
    fields.put("time", run.time().toString());
    fields.put("micros", run.micros());
    String output = run.output();
    if (output != null) {
      fields.put("output", output);
    }
    return fields;
  }

  private static Map<String, Object> spool(SpoolState spool) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("samples", spool.samples());
    fields.put("collapsed", spool.collapsed());
    fields.put("dropped", spool.dropped());
    fields.put("bytes", spool.bytes());
    fields.put("limit", spool.limit());
    Instant oldest = spool.oldest();
    if (oldest != null) {
      fields.put("oldest", oldest.toString());
    }
    return fields;
  }
}
