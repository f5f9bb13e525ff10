// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.part;

import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.Batch;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a file at once, and stored at once.
 *
 * @param place where in the file it stands, for complaints
 * @param rows how many lines, rows or documents it has
 * @param end what ends the import, once that is stored which stands before it; null: nothing
 */
public record Part(String place, long rows, List<Batch> batches, @Nullable BadInput end) {
  /** Whether it is but an end. */
  public boolean isNothing() {
    return end != null && batches.isEmpty();
  }
}
