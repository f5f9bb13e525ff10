// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.domestik.lua.LuaCost;
import org.domestik.model.delivery.Run;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Outbox outbox = new Outbox("h");

  private static Run run(String script) {
    return new Run("p", script, Run.Outcome.FAILED, "why", Instant.EPOCH, 12);
  }

  private void takeAndPutBack() {
    Outbox.Contents contents = outbox.take();
    outbox.putBack(contents.runs(), contents.scripts() != null);
  }

  @Test
  void whatIsReportedLikeARunIsPutBackWithTheScripts() {
    outbox.present(Set.of("a.lua"));
    outbox.ran(run("a.lua"), LuaCost.NONE);
    outbox.report(run("spool"));
    takeAndPutBack();
    takeAndPutBack();
    Outbox.Contents contents = outbox.take();
    assertThat(contents.runs()).extracting(Run::script).containsExactly("a.lua", "spool");
    assertThat(contents.scripts()).containsExactly("a.lua", "spool");
  }

  @Test
  void scriptThatWentIsNotPutBack() {
    outbox.present(Set.of("a.lua", "b.lua"));
    outbox.ran(run("a.lua"), LuaCost.NONE);
    outbox.ran(run("b.lua"), LuaCost.NONE);
    Outbox.Contents contents = outbox.take();
    outbox.forget("b.lua");
    outbox.ran(run("b.lua"), LuaCost.NONE); // Its last run ends after its file went.
    outbox.present(Set.of("a.lua"));
    outbox.putBack(contents.runs(), true);
    takeAndPutBack();
    assertThat(outbox.take().runs()).extracting(Run::script).containsExactly("a.lua");
  }
}
