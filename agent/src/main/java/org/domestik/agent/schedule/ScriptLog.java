// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.schedule;

import org.domestik.agent.log.Log;
import org.domestik.model.delivery.Run.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Logs that a script fails, is quarantined, and works again: each once, however long it lasts and
 * however its errors differ. The host's page has the latest. For one thread at a time.
 */
final class ScriptLog {
  private final Log log;
  private boolean isFailing;
  private boolean isTold;
  private boolean isQuarantineTold;

  ScriptLog(Log log) {
    this.log = log;
  }

  /** A run is over. */
  void ran(String script, Outcome outcome, @Nullable String error) {
    if (outcome == Outcome.QUARANTINED && !isQuarantineTold) {
      log.warn(
          script
              + " is quarantined: it failed "
              + Schedule.PATIENCE
              + " times in a row and is tried less and less often, at least every "
              + Schedule.LONGEST_PAUSE.toMinutes()
              + " minutes: "
              + error);
      isQuarantineTold = true;
    } else if (outcome == Outcome.FAILED && !isTold) {
      log.warn(script + " fails: " + error);
    }
    boolean fails = outcome == Outcome.FAILED || outcome == Outcome.QUARANTINED;
    if (isFailing && !fails) {
      log.info(script + " works again");
    }
    isFailing = fails;
    isTold = fails;
    isQuarantineTold &= fails;
  }

  /** Another version runs from now on: its failure is news. */
  void changed() {
    isTold = false;
    isQuarantineTold = false;
  }
}
