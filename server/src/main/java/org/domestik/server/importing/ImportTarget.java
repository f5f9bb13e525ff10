// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing;

import java.util.List;
import java.util.Map;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.Acceptance;

/** Where an import goes: a store, or a server that has it. */
public interface ImportTarget {
  /** The descriptions in force, by probe. */
  Map<String, ProbeDescription> descriptions();

  /** Stores batches, all or none; the answers stand in their order. */
  List<Acceptance> store(List<Batch> batches);
}
