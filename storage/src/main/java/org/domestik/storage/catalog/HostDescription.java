// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import org.domestik.model.description.ArchivePolicy;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * What one host says of a probe beside what is in force for all.
 *
 * @param description its words, with the archive policy that holds for its own rows; null where it
 *     says nothing else than is in force
 * @param columns how many columns it added to tables that other hosts were feeding already
 */
public record HostDescription(@Nullable ProbeDescription description, int columns) {
  static final HostDescription NOTHING = new HostDescription(null, 0);

  public @Nullable ArchivePolicy archive() {
    return description == null ? null : description.archive();
  }
}
