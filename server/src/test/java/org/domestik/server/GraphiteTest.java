// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphite's lines by TCP and UDP. */
class GraphiteTest {
  private static final long T = 1795345200;
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @TempDir Path data;

  private TestServer start(int port, String more) throws IOException {
    Files.writeString(
        data.resolve("server.conf"), "graphite = { port = " + port + ", " + more + " }\n");
    return TestServer.start(data);
  }

  private static void send(int port, String lines) throws IOException {
    try (Socket socket = new Socket(HERE, port)) {
      socket.getOutputStream().write(lines.getBytes(UTF_8));
    }
  }

  private static String series(TestServer server, String query) {
    return server
        .get("/api/v1/series?" + query + "&from=2026-11-22T10:00:00Z&to=2026-11-22T12:00:00Z")
        .body();
  }

  private static void await(TestServer server, String query, String expected) {
    TestServer.await(() -> series(server, query), expected);
  }

  @Test
  void pathsArePartedByTemplatesAndWhatIsWrongStopsNothingElse() throws IOException {
    int port = TestServer.freePort();
    String templates =
        """
        host = "lab", templates = {
          { path = "servers.*.disk.*", parts = "_.host.probe.device.value" },
          { path = "room.*", parts = "probe.value" } }""";
    try (TestServer server = start(port, templates)) {
      send(
          port,
          """
          servers.web-1.disk.sda.reads 7 %1$d
          servers.web-1.disk.sda.writes 2.5 %1$d
          nonsense
          servers.web-1.disk.sda.reads nan %1$d
          web-2.load.short.term 0.25 %1$d.5
          a;k=v 1 %1$d
          web-2.load.short 1 99
          room.temperature 21 %1$d"""
              .formatted(T));
      await(server, "host=lab&probe=graphite_room", "\"temperature\":{\"avg\":[21]");
      assertThat(series(server, "host=web-1&probe=graphite_disk&key=sda"))
          .contains("\"time\":[" + T + "000]")
          .contains("\"reads\":{\"avg\":[7]", "\"writes\":{\"avg\":[2.5]");
      assertThat(series(server, "host=web-2&probe=graphite_load"))
          .contains("\"time\":[" + T + "500]")
          .contains("\"short_term\":{\"avg\":[0.25]");
      assertThat(server.get("/api/v1/senders").body())
          .contains("\"time\"", "check the sender's clock")
          .doesNotContain("precision");
      send(port, "servers.web-1.disk.sda.reads 7 " + T + "\nservers.web-1.disk.sdb.reads 1 " + T);
      await(server, "host=web-1&probe=graphite_disk&key=sdb", "\"reads\":{\"avg\":[1]");
      assertThat(server.get("/api/v1/verify").body()).contains("\"balanced\":true");
    }
  }

  @Test
  void datagramsAreTakenAndHostsAreKeptTo() throws IOException {
    int port = TestServer.freePort();
    try (TestServer server = start(port, "hosts = \"web-*\"");
        DatagramSocket socket = new DatagramSocket()) {
      for (String line : new String[] {"db-1.load.one 1 " + T, "web-1.load.one 1 " + T}) {
        byte[] bytes = line.getBytes(UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, HERE, port));
      }
      await(server, "host=web-1&probe=graphite_load", "\"one\":{\"avg\":[1]");
      assertThat(server.get("/api/v1/hosts").body()).doesNotContain("db-1");
      assertThat(server.get("/api/v1/senders").body())
          .contains("host \\\"db-1\\\" is none of graphite.hosts in server.conf")
          .doesNotContain("token new");
    }
  }

  @Test
  void otherMachinesMustBeNamed() {
    assertThatThrownBy(() -> start(0, "listen = \"0.0.0.0\""))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("graphite: listen")
        .hasMessageContaining("senders");
    assertThatThrownBy(() -> start(0, "templates = { { parts = \"host.probe\" } }"))
        .hasMessageContaining("lacks probe or value");
    assertThatThrownBy(() -> start(0, "sender = \"::1\"")).hasMessageContaining("\"senders\"");
  }
}
