// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import org.domestik.model.delivery.SignedProbe;
import org.domestik.server.distribution.Distribution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionTest {
  private static final List<String> ALL = List.of("*");

  @TempDir Path data;
  private Path probes;

  @BeforeEach
  void makeFolder() throws Exception {
    probes = Files.createDirectory(data.resolve("probes.d"));
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(probes.resolve(name + ".lua"), text);
  }

  private String command(int code, String... words) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    assertThat(Main.run(List.of(words), InstantSource.system(), stream, stream)).isEqualTo(code);
    return out.toString(UTF_8);
  }

  @Test
  void fileThatNamesHostsGoesToThoseAndAnotherDoesNot() throws Exception {
    write("ours", "probe { hosts = { 'db-*' } }\nreturn { v = 1 }");
    write("described", "probe { title = 'T', values = { a = {} } }");
    write("broken", "probe { hosts = '*' }\nlocal = 1");
    try (TestServer server = TestServer.start(data)) {
      String answer = server.get("/api/v1/agent/probes?host=db-1").body();
      assertThat(answer).contains("\"name\":\"ours\"", "\"version\":1", "return { v = 1 }");
      assertThat(answer).doesNotContain("described").doesNotContain("broken");
      assertThat(server.get("/api/v1/agent/probes?host=web").body()).isEqualTo("{\"probes\":[]}");
      assertThat(server.get("/api/v1/agent/probes").statusCode()).isEqualTo(400);
      assertThat(server.get("/health").body()).contains("broken.lua");
    }
  }

  @Test
  void everyChangeIsANewVersionAndRollBackIsOneToo() throws Exception {
    Distribution sent = new Distribution(data);
    sent.put("a", ALL, write("a", "return { v = 1 }"));
    sent.put("a", ALL, write("a", "return { v = 1 }"));
    assertThat(sent.of("h")).extracting(SignedProbe::version).containsExactly(1L);
    sent.put("a", ALL, write("a", "return { v = 2 }"));
    String said = command(0, "probes", "rollback", "a", "--data", data.toString());
    assertThat(said).contains("is as it was in version 1");
    sent.put("a", ALL, probes.resolve("a.lua"));
    SignedProbe back = sent.of("h").getFirst();
    assertThat(back.version()).isEqualTo(3);
    assertThat(back.source()).isEqualTo("return { v = 1 }");
    assertThat(command(0, "probes", "list", "--data", data.toString()))
        .contains("a: version 3; kept are [1, 2, 3]");
    command(0, "probes", "rollback", "a", "2", "--data", data.toString());
    assertThat(probes.resolve("a.lua")).hasContent("return { v = 2 }");
  }

  @Test
  void editThatWasNeverSentIsNotLostByRollingBack() throws Exception {
    new Distribution(data).put("a", ALL, write("a", "return 1"));
    write("a", "return 2");
    command(0, "probes", "rollback", "a", "--data", data.toString());
    assertThat(probes.resolve("a.lua")).hasContent("return 1");
    assertThat(data.resolve("probes.versions/a/2.lua")).hasContent("return 2");
  }

  @Test
  void scriptThatIsNotUtf8IsNotSentAndNotLostByRollingBack() throws Exception {
    Distribution sent = new Distribution(data);
    Path file = write("a", "return 1");
    sent.put("a", ALL, file);
    Files.write(file, "probe { hosts = '*' }\n-- caf\u00e9".getBytes(ISO_8859_1));
    byte[] edited = Files.readAllBytes(file);
    assertThatThrownBy(() -> sent.put("a", ALL, file))
        .hasMessage("line 2 is not UTF-8 text, as what is sent to hosts has to be");
    Files.createFile(data.resolve("server.conf"));
    assertThat(command(1, "check", "--data", data.toString()))
        .contains(file + ": line 2 is not UTF-8 text");
    command(0, "probes", "rollback", "a", "--data", data.toString());
    assertThat(file).hasContent("return 1");
    assertThat(data.resolve("probes.versions/a/2.lua")).hasBinaryContent(edited);
  }

  @Test
  void onlyTheLatestVersionsAreKept() throws Exception {
    Distribution sent = new Distribution(data);
    for (int i = 1; i <= 25; i++) {
      sent.put("a", ALL, write("a", "return " + i));
    }
    assertThat(command(0, "probes", "list", "--data", data.toString()))
        .startsWith("a: version 25; kept are [6, 7,");
  }

  @Test
  void keyIsMadeOnceAndItsSecretIsItsOwners() throws Exception {
    String key = command(0, "probes", "key", "--data", data.toString());
    assertThat(command(0, "probes", "key", "--data", data.toString())).isEqualTo(key);
    Distribution sent = new Distribution(data);
    sent.put("a", ALL, write("a", "return 1"));
    assertThat(sent.of("h").getFirst().isSignedBy(SignedProbe.publicKey(key))).isTrue();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(data.resolve("probes.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void wrongUseIsSaidSo() throws Exception {
    assertThat(command(2, "probes", "rollback", "x", "--data", data.toString()))
        .contains("no version of \"x\" was ever sent");
    new Distribution(data).put("a", ALL, write("a", "return 1"));
    assertThat(command(2, "probes", "rollback", "a", "--data", data.toString()))
        .contains("\"a\" has no version before its first; kept are [1]");
    assertThat(command(2, "probes", "rollback", "a", "9", "--data", data.toString()))
        .contains("no version 9");
    assertThat(command(2, "probes", "rollback", "../a", "--data", data.toString()))
        .contains("probe name");
    assertThat(command(2, "probes", "what", "--data", data.toString()))
        .contains("usage: probes key");
  }
}
