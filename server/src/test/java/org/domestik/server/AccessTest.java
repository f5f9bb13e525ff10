// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.domestik.model.Version;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.access.Access;
import org.domestik.storage.access.Session;
import org.domestik.storage.access.User;
import org.domestik.storage.engine.SqlStorage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that asks who is there. */
@Tag("slow")
class AccessTest extends AccessScene {

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

  /** Opens a stream, and reads it to its end once something was done. */
  private static void streamEnds(TestServer server, Runnable work, String... headers)
      throws Exception {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(server.running.url()).getPort())) {
      socket.setSoTimeout(10_000);
      StringBuilder head = new StringBuilder("GET /api/v1/events HTTP/1.1\r\nHost: ");
      head.append(URI.create(server.running.url()).getAuthority()).append("\r\n");
      for (int i = 0; i < headers.length; i += 2) {
        head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
      }
      head.append("Connection: close\r\n\r\n");
      socket.getOutputStream().write(head.toString().getBytes(UTF_8));
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      assertThat(lines.readLine()).contains("200");
      while (!String.valueOf(lines.readLine()).startsWith("retry")) {
        assertThat(lines).isNotNull();
      }
      work.run();
      while (lines.readLine() != null) {
        assertThat(lines).isNotNull();
      }
    }
  }

  @Test
  void anOpenStreamEndsWithItsToken() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      String reader = token(server, "screen", "read");
      streamEnds(
          server,
          () -> assertThat(say(server, "", "token", "revoke", "screen").code()).isZero(),
          bearer(reader));
    }
  }

  @Test
  void anOpenStreamEndsWithItsSession() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      say(server, PASSWORD, "user", "add", "ada", "--role", "read");
      String[] cookie = cookie(server, login(server, "ada", PASSWORD));
      streamEnds(
          server,
          () -> {
            server.advance(Duration.ofDays(31));
            token(server, "other", "read"); // So that streams look again at once.
          },
          cookie);
    }
  }

  @Test
  void aLoginUnderWayTakesNoChangeBack() {
    try (TestServer server = TestServer.start(data)) {
      say(server, PASSWORD, "user", "add", "ada", "--role", "admin");
      say(server, PASSWORD, "user", "add", "bob", "--role", "admin");
      // One is compared after the other, each for a while.
      List<CompletableFuture<HttpResponse<String>>> logins =
          Stream.generate(
                  () ->
                      CompletableFuture.supplyAsync(
                          () -> login(server, "bob", PASSWORD),
                          task -> Thread.ofPlatform().daemon().start(task)))
              .limit(6)
              .toList();
      assertThat(say(server, "", "user", "role", "bob", "read").code()).isZero();
      logins.forEach(CompletableFuture::join);
      assertThat(say(server, "", "user", "list").out()).contains("bob  read");
    }
  }

  @Test
  void whoLogsInAgainAndAgainEndsHisOwnOldSessionsAndKeepsNobodyOut() {
    try (TestServer server = TestServer.start(data)) {
      say(server, PASSWORD, "user", "add", "ada", "--role", "admin");
      say(server, PASSWORD, "user", "add", "bob", "--role", "read");
    }
    StorageConfig config = StorageConfig.of("duckdb:" + data.resolve("samples.duckdb"));
    try (Storage storage = SqlStorage.open(config, () -> TestServer.NOON)) {
      Access access = storage.access();
      for (User user : access.credentials().users().values()) {
        for (int i = 0; i < 50; i++) {
          Instant seen = TestServer.NOON.minusSeconds(user.name().equals("ada") ? 1_000 : i);
          String id = user.name() + i;
          access.login(
              user, new Session(id, id, user.name(), "", "", seen, seen, seen.plusSeconds(9_000)));
        }
      }
    }
    try (TestServer server = TestServer.start(data)) {
      assertThat(login(server, "bob", PASSWORD).statusCode()).isEqualTo(200);
      String[] cookie = cookie(server, login(server, "ada", PASSWORD));
      List<?> sessions = (List<?>) TestServer.json(get(server, "/api/v1/sessions", cookie));
      assertThat(sessions).hasSize(100);
      assertThat(String.valueOf(sessions)).contains("bob48").doesNotContain("bob49");
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

  /** Of several lines that a proxy adds its own to, as HAProxy does. */
  @Test
  void whatAClientMakesUpBeforeItsProxyHidesNobody() throws Exception {
    Files.writeString(
        data.resolve("server.conf"), "access = \"login\"\ntrusted_proxies = { \"127.0.0.1\" }\n");
    try (TestServer server = TestServer.start(data)) {
      for (int i = 0; i < 30; i++) {
        assertThat(loginOf(server, "u" + i, "198.51.100." + i).statusCode()).isEqualTo(401);
      }
      assertThat(loginOf(server, "ada", "198.51.100.99").statusCode()).isEqualTo(429);
      assertThat(get(server, "/api/v1/audit", bearer(token(server, "a", "admin"))).body())
          .contains("\"192.0.2.7\"")
          .doesNotContain("198.51.100.");
    }
  }

  private static HttpResponse<String> loginOf(TestServer server, String user, String madeUp) {
    return post(
        server,
        "/api/v1/login",
        "{\"user\":\"" + user + "\",\"password\":\"wrong password\"}",
        "Origin",
        server.running.url(),
        "X-Forwarded-For",
        madeUp,
        "X-Forwarded-For",
        "192.0.2.7");
  }

  @Test
  void aProxyThatStripsAuthorizationIsNamed() {
    try (TestServer server = TestServer.start(data)) {
      for (String header : List.of("X-Forwarded-For", "Via", "Forwarded")) {
        HttpResponse<String> answer =
            post(server, "/api/v1/samples", sample("h"), header, "192.0.2.1");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(TestServer.error(answer))
            .contains("through a proxy, which has to pass the header Authorization on")
            .hasLineCount(1);
      }
      assertThat(TestServer.error(post(server, "/api/v1/samples", sample("h"))))
          .doesNotContain("proxy");
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
