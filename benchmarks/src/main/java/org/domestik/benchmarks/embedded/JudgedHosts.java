// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;

/** Hosts that rules are about, by how they fare, and the rules. */
record JudgedHosts(int hosts, Mood mood) {
  static final int RULES = 20;

  /** How they fare. */
  enum Mood {
    CALM("one of 100 is wrong", 1, 1),
    KEYS("the same, with 50 keys each", 50, 1),
    PROBES("the same, each rule about a probe of its own", 1, RULES),
    FIRING("half of them are wrong all the time", 1, 1),
    FLAPPING("one of ten is wrong every other minute", 1, 1),
    MISSING("half of them lack the value", 1, 1),
    SILENT("half of them are silent", 1, 1);

    final String words;
    final int keys;
    final int probes;

    Mood(String words, int keys, int probes) {
      this.words = words;
      this.keys = keys;
      this.probes = probes;
    }

    /** The value, which is right between 10 and 90. */
    double number(int host, int key, int minute) {
      double right = 40 + (host * 7 + key * 3 + minute) % 13;
      boolean wrong =
          switch (this) {
            case CALM, KEYS, PROBES -> host % 100 == 0 && key == 0;
            case FIRING -> host % 2 == 0;
            case FLAPPING -> host % 10 == 0 && minute % 2 == 0;
            case MISSING, SILENT -> false;
          };
      return wrong ? right + 60 : right;
    }

    /** Whether a host delivers it still. */
    boolean comes(int host, int minute) {
      return minute < 2 || host % 2 == 0 || this != MISSING && this != SILENT;
    }
  }

  /** Of every kind that looks at numbers. */
  String rules() {
    StringBuilder rules = new StringBuilder("alerts = {\n");
    for (int i = 0; i < RULES; i++) {
      String condition =
          switch (i % 4) {
            case 0 -> "above = 90, clear = 85";
            case 1 -> "outside = { 10, 90 }, lasting = \"5 minutes\"";
            case 2 -> "above = 1000, per = \"1 hour\", lasting = \"10 minutes\"";
            default -> "missing = \"10 minutes\"";
          };
      rules.append(
          "  { name = \"r%d\", probe = \"%s\", value = \"load\", %s },\n"
              .formatted(i, probe(i % mood.probes), condition));
    }
    return rules + "}\nnotify = { ops = { command = { \"true\" } } }\n";
  }

  private static String probe(int number) {
    return "judged_" + number;
  }

  /** What every so many-th of them delivers of a minute. */
  List<Batch> batches(int minute, int first, int step, Instant time) {
    List<Batch> batches = new ArrayList<>();
    for (int host = first; host < hosts; host += step) {
      boolean comes = mood.comes(host, minute);
      if (comes || mood != Mood.SILENT) {
        batches.add(batch(host, minute, time, comes));
      }
    }
    return batches;
  }

  private Batch batch(int host, int minute, Instant time, boolean comes) {
    List<Sample> samples = new ArrayList<>();
    Map<String, ProbeDescription> descriptions = new HashMap<>();
    for (int probe = 0; probe < mood.probes; probe++) {
      List<Row> rows = new ArrayList<>();
      for (int key = 0; key < mood.keys; key++) {
        Map<String, Double> values = new HashMap<>(Map.of("other", (double) minute));
        if (comes) {
          values.put("load", mood.number(host, key, minute));
        }
        rows.add(Row.of(List.of("key-" + key), values));
      }
      samples.add(new Sample(probe(probe), time, rows));
      if (minute == 0) {
        Map<String, Object> tree =
            Map.of("key", "part", "values", Map.of("load", Map.of(), "other", Map.of()));
        descriptions.put(probe(probe), ProbeDescription.fromTree(tree, probe(probe)));
      }
    }
    return new Batch("host-" + host, null, samples, descriptions, List.of());
  }
}
