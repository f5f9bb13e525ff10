// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.server.TestServer.NOON;
import static org.domestik.server.TestServer.sample;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code migrate}, as somebody types it; how stores become one another has tests of its own. */
class MigrateTest {
  @TempDir Path folder;
  private String said = "";

  private int run(String... args) throws InterruptedException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(text, true, UTF_8);
    int code = Main.run(List.of(args), () -> NOON, out, out);
    said = text.toString(UTF_8);
    return code;
  }

  private int migrate(Path from, Path to) throws InterruptedException {
    return run("migrate", "--from", from.toString(), "--to", to.toString());
  }

  @Test
  void serverGoesOnInTheOtherStore() throws Exception {
    Path old = folder.resolve("old");
    Path fresh = folder.resolve("fresh");
    String document = sample("h", 1, NOON.toString(), "{\"a\":{\"x\":1}}");
    try (TestServer server = TestServer.start(old)) {
      assertThat(server.post("/api/v1/samples", document).statusCode()).isEqualTo(200);
      assertThat(migrate(old, fresh)).isEqualTo(2);
      assertThat(said).contains("the data folder " + old + " is in use by process ");
    }
    assertThat(migrate(old, fresh)).as(said).isZero();
    assertThat(said)
        .contains("1 hosts, 1 rows live and 0 in the archive; the books are the same, and balance")
        .contains("Now start the server on the new store");
    try (TestServer server = TestServer.start(fresh)) {
      assertThat(server.get("/api/v1/hosts").body()).contains("\"host\":\"h\"");
      assertThat(server.post("/api/v1/samples", document).body()).contains("\"duplicate\":true");
    }
    assertThat(migrate(old, fresh)).isEqualTo(2);
    assertThat(said).contains("has hosts or probes of its own: name an empty one");
  }

  @Test
  void placesThatAreNoneAreNamed() throws Exception {
    Path nowhere = folder.resolve("nowhere");
    assertThat(migrate(nowhere, folder.resolve("to"))).isEqualTo(2);
    assertThat(said)
        .isEqualTo(
            "domestik: --from: there is no data, "
                + nowhere.resolve("samples.duckdb")
                + " is missing\n");
    assertThat(migrate(folder.resolve("no.conf"), folder.resolve("to"))).isEqualTo(2);
    assertThat(said)
        .isEqualTo("domestik: --from: there is no file " + folder.resolve("no.conf") + "\n");
    assertThat(run("migrate", "--from", nowhere.toString())).isEqualTo(2);
    assertThat(said).isEqualTo("domestik: --to is missing\n");
    assertThat(nowhere).doesNotExist();
  }

  @Test
  void addressThatIsNoStoresIsNoFolder() throws Exception {
    Path old = folder.resolve("old");
    try (TestServer server = TestServer.start(old)) {
      server.post("/api/v1/samples", sample("h", 1, NOON.toString(), "{\"a\":{\"x\":1}}"));
    }
    for (String place :
        List.of(
            "postgresql://h/d?password=geheim",
            "postgresql://user:geheim@h/d",
            "jdbc:postgres://h/d")) {
      assertThat(run("migrate", "--from", old.toString(), "--to", place)).as(said).isEqualTo(2);
      assertThat(said)
          .contains("\"" + place.replace("geheim", "…") + "\" is neither duckdb:<file> nor jdbc:");
      assertThat(Path.of(place)).doesNotExist();
    }
  }
}
