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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "store = \"postgresql://x@h/d\" | server.conf:2: store: \"postgresql://x@h/d\" is neither",
        "store = \"postgresql://x:a/b@c@h/d\" | server.conf:2: store: \"postgresql://x:…@h/d\" is",
        "store = \"jdbc:postgresql://x:a@h:1/d\" | server.conf:2: store: \"jdbc:postgresql://x:…@h:1/d",
        "store = \"jdbc:postgresql://h:x:a/d\" | server.conf:2: store: \"jdbc:postgresql://h:x:a/d",
        "reader = \"rd\" | server.conf:2: reader: DuckDB has no roles",
        "grant = { \"www\" } | server.conf:2: grant: DuckDB has no roles",
        "distribute = true | server.conf:2: distribute: DuckDB is one file"
      })
  void whatTheServerRefusesOfItsStoreIsAFault(String line, String fault) throws Exception {
    write("server.conf", "port = 9000\n" + line + "\n");
    assertThat(check()).isEqualTo(1);
    assertThat(lines())
        .satisfiesExactly(
            it -> assertThat(it).startsWith(fault).doesNotContain("x:a@", "x:a/b"), it -> {});
  }

  @Test
  void folderThatIsNotThereIsAFaultAndNoFolderAWrongCommandLine() throws Exception {
    PrintStream stream = new PrintStream(out, true, UTF_8);
    Path nope = data.resolve("nope");
    assertThat(
            Main.run(
                List.of("check", "--data", nope.toString()), () -> TestServer.NOON, stream, stream))
        .isEqualTo(1);
    assertThat(lines())
        .containsExactly(
            "nope: there is no such folder", "The server's configuration has 1 fault.");
    out.reset();
    assertThat(Main.run(List.of("check"), () -> TestServer.NOON, stream, stream)).isEqualTo(2);
    assertThat(lines())
        .containsExactly(
            "domestik: say where the data is: --data DIR, or --config F with data = \"DIR\"");
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
  void allFaultsOfAllAlertsAreToldEachOnce() throws Exception {
    write(
        "alerts.lua",
        """
        alerts = {
          { name = "a", probe = "filesystem", value = "full", above = 90, clear = 95 },
          { name = "b", probe = "filesystem", value = "full", abvoe = 90 },
          { name = "c", probe = "filesystem", value = "full" },
          { probe = "filesystem", value = "full", above = 90 },
          { name = "e", probe = "filesystem", value = "full", above = "2 parsecs" },
          { name = "f", probe = "filesystem", value = "full", above = 90, lasting = "5 munites" },
          { name = "g", hosts = { "db-*" }, silent = "10 minutes", probe = "filesystem" },
          { name = "h", probe = "filesystem", value = "full", above = 90, severity = "critcal" },
          { name = "i", probe = "filesystem", value = "full", above = 90, reaches = 95 },
          { name = "j", probe = "filesystem", value = "full",
            warning = { above = 90 }, critical = { above = 95, clear = 99 } },
          { name = "k", probe = "filesystem", value = "ful", above = 90 },
          { name = "l", probe = "filesystem", value = "full", above = "2 GB" },
          { name = "fine", probe = "filesystem", value = "full", above = 90 },
        }
        notify = {
          ops = { mial = { "ops@example.org" } },
          boss = { mail = "boss@example.org", from = "warnig" },
          hook = { url = "ftp://x" },
        }
        quiet = {
          { from = "02:30", to = "04:00", zone = "Europe/Pari" },
          { from = "25:30", to = "04:00" },
          { from = "02:30", to = "04:00", days = "mon-fry" },
        }
        """);
    assertThat(check()).isEqualTo(1);
    assertThat(lines())
        .allMatch(it -> it.startsWith("alerts.lua:") || it.endsWith(" has 18 faults."))
        .hasSize(19);
    assertThat(String.join("\n", lines()))
        .contains("alerts.lua:2: alerts[1].clear: ")
        .contains("alerts.lua:3: alerts[2].abvoe: unknown field; nearest is \"above\"")
        .contains("alerts.lua:4: alerts[3]: ")
        .contains("alerts.lua:5: alerts[4].name: missing")
        .contains("alerts.lua:6: alerts[5]: above: ")
        .contains("alerts.lua:7: alerts[6].lasting: ")
        .contains("alerts.lua:8: alerts[7].probe: ")
        .contains("alerts.lua:9: alerts[8].severity: ")
        .contains("alerts.lua:10: alerts[9]: ")
        .contains("alerts.lua:12: alerts[10].critical.clear: ")
        .contains("alerts.lua:13: alerts[11]: ")
        .contains("alerts.lua:14: alerts[12]: above: \"GB\" is no multiple of \"%\"")
        .contains("alerts.lua:18: notify.ops: mial: unknown setting; nearest is \"mail\"")
        .contains("alerts.lua:19: notify.boss: from: ")
        .contains("alerts.lua:20: notify.hook: url: ")
        .contains("alerts.lua:23: quiet[1]: zone: ")
        .contains("alerts.lua:24: quiet[2]: from: ")
        .contains("alerts.lua:25: quiet[3]: days: ");
  }

  /** Hosts and others' probes only a server that runs knows. */
  @Test
  void withoutAServerAFileOfAlertsIsAdvisedOfWhatItSaysItself() throws Exception {
    write(
        "alerts.lua",
        """
        alerts = {
          { name = "a", probe = "filesytem", value = "full", above = 90 },
          { name = "b", probe = "oven", value = "heat", above = 90 },
          { name = "b", probe = "oven", value = "heat", hosts = { "db-*" }, above = 95 },
          { name = "c", hosts = { "nobody" }, silent = "10 minutes" },
        }
        """);
    assertThat(check()).isZero();
    assertThat(lines())
        .satisfiesExactly(
            it ->
                assertThat(it)
                    .startsWith("advice: alerts.lua:2: a: probe: no bundled probe is called")
                    .endsWith("nearest is \"filesystem\""),
            it -> assertThat(it).startsWith("advice: alerts.lua:4: b: never holds"),
            it -> assertThat(it).isEqualTo("The server's configuration is fine."));
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
