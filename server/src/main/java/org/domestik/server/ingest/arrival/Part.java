// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.arrival;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;

/** Something of what came, which is read again where others change its probes meanwhile. */
@FunctionalInterface
public interface Part {
  /**
   * Its batches, one a host.
   *
   * @param known the descriptions in force, by probe
   */
  List<Batch> read(Map<String, ProbeDescription> known) throws IOException;

  /** Hears of rows of what was read last that are not stored. */
  default void lost(Batch rows) {}
}
