// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import java.io.IOException;
import org.domestik.model.delivery.Batch;

/** Whoever takes batches in. */
public interface Receiving {
  /**
   * Hands a batch over; returning normally, it is durable there.
   *
   * @throws RefusedBatch if it will never be taken
   * @throws NotYet if it is of the future by the other side's clock
   * @throws IOException if the other side cannot be reached or cannot take it now
   */
  void post(Batch batch) throws IOException, RefusedBatch, NotYet;

  /**
   * Lets the other side answer something, so that its clock is known.
   *
   * @throws IOException if it cannot be reached
   */
  default void greet() throws IOException {}

  /**
   * For how many seconds the other side wants its agents to gather before they send, by what it
   * said last: 0 (at once) to 60.
   */
  default int gatherSeconds() {
    return 0;
  }

  /** Whether it takes of this machine what goes by its present name only. */
  default boolean isOfOneName() {
    return false;
  }

  /**
   * Ends for good what waits for the other side, and lets nothing wait for it any more: either
   * throws an {@link IOException}. May be called by any thread.
   */
  default void hangUp() {}

  /** The other side lets nothing of this host in: not what it is of, but who sends it. */
  final class Denied extends IOException {
    private static final long serialVersionUID = 1L;

    Denied(String answer) {
      super(answer);
    }
  }

  /** Something in the batch is wrong. */
  final class RefusedBatch extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedBatch(String answer) {
      super(answer);
    }
  }

  /** The batch may be taken later; others are not concerned. */
  final class NotYet extends Exception {
    private static final long serialVersionUID = 1L;

    NotYet(String answer) {
      super(answer);
    }
  }
}
