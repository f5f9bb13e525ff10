// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.domestik.system.Story.Way;

/** Whether everything that was acknowledged is there once: by the books, and by the numbers. */
final class Conservation {
  private Conservation() {}

  /** Of tellers that have ended; {@code where} says which case it is. */
  static void check(LoneServer server, List<Teller> tellers, String where) throws IOException {
    for (Teller teller : tellers) {
      Way way = teller.story().way();
      Story.Sum sum = teller.story().sum(teller.acknowledged());
      String who = way + ", " + where;
      assertThat(books(server, way.host())).as(who).isEqualTo(sum.samples());
      if (way != Way.PURGED) {
        String view = "domestik.probe_" + way.host();
        double[] live = server.numbers("SELECT count(*), sum(v), sum(w) FROM " + view);
        double[] archived =
            server.numbers(
                "SELECT sum(samples), sum(v_avg * samples), sum(w_avg * samples) FROM "
                    + view
                    + "_archive");
        assertThat(live[0] + archived[0]).as(who).isEqualTo((double) sum.samples());
        assertThat(live[1] + archived[1]).as(who).isCloseTo(sum.v(), within(0.5));
        assertThat(live[2] + archived[2]).as(who).isCloseTo(sum.w(), within(0.5));
      }
    }
  }

  /** How many samples of a host were accepted, by books that balance. */
  private static long books(LoneServer server, String host) throws IOException {
    long accepted = 0;
    for (JsonNode each : server.verify()) {
      assertThat(each.get("balanced").asBoolean()).as(each.toString()).isTrue();
      assertThat(each.get("differences")).as(each.toString()).isEmpty();
      if (each.get("host").asText().equals(host)) {
        accepted += each.get("accepted").asLong();
      }
    }
    return accepted;
  }
}
