// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Of three servers on one PostgreSQL one tells; when it is killed another does, each thing once.
 */
@Tag("slow")
class SharedAlertsTest {
  private static final Duration REPLACED = Duration.ofMinutes(1);

  @TempDir Path folder;
  private final Map<String, Process> processes = new LinkedHashMap<>();
  private final Map<String, String> urls = new LinkedHashMap<>();
  private Path told;

  @AfterEach
  void stop() throws InterruptedException {
    processes.values().forEach(Process::destroy);
    for (Process process : processes.values()) {
      process.waitFor();
    }
  }

  private void start(String name, String store) throws IOException {
    Path data = Files.createDirectories(folder.resolve(name));
    Files.writeString(data.resolve("server.conf"), "port = 0\nstore = \"%s\"\n".formatted(store));
    // A line is written at once, whoever else writes.
    Files.writeString(
        data.resolve("alerts.lua"),
        """
        alerts = { { name = "hot", probe = "oven", value = "heat", above = 90 } }
        notify = { file = { command =
          'echo "%s $DOMESTIK_KIND $DOMESTIK_COUNT $DOMESTIK_HOST $DOMESTIK_KEY" >> "%s"' } }
        """
            .formatted(name, told));
    Path output = Files.createDirectories(Path.of("target/output")).resolve("shared-alerts.log");
    processes.put(
        name,
        Domestik.ofAMinute(Domestik.launcher("server", "--data", data.toString()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start());
    Path url = data.resolve("server.url");
    Domestik.await("the server answers", () -> Files.exists(url));
    urls.put(name, Files.readString(url).strip());
  }

  private static void heat(String url, String host, int heat) {
    String body =
        """
        {"host":"%s","samples":[{"probe":"oven","time":"%s","data":{"heat":%d}}]}"""
            .formatted(host, InstantSource.system().instant(), heat);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(url + "/api/v1/samples"))
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Each line: by whom, what, of how many, of which host, and the message's key. */
  private List<String[]> lines() {
    try {
      return Files.exists(told)
          ? Files.readAllLines(told).stream().map(line -> line.split(" ")).toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await(int count, Duration limit) {
    Domestik.await(count + " are told", limit, () -> lines().size() >= count);
  }

  @Test
  void eachThingIsToldOnceThoughOneOfThemIsKilled() throws Exception {
    told = folder.resolve("told");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      for (String name : List.of("one", "two", "three")) {
        start(name, postgres.getJdbcUrl("postgres", "postgres"));
      }
      heat(urls.get("one"), "a", 95);
      heat(urls.get("two"), "b", 50);
      heat(urls.get("three"), "c", 50);
      await(1, Duration.ofMinutes(1));
      String first = lines().getFirst()[0];
      // A kill between the sending and the note of it sends it once more, with the same key.
      Domestik.await("it is noted", () -> isNoted(urls.get("two")) && isNoted(urls.get("three")));
      kill(first);
      List<String> left = new ArrayList<>(urls.keySet());
      left.remove(first);
      heat(urls.get(left.getFirst()), "a", 50);
      heat(urls.get(left.getLast()), "b", 95);
      // Both of what changed; the kill was just before.
      await(3, REPLACED);
      heat(urls.get(left.getFirst()), "b", 50);
      await(4, Duration.ofSeconds(40));
      List<String> all =
          lines().stream().map(line -> String.join(" ", line[1], line[2], line[3])).toList();
      assertThat(all)
          .startsWith("firing 1 a")
          .containsExactlyInAnyOrder("firing 1 a", "resolved 1 a", "firing 1 b", "resolved 1 b");
      assertThat(lines().stream().map(line -> line[4])).doesNotHaveDuplicates();
      assertThat(lines().stream().skip(1).map(line -> line[0]).distinct())
          .hasSize(1)
          .doesNotContain(first);
    }
  }

  /** Whether the one message there is yet is noted as sent. */
  private static boolean isNoted(String url) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url + "/api/v1/alerts/notices")).build(),
              BodyHandlers.ofString())
          .body()
          .contains("\"state\":\"sent\"");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void kill(String name) throws InterruptedException {
    Process process = processes.get(name);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }
}
