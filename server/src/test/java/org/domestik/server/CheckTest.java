// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code check} tells every fault of the files, with its place, and no other. */
class CheckTest {
  @TempDir Path data;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(data.resolve("probes.d"));
  }

  private int check() throws InterruptedException {
    out.reset();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    return Main.run(
        List.of("check", "--data", data.toString()), () -> TestServer.NOON, stream, stream);
  }

  private List<String> lines() {
    return out.toString(UTF_8).replace(data + "/", "").lines().toList();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(data.resolve(name), text);
  }

  @Test
  void filesThatAreFineAre() throws Exception {
    write("server.conf", "port = 9000\npolicies = { { host = \"db-*\", keep = \"1 year\" } }\n");
    write("probes.d/disk.lua", "probe { values = { used = { unit = \"kB\" } } }\n");
    write("probes.d/.hidden", "");
    assertThat(check()).isZero();
    assertThat(lines()).containsExactly("The server's configuration is fine.");
  }

  @Test
  void folderWithoutFilesIsFine() throws Exception {
    assertThat(check()).isZero();
  }

  @Test
  void everyFaultOfEveryFileIsToldWithItsPlace() throws Exception {
    write(
        "server.conf",
        """
        prot = 9000
        listen = "0.0.0.0"
        policies = {
          { host = "db-*", keep = "1 year" },
          { hots = "db-*" },
        }
        log = "jsno"
        password_file = "secret"
        """);
    write("secret", "x\n");
    Files.setPosixFilePermissions(
        data.resolve("secret"), PosixFilePermissions.fromString("rw-r--r--"));
    write("probes.d/broken.lua", "-- first\nprobe { values = { used = } }\n");
    write("probes.d/odd.lua", "\nprobe { values = { used = { unti = \"kB\" } } }\n");
    write("probes.d/a.lua", "probe { name = \"same\", values = { v = {} } }\n");
    write("probes.d/same.lua", "probe { values = { v = {} } }\n");
    write("probes.d/x.jar", "no zip");
    write("probes.d/x.lau", "");
    assertThat(check()).isEqualTo(1);
    assertThat(lines())
        .satisfiesOnlyOnce(
            it -> assertThat(it).startsWith("server.conf:1: prot: ").endsWith("is \"port\""))
        .satisfiesOnlyOnce(
            it -> assertThat(it).startsWith("server.conf:2: listen: ").contains("TLS"))
        .satisfiesOnlyOnce(
            it -> assertThat(it).startsWith("server.conf:5: policies[2]: hots: ").contains("host"))
        .satisfiesOnlyOnce(it -> assertThat(it).startsWith("server.conf:7: log: ").contains("json"))
        .satisfiesOnlyOnce(
            it -> assertThat(it).startsWith("server.conf:8: password_file: ").contains("chmod"))
        .satisfiesOnlyOnce(it -> assertThat(it).startsWith("probes.d/broken.lua:2: "))
        .satisfiesOnlyOnce(it -> assertThat(it).startsWith("probes.d/odd.lua:2: ").contains("unit"))
        .satisfiesOnlyOnce(
            it -> assertThat(it).startsWith("probes.d/same.lua: describes the probe"))
        .satisfiesOnlyOnce(it -> assertThat(it).startsWith("probes.d/x.jar: is no jar"))
        .satisfiesOnlyOnce(it -> assertThat(it).startsWith("probes.d/x.lau: is not read"))
        .contains("The server's configuration has 10 faults.")
        .hasSize(11);
  }

  @Test
  void fileThatIsNoLuaIsToldWithItsLine() throws Exception {
    write("server.conf", "port = 9000\nlisten = = 3\n");
    assertThat(check()).isEqualTo(1);
    assertThat(lines().getFirst()).startsWith("server.conf:2: ");
  }

  @Test
  void expiredOrForeignCertificateIsTold() throws Exception {
    PrintStream stream = new PrintStream(out, true, UTF_8);
    Main.run(
        List.of("secure", "--data", data.toString(), "--name", "h"),
        () -> TestServer.NOON,
        stream,
        stream);
    assertThat(check()).isZero();
    Files.setPosixFilePermissions(
        data.resolve("tls/server.key"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(check()).isEqualTo(1);
    assertThat(lines().getFirst()).contains("tls/server.key").contains("chmod 600");
  }

  @Test
  void runningServerSaysWhichPoliciesMeanNothing() throws Exception {
    write("server.conf", "policies = { { host = \"g\" }, { probe = \"memroy\" } }\n");
    try (TestServer server = TestServer.start(data)) {
      server.post(
          "/api/v1/samples",
          TestServer.sample("h", 1, TestServer.NOON.toString(), "{\"a\":{\"x\":1}}"));
      assertThat(check()).isZero();
      assertThat(lines())
          .satisfiesOnlyOnce(it -> assertThat(it).startsWith("advice: ").contains("\"g\""))
          .satisfiesOnlyOnce(it -> assertThat(it).startsWith("advice: ").contains("\"memory\""));
    }
  }
}
