// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.domestik.agent.clock.ClockRule;
import org.domestik.agent.clock.ServerTime;
import org.domestik.agent.clock.Uptime;
import org.domestik.agent.http.ServerAccess;
import org.domestik.agent.log.Log;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.spool.Spool;
import org.domestik.agent.spool.SpoolEntry;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that is stopped while its server takes connections and answers nothing. */
class HangingServerTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir Path folder;

  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final Outbox outbox = new Outbox("h");

  private void sample(double number) {
    Row row = Row.of(List.of(), Map.of("v", number));
    outbox.add("s", new Sample("p", Instant.now(), List.of(row)), null);
  }

  /** What is in the spool of an agent that stopped while it waited for an answer. */
  private List<Double> left(ServerTime time) throws Exception {
    try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI address = URI.create("http://127.0.0.1:" + hanging.getLocalPort());
      ServerClient client = new ServerClient(new ServerAccess(address, null, null, null), time);
      Courier courier =
          new Courier(
              "h",
              outbox,
              outbox,
              new Spool(folder, 1 << 20, time),
              client,
              time,
              CLOCK,
              System::nanoTime,
              new Log(new PrintStream(logged, true, UTF_8), CLOCK));
      sample(1);
      courier.start();
      try (Socket waiting = hanging.accept()) {
        assertThat(waiting.getInputStream().read()).isPositive();
        sample(2);
        courier.close();
        assertThat(courier.isRunning()).isFalse();
      }
    }
    List<Double> values = new ArrayList<>();
    Spool left = new Spool(folder, 1 << 20, time);
    for (SpoolEntry entry : left.all()) {
      for (Batch batch : left.batches(entry)) {
        batch.samples().forEach(it -> values.add(it.rows().getFirst().value("v")));
      }
    }
    Collections.sort(values);
    return values;
  }

  @Test
  void whatCameMeanwhileIsInTheSpool() throws Exception {
    assertThat(left(ServerTime.none(CLOCK))).containsExactly(1.0, 2.0);
  }

  @Test
  void soIsWhatCameBeforeTheServersClockWasKnown() throws Exception {
    assertThat(left(new ServerTime(CLOCK, Uptime.ofKernel(), ClockRule.CORRECT)))
        .containsExactly(1.0, 2.0);
  }
}
