// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.domestik.agent.http.ServerAccess;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What counts as the server's word, of all that a port may answer. */
class ServerClientTest {
  private static final String PAGE = "<html><body>nginx</body></html>";

  private HttpServer server;
  private int status;
  private String body;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void post(int samples, int status, String body) throws Exception {
    this.status = status;
    this.body = body;
    Instant time = Instant.parse("2026-11-30T10:00:00Z");
    List<Sample> all = List.of(sample("a", time), sample("b", time)).subList(0, samples);
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    new ServerClient(new ServerAccess(address, null, null, null))
        .post(new Batch("host", null, all, Map.of(), List.of()));
  }

  private static Sample sample(String probe, Instant time) {
    return new Sample(probe, time, List.of(Row.of(List.of(), Map.of("value", 1.0))));
  }

  @Test
  void onlyTheServersOwnWordSaysThatABatchIsStored() {
    assertThatCode(() -> post(1, 200, "{\"accepted\":1}")).doesNotThrowAnyException();
    for (String other : List.of(PAGE, "", "{}", "[]", "{\"status\":\"ok\"}")) {
      assertThatThrownBy(() -> post(1, 200, other))
          .as(other)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is no Domestik server");
    }
  }

  @Test
  void onlyTheServersOwnWordSaysThatABatchWillNeverBeTaken() {
    String longReason = "{\"error\":\"" + "no ".repeat(3_000) + "\"}";
    for (int refusal : List.of(400, 409, 413, 415, 422)) {
      assertThatThrownBy(() -> post(1, refusal, "{\"error\":\"no\"}"))
          .isInstanceOf(Receiving.RefusedBatch.class);
      assertThatThrownBy(() -> post(1, refusal, longReason))
          .isInstanceOf(Receiving.RefusedBatch.class);
      assertThatThrownBy(() -> post(1, refusal, PAGE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("answered " + refusal);
    }
    assertThatThrownBy(() -> post(2, 400, PAGE)).isInstanceOf(IOException.class);
  }

  @Test
  void whatIsTooLargeForAProxyIsParted() {
    assertThatThrownBy(() -> post(2, 413, PAGE)).isInstanceOf(Receiving.RefusedBatch.class);
  }
}
