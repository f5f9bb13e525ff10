// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.delivery;

import java.util.UUID;
import org.domestik.model.BadInput;

/**
 * What makes a repeat harmless: the same host, boot and sequence is the same batch.
 *
 * @param boot one start of the agent's spool
 * @param sequence counts that boot's batches, at least 0
 */
public record Delivery(UUID boot, long sequence) {
  public Delivery {
    if (sequence < 0) {
      throw new BadInput("sequence " + sequence + " is below 0");
    }
  }

  /**
   * Whether the boot is made of what is delivered (a UUID by name), as that of a file is which is
   * imported: others may have brought the same before, and it may come again years later.
   */
  public boolean isOfContents() {
    return boot.version() == 3;
  }
}
