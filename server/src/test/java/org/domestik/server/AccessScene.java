// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.domestik.server.command.AccessCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server that asks who is there, and those who have to do with it. */
abstract class AccessScene {
  static final String PASSWORD = "correct horse battery";

  @TempDir Path data;

  @BeforeEach
  final void loginIsAsked() throws Exception {
    Files.writeString(data.resolve("server.conf"), "access = \"login\"\n");
  }

  record Said(int code, String out, String err) {}

  final Said say(TestServer clock, String line, String... words) {
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

  final String token(TestServer server, String name, String role, String... more) {
    List<String> words = new ArrayList<>(List.of("token", "new", name, "--role", role));
    words.addAll(List.of(more));
    Said said = say(server, "", words.toArray(String[]::new));
    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out().strip()).matches("dmk_[A-Za-z0-9_-]{32}");
    return said.out().strip();
  }

  static HttpResponse<String> get(TestServer server, String path, String... headers) {
    return TestServer.send(
        headers.length == 0 ? server.request(path) : server.request(path).headers(headers));
  }

  static HttpResponse<String> post(TestServer server, String path, String body, String... headers) {
    return TestServer.send(
        server
            .request(path)
            .header("Content-Type", path.startsWith("/write") ? "text/plain" : "application/json")
            .headers(headers.length == 0 ? new String[] {"Accept", "*/*"} : headers)
            .POST(BodyPublishers.ofString(body)));
  }

  static HttpResponse<String> delete(TestServer server, String path, String... headers) {
    return TestServer.send(server.request(path).headers(headers).DELETE());
  }

  static String[] bearer(String token, String... more) {
    List<String> headers = new ArrayList<>(List.of("Authorization", "Bearer " + token));
    headers.addAll(List.of(more));
    return headers.toArray(String[]::new);
  }

  static HttpResponse<String> login(TestServer server, String user, String password) {
    return post(
        server,
        "/api/v1/login",
        "{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}",
        "Origin",
        server.running.url());
  }

  static String[] cookie(TestServer server, HttpResponse<String> login) {
    String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
    return new String[] {
      "Cookie", cookie.substring(0, cookie.indexOf(';')), "Origin", server.running.url()
    };
  }

  static String sample(String host) {
    return "{\"host\":\""
        + host
        + "\",\"samples\":[{\"probe\":\"p\",\"time\":\"2026-11-22T11:00:00Z\",\"data\":{\"v\":1}}]}";
  }

  static String secret(String code) {
    return code.substring(code.lastIndexOf(".dmk_") + 1);
  }

  static HttpResponse<String> enrol(TestServer server, String secret, String agent, String host) {
    return post(
        server,
        "/api/v1/enrol",
        "{\"secret\":\"%s\",\"agent\":\"%s\",\"host\":\"%s\"}".formatted(secret, agent, host));
  }

  final String code(TestServer server, String... more) {
    List<String> words = new ArrayList<>(List.of("enrol"));
    words.addAll(List.of(more));
    Said said = say(server, "", words.toArray(String[]::new));
    assertThat(said.code()).as(said.err()).isZero();
    return said.out().strip();
  }
}
