// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import java.io.IOException;
import org.domestik.model.Batch;

/** Whoever takes batches in. */
public interface Receiving {
  /**
   * Hands a batch over; returning normally, it is durable there.
   *
   * @throws RefusedBatch if it will never be taken
   * @throws IOException if the other side cannot be reached or cannot take it now
   */
  void post(Batch batch) throws IOException, RefusedBatch;

  /** Something in the batch is wrong. */
  final class RefusedBatch extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedBatch(String answer) {
      super(answer);
    }
  }
}
