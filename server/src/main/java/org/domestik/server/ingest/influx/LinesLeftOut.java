// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.influx;

import org.domestik.model.BadInput;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.lines.LineFaults;
import org.domestik.server.ingest.sources.Reason;

/** Counts lines and values that are not stored. */
record LinesLeftOut(Dropped dropped) implements LineFaults {
  @Override
  public void hear(int line, String source, Reason reason, BadInput fault) {
    dropped.add(source, reason, 1, "line " + line + ": " + fault.getMessage());
  }

  @Override
  public void skipped(String source, Reason reason, long values) {
    dropped.add(source, reason, values, "values that are no numbers");
  }
}
