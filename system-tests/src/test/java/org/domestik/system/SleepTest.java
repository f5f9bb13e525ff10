// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A machine that goes to sleep says so, and only its silence alarms nobody. */
@Tag("slow")
class SleepTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void whoSaysThatItSleepsIsNotSilent() throws Exception {
    try (LoneServer server = new LoneServer(folder, "", List.of())) {
      Files.writeString(
          server.data.resolve("alerts.lua"),
          "alerts = { { name = \"silent\", silent = \"5 seconds\" } }");
      server.start();
      server.await();
      deliver(server, "laptop");
      deliver(server, "dead");
      Path agent = Files.createDirectories(folder.resolve("agent"));
      Files.writeString(agent.resolve("agent.conf"), "host = \"laptop\"\n");
      Domestik.Finished said =
          Domestik.run(
              "agent", "asleep", "--data", agent.toString(), "--server", server.uri.toString());
      assertThat(said.output()).contains("knows that laptop is asleep since");
      assertThat(said.code()).isZero();
      Domestik.await("the other is missed", () -> !firing(server).isEmpty());
      assertThat(firing(server)).containsExactly("dead silent");
      List<String> asleep = new ArrayList<>();
      json(server, "/api/v1/hosts")
          .forEach(
              it -> {
                if (it.has("asleep")) {
                  asleep.add(it.path("host").asText());
                }
              });
      assertThat(asleep).containsExactly("laptop");
    }
  }

  private static void deliver(LoneServer server, String host)
      throws IOException, InterruptedException {
    String body =
        """
        {"host":"%s","samples":[{"probe":"load","time":"%s","data":{"load1":1}}]}"""
            .formatted(host, InstantSource.system().instant());
    HttpRequest request =
        HttpRequest.newBuilder(server.uri.resolve("/api/v1/samples"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    assertThat(server.http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  private static List<String> firing(LoneServer server) {
    List<String> firing = new ArrayList<>();
    json(server, "/api/v1/alerts?state=firing")
        .forEach(it -> firing.add(it.path("host").asText() + " " + it.path("rule").asText()));
    return firing;
  }

  private static JsonNode json(LoneServer server, String path) {
    HttpResponse<String> answer = server.get(path);
    try {
      return JSON.readTree(answer == null ? "[]" : answer.body());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Of both who run the hook just one tells the server: who still has a network. */
  @ParameterizedTest
  @CsvSource({
    "pre suspend, no, false, asleep",
    "pre suspend, yes, true, ''",
    "post suspend, no, false, ''",
    "wlan0 pre-down, yes, true, asleep",
    "wlan0 pre-down, yes, false, ''",
    "wlan0 down, yes, true, ''",
  })
  void thePackagesHookTellsBeforeASleep(
      String words, String networkManager, boolean isSleep, String said) throws Exception {
    Path commands = Files.createDirectories(folder.resolve("bin"));
    command(
        commands,
        "systemctl",
        "case $3 in NetworkManager.service) [ %s = yes ] ;; esac".formatted(networkManager));
    command(commands, "busctl", "echo b " + isSleep);
    command(commands, "dmkcheckd", "echo $1");
    List<String> command =
        new ArrayList<>(List.of(Domestik.ROOT.resolve("packaging/debian/asleep").toString()));
    command.addAll(List.of(words.split(" ")));
    ProcessBuilder hook = new ProcessBuilder(command);
    hook.environment().merge("PATH", commands.toString(), (path, ours) -> ours + ":" + path);
    Domestik.Finished finished = Domestik.finish(hook);
    assertThat(finished.output().strip()).isEqualTo(said);
    assertThat(finished.code()).isZero();
  }

  private static void command(Path folder, String name, String script) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
