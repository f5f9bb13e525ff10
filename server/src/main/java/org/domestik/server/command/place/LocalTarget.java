// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command.place;

import java.util.List;
import java.util.Map;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.importing.ImportTarget;
import org.domestik.storage.Acceptance;
import org.domestik.storage.Storage;

/** A store that no server has. */
public record LocalTarget(Storage storage) implements ImportTarget {
  @Override
  public Map<String, ProbeDescription> descriptions() {
    return storage.descriptions();
  }

  @Override
  public List<Acceptance> store(List<Batch> batches) {
    return storage.acceptAll(batches);
  }
}
