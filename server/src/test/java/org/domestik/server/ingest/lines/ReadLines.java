// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.Precision;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.ingest.sources.Sources.Candidates;

/** Bodies as senders bring them of whom nothing is known. */
final class ReadLines {
  static final Candidates ANYBODY =
      Sources.bundled().of(new Sender("influx", "192.0.2.7", "", null, ""));
  static final Reading NANOSECONDS = new Reading(ANYBODY, null, null, Precision.NANOSECONDS);

  private ReadLines() {}

  /** All rows; the first fault is thrown, with its line. */
  static List<Batch> strictly(LineProtocol lines, byte[] body, Reading reading) {
    return lines
        .read(
            body,
            reading,
            (line, _, _, fault) -> {
              throw fault.at("line " + line);
            })
        .read(Map.of());
  }

  /** All rows that are good; what is left out is added to a list, in words. */
  static List<Batch> all(LineProtocol lines, byte[] body, List<String> leftOut) {
    return all(lines, body, leftOut, Map.of());
  }

  static List<Batch> all(
      LineProtocol lines, byte[] body, List<String> leftOut, Map<String, ProbeDescription> known) {
    LineFaults faults =
        new LineFaults() {
          @Override
          public void hear(int line, String source, Reason reason, BadInput fault) {
            leftOut.add("refused line " + line + ": " + fault.getMessage());
          }

          @Override
          public void skipped(String source, Reason reason, long values) {
            leftOut.add("skipped " + reason.word() + " " + values);
          }
        };
    LineBody all = lines.read(body, NANOSECONDS, faults);
    List<Batch> batches = new ArrayList<>();
    while (all.goOn()) {
      batches.addAll(all.read(known));
    }
    return batches;
  }
}
