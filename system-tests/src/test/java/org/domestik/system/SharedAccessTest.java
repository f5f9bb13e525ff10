// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one PostgreSQL let in whom either knows, and nobody whom either shut out. */
@Tag("slow")
class SharedAccessTest {
  /** The documentation says two seconds; a look may have begun just before. */
  private static final Duration STATED = Duration.ofMillis(2_500);

  @TempDir Path one;
  @TempDir Path two;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      process.waitFor();
    }
  }

  private String start(Path data, String store) throws IOException {
    Files.writeString(
        data.resolve("server.conf"),
        "access = \"login\"\nport = 0\nstore = \"%s\"\n".formatted(store));
    Path output = Files.createDirectories(Path.of("target/output")).resolve("shared.log");
    processes.add(
        Domestik.ofAMinute(Domestik.launcher("server", "--data", data.toString()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start());
    Path url = data.resolve("server.url");
    Domestik.await("the server answers", () -> Files.exists(url));
    return Files.readString(url).strip();
  }

  private static String run(String... arguments) throws Exception {
    Domestik.Finished done = Domestik.run(arguments);
    assertThat(done.code()).as(done.output()).isZero();
    return done.output();
  }

  private static int status(HttpClient client, String url, String header, String value) {
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url + "/api/v1/hosts"))
                  .header(header, value)
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void awaitStatus(
      HttpClient client, String url, String header, String value, int wanted) {
    long start = System.nanoTime();
    while (status(client, url, header, value) != wanted) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(STATED);
    }
  }

  @Test
  void whatOneRevokesTheOtherRefusesWithinTwoSeconds() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        HttpClient client = HttpClient.newHttpClient()) {
      String store = postgres.getJdbcUrl("postgres", "postgres");
      String first = start(one, store);
      String second = start(two, store);
      String token =
          run("token", "new", "look", "--role", "read", "--data", one.toString())
              .lines()
              .filter(it -> it.startsWith("dmk_"))
              .findFirst()
              .orElseThrow();
      String bearer = "Bearer " + token;
      assertThat(status(client, first, "Authorization", bearer)).isEqualTo(200);
      awaitStatus(client, second, "Authorization", bearer, 200);
      run("token", "revoke", "look", "--data", one.toString());
      assertThat(status(client, first, "Authorization", bearer)).isEqualTo(401);
      awaitStatus(client, second, "Authorization", bearer, 401);

      Path password = Files.writeString(one.resolve("password"), "correct horse battery\n");
      ProcessBuilder add =
          Domestik.launcher("user", "add", "ada", "--role", "read", "--data", one.toString());
      assertThat(Domestik.finish(add.redirectInput(password.toFile())).code()).isZero();
      String cookie = login(client, first);
      String there = cookie.replace(port(first), port(second));
      assertThat(status(client, first, "Cookie", cookie)).isEqualTo(200);
      awaitStatus(client, second, "Cookie", there, 200);
      run("user", "remove", "ada", "--data", two.toString());
      assertThat(status(client, second, "Cookie", there)).isEqualTo(401);
      awaitStatus(client, first, "Cookie", cookie, 401);
    }
  }

  private static String port(String url) {
    return "domestik-" + URI.create(url).getPort();
  }

  private static String login(HttpClient client, String url) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(url + "/api/v1/login"))
                .header("Content-Type", "application/json")
                .header("Origin", url)
                .POST(
                    BodyPublishers.ofString(
                        "{\"user\":\"ada\",\"password\":\"correct horse battery\"}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.substring(0, cookie.indexOf(';'));
  }
}
