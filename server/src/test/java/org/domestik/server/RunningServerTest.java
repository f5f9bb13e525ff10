// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.folder.DataFolder;
import org.domestik.server.running.RunningServer;
import org.domestik.server.tls.PinnedTrust;
import org.domestik.server.tls.TlsFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningServerTest {
  @TempDir Path data;

  private RunningServer start(int port, String store) {
    return RunningServer.start(
        ServerConfig.read(new ServerConfig.Overrides(null, data, null, port, store)),
        () -> TestServer.NOON);
  }

  @Test
  void unusableFolderIsSaidInWords() throws Exception {
    Path file = Files.writeString(data.resolve("file"), "");
    assertThatThrownBy(() -> DataFolder.open(file))
        .isInstanceOf(BadInput.class)
        .hasMessage("the data folder " + file + " cannot be written: it is a file, not a folder");
    Files.delete(file);
  }

  @Test
  void folderAndItsFilesAreTheOwnersAlone() throws Exception {
    Path old = Files.createDirectory(data.resolve("old"));
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path file = Files.writeString(old.resolve("samples.duckdb.old"), "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    for (Path folder : List.of(old, data.resolve("new"))) {
      try (RunningServer _ =
          RunningServer.start(
              ServerConfig.read(new ServerConfig.Overrides(null, folder, null, 0, null)),
              () -> TestServer.NOON)) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
            .isEqualTo("rwx------");
        for (String name : List.of("server.pid", "server.url", "server.token")) {
          assertThat(
                  PosixFilePermissions.toString(
                      Files.getPosixFilePermissions(folder.resolve(name))))
              .as(name)
              .isEqualTo("rw-------");
        }
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void secondServerOnTheSameFolderAndPortIsToldOfTheFolder() throws Exception {
    int port = TestServer.freePort();
    try (RunningServer _ = start(port, null)) {
      assertThatThrownBy(() -> start(port, null)).hasMessageContaining("is in use by process");
    }
  }

  @Test
  void announcesItselfWhileItRunsAndNoLonger() throws Exception {
    try (RunningServer server = start(0, null)) {
      assertThat(data.resolve("server.pid")).hasContent(ProcessHandle.current().pid() + "\n");
      assertThat(data.resolve("server.url")).hasContent(server.url() + "\n");
      assertThat(Files.readString(data.resolve("server.token")).strip()).hasSize(64);
    }
    for (String file : new String[] {"server.pid", "server.url", "server.token"}) {
      assertThat(data.resolve(file)).doesNotExist();
    }
    start(0, null).close();
  }

  @Test
  void takenPortLeavesNothingBehind() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> start(taken.getLocalPort(), null))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("port " + taken.getLocalPort());
    }
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void addressOfAnotherMachineIsNoTakenPort() {
    new TlsFolder(data).make(List.of("localhost"));
    ServerConfig config =
        ServerConfig.read(new ServerConfig.Overrides(null, data, "192.0.2.7", 0, null));
    assertThatThrownBy(() -> RunningServer.start(config, InstantSource.system()))
        .isInstanceOf(BadInput.class)
        .hasMessage("listen: 192.0.2.7 is no address of this machine");
  }

  @Test
  void unknownStoreLetsGoOfTheFolder() {
    assertThatThrownBy(() -> start(0, "mysql://x")).isInstanceOf(BadInput.class);
    assertThat(data.resolve("server.pid")).doesNotExist();
    start(0, null).close();
  }

  @Test
  void serverStartsWhileItsDatabaseIsDown() {
    try (TestStoreDown down = new TestStoreDown(start(0, "jdbc:postgresql://127.0.0.1:1/x"))) {
      assertThat(down.get("/health")).startsWith("503 {\"status\":\"unavailable\"");
      assertThat(down.get("/")).startsWith("200");
    }
  }

  @Test
  void serverThatOthersReachStartsWhileItsDatabaseIsDownAndLetsNobodyIn() throws Exception {
    TlsFolder tls = new TlsFolder(data);
    tls.make(List.of("localhost"));
    try (RunningServer server =
            RunningServer.start(
                ServerConfig.read(
                    new ServerConfig.Overrides(
                        null, data, "0.0.0.0", 0, "jdbc:postgresql://127.0.0.1:1/x")),
                InstantSource.system());
        HttpClient client =
            HttpClient.newBuilder().sslContext(PinnedTrust.context(tls.pin())).build()) {
      HttpRequest.Builder hosts =
          HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/hosts"));
      assertThat(client.send(hosts.build(), BodyHandlers.discarding()).statusCode()).isEqualTo(401);
      hosts.header("Authorization", "Bearer dmk_none");
      assertThat(client.send(hosts.build(), BodyHandlers.discarding()).statusCode()).isEqualTo(503);
    }
  }

  private record TestStoreDown(RunningServer server) implements AutoCloseable {
    String get(String path) {
      var response =
          TestServer.send(
              java.net.http.HttpRequest.newBuilder(java.net.URI.create(server.url() + path)));
      return response.statusCode() + " " + response.body();
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
