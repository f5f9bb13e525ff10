// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.domestik.model.Version;
import org.domestik.server.command.AccessCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that asks who is there. */
class AccessTest {
  private static final String PASSWORD = "correct horse battery";

  @TempDir Path data;

  @BeforeEach
  void loginIsAsked() throws Exception {
    Files.writeString(data.resolve("server.conf"), "access = \"login\"\n");
  }

  private record Said(int code, String out, String err) {}

  private Said say(TestServer clock, String line, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(out, true, UTF_8);
    PrintStream told = new PrintStream(err, true, UTF_8);
    List<String> all = new ArrayList<>(List.of(words).subList(1, words.length));
    all.addAll(List.of("--data", data.toString()));
    int code;
    if (words[0].equals("user")) {
      code =
          new AccessCommand(clock, printed, told)
              .user(all, new ByteArrayInputStream((line + "\n").getBytes(UTF_8)));
    } else {
      all.addFirst(words[0]);
      try {
        code = Main.run(all, clock, printed, told);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return new Said(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  private String token(TestServer server, String name, String role, String... more) {
    List<String> words = new ArrayList<>(List.of("token", "new", name, "--role", role));
    words.addAll(List.of(more));
    Said said = say(server, "", words.toArray(String[]::new));
    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out().strip()).matches("dmk_[A-Za-z0-9_-]{32}");
    return said.out().strip();
  }

  private static HttpResponse<String> get(TestServer server, String path, String... headers) {
    return TestServer.send(
        headers.length == 0 ? server.request(path) : server.request(path).headers(headers));
  }

  private static HttpResponse<String> post(
      TestServer server, String path, String body, String... headers) {
    return TestServer.send(
        server
            .request(path)
            .header("Content-Type", path.startsWith("/write") ? "text/plain" : "application/json")
            .headers(headers.length == 0 ? new String[] {"Accept", "*/*"} : headers)
            .POST(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> delete(TestServer server, String path, String... headers) {
    return TestServer.send(server.request(path).headers(headers).DELETE());
  }

  private static String[] bearer(String token, String... more) {
    List<String> headers = new ArrayList<>(List.of("Authorization", "Bearer " + token));
    headers.addAll(List.of(more));
    return headers.toArray(String[]::new);
  }

  private static HttpResponse<String> login(TestServer server, String user, String password) {
    return post(
        server,
        "/api/v1/login",
        "{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}",
        "Origin",
        server.running.url());
  }

  private static String[] cookie(TestServer server, HttpResponse<String> login) {
    String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
    return new String[] {
      "Cookie", cookie.substring(0, cookie.indexOf(';')), "Origin", server.running.url()
    };
  }

  private static String sample(String host) {
    return "{\"host\":\""
        + host
        + "\",\"samples\":[{\"probe\":\"p\",\"time\":\"2026-11-22T11:00:00Z\",\"data\":{\"v\":1}}]}";
  }

  @Test
  void strangersAreToldWhatTheyNeedAndSeeNothing() {
    try (TestServer server = TestServer.start(data)) {
      for (String path : List.of("/api/v1/hosts", "/metrics", "/api/v1/users", "/api/v1/events")) {
        HttpResponse<String> answer = get(server, path);
        assertThat(answer.statusCode()).as(path).isEqualTo(401);
        assertThat(TestServer.error(answer)).contains("logs in").contains("./domestik token new");
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("Bearer"))
            .doesNotContain("Basic");
      }
      assertThat(post(server, "/api/v1/samples", sample("h")).statusCode()).isEqualTo(401);
      assertThat(post(server, "/write", "p,host=h v=1").statusCode()).isEqualTo(401);
      assertThat(post(server, "/api/v1/sql", "{\"sql\":\"SELECT 1\"}").statusCode()).isEqualTo(401);
      assertThat(get(server, "/health").body()).isEqualTo("{\"status\":\"ok\"}");
      assertThat(get(server, "/").statusCode()).isEqualTo(200);
      assertThat(get(server, "/api/v1/me").body())
          .isEqualTo("{\"user\":null,\"role\":null,\"login\":true}");
      assertThat(get(server, "/api/v1/agent/probes?host=h").statusCode()).isEqualTo(401);
      assertThat(TestServer.error(get(server, "/api/v1/hosts", bearer("dmk_wrong"))))
          .contains("mistyped, or was revoked");
      assertThat(
              post(server, "/api/v1/operations/purge", "{}", bearer(token(server, "r", "read")))
                  .statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void aTokenOpensWhatItIsForInAllFourFormsUntilItIsRevoked() {
    try (TestServer server = TestServer.start(data)) {
      String write = token(server, "web", "write", "--host", "web*");
      String basic = Base64.getEncoder().encodeToString(("anybody:" + write).getBytes(UTF_8));
      for (String header : List.of("Bearer " + write, "Token " + write, "Basic " + basic)) {
        assertThat(post(server, "/write", "p,host=web1 v=1", "Authorization", header).statusCode())
            .isEqualTo(204);
      }
      assertThat(post(server, "/write?u=x&p=" + write, "p,host=web2 v=1").statusCode())
          .isEqualTo(204);
      HttpResponse<String> other = post(server, "/write", "p,host=db1 v=1", bearer(write));
      assertThat(other.statusCode()).isEqualTo(403);
      assertThat(TestServer.error(other)).contains("\"db1\"").contains("./domestik token new");
      assertThat(post(server, "/api/v1/samples", sample("db1"), bearer(write)).statusCode())
          .isEqualTo(403);
      HttpResponse<String> read = get(server, "/api/v1/hosts", bearer(write));
      assertThat(read.statusCode()).isEqualTo(403);
      assertThat(TestServer.error(read)).contains("the right read").contains("--role read");
      String reader = token(server, "grafana", "read", "--for", "1h");
      assertThat(get(server, "/api/v1/hosts", bearer(reader)).body())
          .contains("web1")
          .contains("web2")
          .doesNotContain("db1");
      assertThat(post(server, "/write", "p,host=web1 v=1", bearer(reader)).statusCode())
          .isEqualTo(403);
      assertThat(say(server, "", "token", "list", "--json").out())
          .contains("\"lastUse\":\"2026-11-22T12:00:00Z\"")
          .doesNotContain(write)
          .doesNotContain(reader);
      assertThat(say(server, "", "token", "revoke", "web").code()).isZero();
      assertThat(post(server, "/write", "p,host=web1 v=1", bearer(write)).statusCode())
          .isEqualTo(401);
      assertThat(say(server, "", "token", "revoke", "grafan").err()).contains("grafana");
      server.advance(Duration.ofHours(2));
      assertThat(TestServer.error(get(server, "/api/v1/hosts", bearer(reader))))
          .contains("expired");
    }
  }

  @Test
  void anOpenStreamEndsWithItsToken() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      String reader = token(server, "screen", "read");
      try (Socket socket =
          new Socket(
              InetAddress.getLoopbackAddress(), URI.create(server.running.url()).getPort())) {
        socket.setSoTimeout(10_000);
        socket
            .getOutputStream()
            .write(
                ("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + reader
                        + "\r\nConnection: close\r\n\r\n")
                    .getBytes(UTF_8));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        assertThat(lines.readLine()).contains("200");
        while (!String.valueOf(lines.readLine()).startsWith("retry")) {
          assertThat(lines).isNotNull();
        }
        assertThat(say(server, "", "token", "revoke", "screen").code()).isZero();
        while (lines.readLine() != null) {
          assertThat(lines).isNotNull();
        }
      }
    }
  }

  @Test
  void aPersonLogsInChangesThePasswordAndIsGoneWhenRemoved() {
    Said made;
    try (TestServer before = TestServer.start(data)) {
      made = say(before, PASSWORD, "user", "add", "ada", "--role", "admin");
      assertThat(made.code()).as(made.err()).isZero();
    }
    try (TestServer server = TestServer.start(data)) {
      assertThat(login(server, "ada", "wrong password").statusCode()).isEqualTo(401);
      assertThat(login(server, "nobody", PASSWORD).body())
          .isEqualTo(login(server, "ada", "wrong password").body());
      HttpResponse<String> in = login(server, "ada", PASSWORD);
      assertThat(in.statusCode()).as(in.body()).isEqualTo(200);
      assertThat(in.body())
          .isEqualTo(
              "{\"user\":\"ada\",\"role\":\"admin\",\"login\":true,\"version\":\"%s\"}"
                  .formatted(Version.current()));
      assertThat(in.headers().firstValue("Set-Cookie").orElseThrow())
          .startsWith("domestik-" + URI.create(server.running.url()).getPort() + "=")
          .contains("HttpOnly")
          .contains("SameSite=Strict");
      String[] cookie = cookie(server, in);
      assertThat(get(server, "/api/v1/me", cookie).body()).isEqualTo(in.body());
      assertThat(get(server, "/api/v1/users", cookie).body())
          .contains("\"lastLogin\":\"2026-11-22T12:00:00Z\"");
      // What another page would have the browser do: the cookie, but no word of where it is from.
      assertThat(
              post(
                      server,
                      "/api/v1/tokens",
                      "{\"name\":\"t\",\"role\":\"read\"}",
                      "Cookie",
                      cookie[1])
                  .statusCode())
          .isEqualTo(403);
      assertThat(
              post(server, "/api/v1/tokens", "{\"name\":\"t\",\"role\":\"read\"}", cookie)
                  .statusCode())
          .isEqualTo(201);
      String[] second = cookie(server, login(server, "ada", PASSWORD));
      assertThat(
              post(
                      server,
                      "/api/v1/password",
                      "{\"old\":\"" + PASSWORD + "\",\"new\":\"short\"}",
                      cookie)
                  .statusCode())
          .isEqualTo(400);
      String other = "another fine sentence";
      assertThat(
              post(
                      server,
                      "/api/v1/password",
                      "{\"old\":\"" + PASSWORD + "\",\"new\":\"" + other + "\"}",
                      cookie)
                  .statusCode())
          .isEqualTo(204);
      assertThat(get(server, "/api/v1/hosts", cookie).statusCode()).isEqualTo(200);
      assertThat(get(server, "/api/v1/hosts", second).statusCode()).isEqualTo(401);
      String program = Base64.getEncoder().encodeToString(("ada:" + other).getBytes(UTF_8));
      assertThat(get(server, "/api/v1/hosts", "Authorization", "Basic " + program).statusCode())
          .isEqualTo(200);
      assertThat(delete(server, "/api/v1/users/ada", cookie).statusCode()).isEqualTo(409);
      assertThat(post(server, "/api/v1/logout", "", cookie).statusCode()).isEqualTo(204);
      assertThat(get(server, "/api/v1/hosts", cookie).statusCode()).isEqualTo(401);
      String[] admin = cookie(server, login(server, "ada", other));
      assertThat(get(server, "/api/v1/audit", admin).body())
          .contains("\"login\"")
          .contains("\"login refused\"")
          .contains("\"password\"")
          .contains("made t, read")
          .doesNotContain(other)
          .doesNotContain(PASSWORD);
      assertThat(say(server, PASSWORD, "user", "add", "bob", "--role", "read").code()).isZero();
      String[] reader = cookie(server, login(server, "bob", PASSWORD));
      assertThat(get(server, "/api/v1/sessions", reader).body()).contains("\"current\":true");
      assertThat(get(server, "/api/v1/users", reader).statusCode()).isEqualTo(403);
      assertThat(say(server, "", "user", "remove", "bob").code()).isZero();
      assertThat(get(server, "/api/v1/hosts", reader).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void guessingIsEndedSoonForTheNameAndTheAddress() {
    try (TestServer server = TestServer.start(data)) {
      assertThat(say(server, PASSWORD, "user", "add", "ada", "--role", "admin").code()).isZero();
      for (int i = 0; i < 10; i++) {
        assertThat(login(server, "ada", "wrong password").statusCode()).isEqualTo(401);
      }
      HttpResponse<String> late = login(server, "ada", PASSWORD);
      assertThat(late.statusCode()).isEqualTo(429);
      assertThat(late.headers().firstValue("Retry-After")).isPresent();
      server.advance(Duration.ofMinutes(11));
      assertThat(login(server, "ada", PASSWORD).statusCode()).isEqualTo(200);
    }
  }

  private static String secret(String code) {
    return code.substring(code.lastIndexOf(".dmk_") + 1);
  }

  private static HttpResponse<String> enrol(
      TestServer server, String secret, String agent, String host) {
    return post(
        server,
        "/api/v1/enrol",
        "{\"secret\":\"%s\",\"agent\":\"%s\",\"host\":\"%s\"}".formatted(secret, agent, host));
  }

  private String code(TestServer server, String... more) {
    List<String> words = new ArrayList<>(List.of("enrol"));
    words.addAll(List.of(more));
    Said said = say(server, "", words.toArray(String[]::new));
    assertThat(said.code()).as(said.err()).isZero();
    return said.out().strip();
  }

  @Test
  void aCodeMakesAMachineOneHostAndNoOther() {
    String one = "11111111-1111-1111-1111-111111111111";
    String two = "22222222-2222-2222-2222-222222222222";
    try (TestServer server = TestServer.start(data)) {
      String code = code(server, "--host", "web*", "--uses", "2");
      assertThat(code).matches("http://127\\.0\\.0\\.1:\\d+#\\.dmk_[A-Za-z0-9_-]{32}");
      String secret = secret(code);
      assertThat(TestServer.error(enrol(server, secret + "x", one, "web1")))
          .contains("./domestik enrol");
      assertThat(enrol(server, secret, one, "db1").statusCode()).isEqualTo(403);
      HttpResponse<String> enrolled = enrol(server, secret, one, "web1");
      assertThat(enrolled.statusCode()).as(enrolled.body()).isEqualTo(200);
      String token = (String) ((Map<?, ?>) TestServer.json(enrolled)).get("token");
      String[] own = bearer(token, "Domestik-Agent", one);
      assertThat(post(server, "/api/v1/samples", sample("web1"), own).statusCode()).isEqualTo(200);
      assertThat(get(server, "/api/v1/agent/probes?host=web1", own).statusCode()).isEqualTo(200);
      assertThat(get(server, "/api/v1/agent/probes?host=web2", own).statusCode()).isEqualTo(403);
      assertThat(TestServer.error(post(server, "/api/v1/samples", sample("web2"), own)))
          .contains("\"web1\"")
          .contains("\"web2\"");
      HttpResponse<String> copied =
          post(server, "/api/v1/samples", sample("web1"), bearer(token, "Domestik-Agent", two));
      assertThat(copied.statusCode()).isEqualTo(403);
      assertThat(TestServer.error(copied)).contains("another agent");
      HttpResponse<String> taken = enrol(server, secret, two, "web1");
      assertThat(taken.statusCode()).isEqualTo(409);
      assertThat(TestServer.error(taken)).contains("./domestik enrol --host web1");
      assertThat(enrol(server, secret, two, "web2").statusCode()).isEqualTo(200);
      assertThat(TestServer.error(enrol(server, secret, two, "web3"))).contains("used up");
      String again = secret(code(server, "--host", "web1"));
      assertThat(enrol(server, again, two, "web1").statusCode()).isEqualTo(200);
      assertThat(post(server, "/api/v1/samples", sample("web1"), own).statusCode()).isEqualTo(401);
      String late = secret(code(server, "--for", "1h"));
      server.advance(Duration.ofHours(2));
      assertThat(TestServer.error(enrol(server, late, one, "web9"))).contains("expired");
    }
  }

  private static String booted(String boot, int sequence, int value) {
    return "{\"host\":\"web1\",\"boot\":\"%s\",\"sequence\":%d,\"samples\":[{\"probe\":\"p\",\"time\":\"2026-11-22T11:0%d:00Z\",\"data\":{\"v\":%d}}]}"
        .formatted(boot, sequence, sequence, value);
  }

  @Test
  void aClonedDiskIsNoticedAndOverwritesNothing() {
    String agent = "11111111-1111-1111-1111-111111111111";
    String first = "aaaaaaaa-0000-0000-0000-000000000001";
    String copy = "bbbbbbbb-0000-0000-0000-000000000002";
    String restarted = "cccccccc-0000-0000-0000-000000000003";
    try (TestServer server = TestServer.start(data)) {
      HttpResponse<String> enrolled = enrol(server, secret(code(server)), agent, "web1");
      String token = (String) ((Map<?, ?>) TestServer.json(enrolled)).get("token");
      String[] own = bearer(token, "Domestik-Agent", agent);
      String[] reader = bearer(token(server, "r", "read"));
      assertThat(post(server, "/api/v1/samples", booted(first, 1, 1), own).statusCode())
          .isEqualTo(200);
      assertThat(post(server, "/api/v1/samples", booted(copy, 2, 2), own).statusCode())
          .isEqualTo(200);
      assertThat(get(server, "/api/v1/hosts", reader).body()).doesNotContain("twin");
      assertThat(post(server, "/api/v1/samples", booted(first, 3, 3), own).statusCode())
          .isEqualTo(200);
      assertThat(get(server, "/api/v1/hosts", reader).body()).contains("\"copy\":\"" + copy);
      HttpResponse<String> refused = post(server, "/api/v1/samples", booted(copy, 3, 4), own);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(TestServer.error(refused)).contains("a disk was cloned");
      assertThat(post(server, "/api/v1/samples", booted(restarted, 4, 5), own).statusCode())
          .isEqualTo(200);
      assertThat(post(server, "/api/v1/samples", booted(copy, 5, 6), own).statusCode())
          .isEqualTo(403);
      assertThat(get(server, "/api/v1/series?host=web1&probe=p", reader).body())
          .contains("\"avg\":[1,2,3,5]");
    }
  }

  @Test
  void codesNameTheAddressThatAgentsUse() throws Exception {
    Files.writeString(
        data.resolve("server.conf"), "external_url = \"https://monitor.example.com/dom/\"\n");
    try (TestServer server = TestServer.start(data)) {
      assertThat(code(server)).startsWith("https://monitor.example.com/dom#.dmk_");
      assertThat(code(server, "--url", "https://inner:8787"))
          .startsWith("https://inner:8787#.dmk_");
      assertThat(say(server, "", "enrol", "--url", "https://u:p@inner").err())
          .contains("without a name, a password")
          .doesNotContain("u:p");
    }
  }

  @Test
  void badWordsAreRefusedInOneLine() {
    try (TestServer server = TestServer.start(data)) {
      assertThat(say(server, "", "token", "new", "a b", "--role", "read").err()).hasLineCount(1);
      assertThat(say(server, "", "token", "new", "a", "--role", "write", "--host", "we b").err())
          .hasLineCount(1);
      assertThat(say(server, "", "token", "new", "a", "--role", "reed").err()).contains("\"read\"");
      assertThat(say(server, "", "token", "new", "a", "--role", "read", "--for", "soon").err())
          .contains("length of time");
      assertThat(say(server, "", "enrol", "--uses", "0").err()).contains("uses");
      assertThat(say(server, "", "token", "new", "a").err()).contains("--role is missing");
    }
  }
}
