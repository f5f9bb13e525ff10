// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.enrolment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.http.TlsServer;
import org.domestik.agent.json.JsonText;
import org.domestik.agent.log.Log;
import org.domestik.model.BadInput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class EnrollerTest {
  private static final String SECRET = "dmk_" + "s".repeat(32);
  private static final String TOKEN = "dmk_" + "t".repeat(32);

  @TempDir Path folder;

  private final List<String> questions = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final Log log = new Log(new PrintStream(logged, true, UTF_8), () -> Instant.EPOCH);
  private volatile String answer = "{\"host\":\"web1\",\"token\":\"" + TOKEN + "\"}";
  private volatile int status = 200;
  private TlsServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        TlsServer.start(
            TlsServer.certificate(folder, "own", "-ext san=ip:127.0.0.1"),
            "/below/api/v1/enrol",
            exchange -> {
              questions.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
              TlsServer.answer(exchange, status, answer);
            });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Path data() {
    return folder.resolve("data");
  }

  private AgentConfig config(Map<String, String> options) {
    return AgentConfig.read(
        "agent", Map.of("host", "own"), plus(options, "data", data().toString()));
  }

  private static Map<String, String> plus(Map<String, String> map, String key, String value) {
    Map<String, String> all = new HashMap<>(map);
    all.put(key, value);
    return all;
  }

  private String code(String pin) {
    return server.address() + "/below#" + pin + "." + SECRET;
  }

  private void enrol(String pin, String host) throws IOException {
    PrintStream out = new PrintStream(printed, true, UTF_8);
    Enroller.enrol(code(pin), config(Map.of()), host, out);
  }

  @Test
  void codeBecomesATokenInAFileOfTheAgentsOwn() throws Exception {
    enrol(server.pin(), "web1");
    String id = Files.readString(data().resolve("agent.id")).strip();
    assertThat(JsonText.read(questions.getFirst()))
        .isEqualTo(Map.of("secret", SECRET, "agent", id, "host", "web1"));
    Path file = data().resolve("enrolment");
    for (Path secret : List.of(file, data().resolve("agent.id"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rw-------");
    }
    assertThat(printed.toString(UTF_8))
        .isEqualTo("This agent is web1 at " + server.address() + "/below from its next start on\n");

    AgentConfig enrolled = Enrolment.applied(config(Map.of()), null, log);
    assertThat(enrolled.host()).isEqualTo("web1");
    assertThat(enrolled.server().address()).isEqualTo(URI.create(server.address() + "/below"));
    assertThat(enrolled.server().pin()).isEqualTo(server.pin());
    assertThat(enrolled.server().agent()).hasToString(id);
    assertThat(enrolled.server().token()).isNotNull();
    assertThat(enrolled.server().token().value()).isEqualTo(TOKEN);
    assertThat(enrolled.toString()).doesNotContain(TOKEN);
    assertThat(logged.toString(UTF_8)).isEmpty();
    assertThat(data()).isDirectoryNotContaining(it -> it.toString().endsWith(".new"));
  }

  @Test
  void nameIsTheConfigurationsUnlessOneIsGivenAndTheServersWordIsTheLast() throws Exception {
    answer = answer.replace("web1", "web-1");
    enrol(server.pin(), null);
    assertThat(questions.getFirst()).contains("\"host\":\"own\"");
    assertThat(Enrolment.applied(config(Map.of()), null, log).host()).isEqualTo("web-1");
  }

  @Test
  void machineWithoutANameOfItsOwnIsAskedForOne() throws Exception {
    AgentConfig nameless =
        AgentConfig.read("agent", Map.of("host", "localhost"), Map.of("data", data().toString()));
    PrintStream out = new PrintStream(printed, true, UTF_8);
    assertThatThrownBy(() -> Enroller.enrol(code(server.pin()), nameless, null, out))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("--host NAME")
        .message()
        .hasLineCount(1);
    assertThat(questions).isEmpty();
    Enroller.enrol(code(server.pin()), nameless, "web1", out);
    assertThat(questions).hasSize(1);
  }

  @Test
  void tokenIsForItsOwnServerAlone() throws Exception {
    enrol(server.pin(), "web1");
    AgentConfig other =
        Enrolment.applied(
            config(Map.of("server", "http://127.0.0.1:1")), "http://127.0.0.1:1", log);
    assertThat(other.server().token()).isNull();
    assertThat(other.host()).isEqualTo("own");
    assertThat(logged.toString(UTF_8)).contains("--server says http://127.0.0.1:1");
    String own = server.address() + "/below";
    assertThat(Enrolment.applied(config(Map.of("server", own)), own, log).server().token())
        .isNotNull();
    AgentConfig configured =
        AgentConfig.read(
            "agent", Map.of("server", "https://old"), Map.of("data", data().toString()));
    assertThat(Enrolment.applied(configured, null, log).server().address()).hasToString(own);
    assertThat(logged.toString(UTF_8))
        .contains("the configuration's server https://old is not used");
  }

  @Test
  void refusalIsToldInTheServersWordsAndChangesNothing() throws Exception {
    enrol(server.pin(), "web1");
    byte[] before = Files.readAllBytes(data().resolve("enrolment"));
    status = 403;
    answer = "{\"error\":\"this code was used already;\\nask for another: domestik enrol\"}";
    assertThatThrownBy(() -> enrol(server.pin(), "web2"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            server.address()
                + "/below/api/v1/enrol answered 403: this code was used already; ask for another:"
                + " domestik enrol");
    assertThat(Files.readAllBytes(data().resolve("enrolment"))).isEqualTo(before);
  }

  @Test
  void otherKeyThanTheCodesIsNotAsked() {
    assertThatThrownBy(() -> enrol("B".repeat(43), "web1"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected the pin " + "B".repeat(43) + ", found " + server.pin());
    assertThat(questions).isEmpty();
    assertThatThrownBy(() -> enrol("", "web1"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its certificate: ");
    assertThat(questions).isEmpty();
    assertThat(data().resolve("enrolment")).doesNotExist();
  }

  @Test
  void answerWithoutAWholeTokenIsNone() {
    for (String wrong :
        List.of(
            "",
            "[]",
            "{\"host\":\"web1\"}",
            "{\"host\":\"a b\",\"token\":\"t\"}",
            "{\"host\":\"web1\",\"token\":\"t\\r\\nX: y\"}",
            "{\"host\":\"web1\",\"token\":\"\"}")) {
      answer = wrong;
      assertThatThrownBy(() -> enrol(server.pin(), "web1"))
          .as(wrong)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("/api/v1/enrol gave no token: ");
    }
    assertThat(data().resolve("enrolment")).doesNotExist();
  }

  @Test
  void fileThatOthersMayReadOrThatIsDamagedStopsTheStart() throws Exception {
    enrol(server.pin(), "web1");
    Path file = data().resolve("enrolment");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> Enrolment.applied(config(Map.of()), null, log))
        .isInstanceOf(BadInput.class)
        .hasMessage("others may read " + file + "; say: chmod 600 " + file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(file, Files.readString(file).replace("token", "tokn"));
    assertThatThrownBy(() -> Enrolment.applied(config(Map.of()), null, log))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(file + ": token: it is missing; enrol this agent again");
  }
}
