// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.domestik.agent.clock.ServerTime;
import org.domestik.agent.clock.Uptime;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.delivery.Receiving;
import org.domestik.agent.delivery.ServerClient;
import org.domestik.agent.enrolment.AgentId;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Run;

/**
 * Tells the server that this machine goes to sleep: until samples come again its silence means
 * nothing. A process of its own, whether the agent runs or not.
 */
final class Goodnight {
  private Goodnight() {}

  /**
   * Says it once.
   *
   * @return since when it sleeps, by the server's clock
   * @throws IOException where the server cannot be told
   */
  static Instant say(AgentConfig config, InstantSource clock) throws IOException {
    ServerTime time = new ServerTime(clock, Uptime.ofKernel(), config.clock());
    ServerClient client = new ServerClient(AgentId.access(config), time);
    client.greet(); // Samples have the server's time where the clocks differ, and so has this.
    Instant now = time.now().plus(time.correction(time.boot(), time.base()));
    Run run = Run.sleep(now);
    try {
      client.post(new Batch(config.host(), null, List.of(), Map.of(), List.of(run)));
    } catch (Receiving.RefusedBatch | Receiving.NotYet e) {
      throw new IOException("the server does not take it: " + e.getMessage(), e);
    }
    return now;
  }
}
