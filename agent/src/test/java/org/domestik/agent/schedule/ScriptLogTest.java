// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import org.domestik.agent.log.Log;
import org.domestik.model.delivery.Run.Outcome;
import org.junit.jupiter.api.Test;

class ScriptLogTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final ScriptLog log =
      new ScriptLog(new Log(new PrintStream(written, true, UTF_8), () -> Instant.EPOCH).of("p"));

  private void ran(Outcome... outcomes) {
    for (Outcome outcome : outcomes) {
      log.ran("x.lua", outcome, "x.lua:1: no");
    }
  }

  private String[] lines() {
    return written
        .toString(UTF_8)
        .lines()
        .map(it -> it.replaceFirst("^\\S+ ", ""))
        .toArray(String[]::new);
  }

  @Test
  void failureQuarantineAndRecoveryAreLoggedOnceEach() {
    ran(Outcome.OK, Outcome.FAILED, Outcome.FAILED);
    ran(Outcome.QUARANTINED, Outcome.QUARANTINED, Outcome.OK, Outcome.NOTHING);
    assertThat(lines())
        .containsExactly(
            "warn p: x.lua fails: x.lua:1: no",
            "warn p: x.lua is quarantined: it failed 3 times in a row and is tried less and less"
                + " often, at least every 5 minutes: x.lua:1: no",
            "info p: x.lua works again");
  }

  @Test
  void failureAfterARecoveryAndThatOfANewVersionAreNews() {
    ran(Outcome.FAILED, Outcome.OK, Outcome.FAILED);
    log.changed();
    ran(Outcome.FAILED, Outcome.OK);
    assertThat(lines())
        .containsExactly(
            "warn p: x.lua fails: x.lua:1: no",
            "info p: x.lua works again",
            "warn p: x.lua fails: x.lua:1: no",
            "warn p: x.lua fails: x.lua:1: no",
            "info p: x.lua works again");
  }

  @Test
  void scriptThatIsWellIsNotLogged() {
    ran(Outcome.OK, Outcome.NOTHING, Outcome.OK);
    assertThat(lines()).isEmpty();
  }
}
