// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals to a real process while samples come in. */
@Tag("slow")
class SignalsTest {
  private static final int SENDERS = 4;

  @TempDir Path folder;

  private final AtomicLong accepted = new AtomicLong();

  private static void signal(long pid, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }

  /** Sends until it hears nothing any more. */
  private Thread sender(ServerProcess server, int number) {
    return Thread.ofPlatform()
        .start(
            () -> {
              Instant time = Instant.now().minus(Duration.ofHours(2));
              for (int i = 0; ; i++) {
                String body =
                    TestServer.sample(
                        "h" + number, i, time.plusMillis(i).toString(), "{\"a\":{\"x\":1}}");
                try {
                  HttpResponse<String> answer =
                      TestServer.send(
                          HttpRequest.newBuilder(server.uri("/api/v1/samples"))
                              .timeout(Duration.ofSeconds(20))
                              .header("Content-Type", "application/json")
                              .POST(BodyPublishers.ofString(body)));
                  if (answer.statusCode() != 200) {
                    return;
                  }
                  accepted.incrementAndGet();
                } catch (RuntimeException e) {
                  return;
                }
              }
            });
  }

  @Test
  void hangupReadsFilesAgainAndTermEndsWithinFiveSecondsWithAllThatWasAcknowledged()
      throws Exception {
    Path data = folder.resolve("data");
    Files.createDirectories(data);
    long took;
    try (ServerProcess server = new ServerProcess(data, "true")) {
      List<Thread> senders = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        senders.add(sender(server, i));
      }
      server.await(() -> accepted.get() > 200);
      Files.writeString(data.resolve("server.conf"), "policies = { { keep = \"1 year\" } }\n");
      signal(server.pid(), "HUP");
      server.await(() -> log(server).contains("read again; taken: policies"));
      Files.writeString(data.resolve("server.conf"), "keep = = 1\n");
      signal(server.pid(), "HUP");
      server.await(() -> log(server).contains("not taken, what was read before goes on: "));
      long before = accepted.get();
      server.await(() -> accepted.get() > before + 200);
      Files.delete(data.resolve("server.conf"));
      long start = System.nanoTime();
      signal(server.pid(), "TERM");
      ProcessHandle.of(server.pid()).ifPresent(it -> it.onExit().join());
      took = System.nanoTime() - start;
      for (Thread sender : senders) {
        sender.join();
      }
      assertThat(log(server)).doesNotContain("at stopping").doesNotContain("Exception");
    }
    System.out.println("stopped within " + took / 1_000_000 + " ms");
    assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(5));
    assertThat(data.resolve("server.pid")).doesNotExist();
    try (ServerProcess server = new ServerProcess(data, "true")) {
      String verify = TestServer.send(HttpRequest.newBuilder(server.uri("/api/v1/verify"))).body();
      Matcher counts = Pattern.compile("\"accepted\":(\\d+)").matcher(verify);
      long stored = counts.results().mapToLong(it -> Long.parseLong(it.group(1))).sum();
      // What each sender had no answer of may be there too.
      assertThat(stored).isBetween(accepted.get(), accepted.get() + SENDERS);
      assertThat(verify).doesNotContain("\"balanced\":false");
    }
  }

  private static String log(ServerProcess server) {
    try {
      return server.log();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
