// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.util.LinkedHashMap;
import java.util.Map;
import org.domestik.server.ingest.sources.Reason;

/** How many values of one request are skipped, by source. */
final class Skipped {
  private final Map<String, Count> counts = new LinkedHashMap<>();

  private static final class Count {
    long texts;
    long notFinite;
  }

  void add(String source, int texts, int notFinite) {
    Count count = counts.computeIfAbsent(source, _ -> new Count());
    count.texts += texts;
    count.notFinite += notFinite;
  }

  void tell(LineFaults faults) {
    counts.forEach(
        (source, count) -> {
          if (count.texts > 0) {
            faults.skipped(source, Reason.TEXT, count.texts);
          }
          if (count.notFinite > 0) {
            faults.skipped(source, Reason.NOT_FINITE, count.notFinite);
          }
        });
  }
}
