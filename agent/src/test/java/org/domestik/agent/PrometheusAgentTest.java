// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.domestik.agent.config.PrometheusConfig;
import org.domestik.agent.delivery.Receiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent with text files, and with exporters that answer by HTTP. */
class PrometheusAgentTest {
  @TempDir Path data;
  private Path folder;
  private Receiver server;
  private HttpServer exporter;
  private ExecutorService threads;
  private final CountDownLatch ended = new CountDownLatch(1);
  private RunningAgent running;

  @BeforeEach
  void listen() throws IOException {
    server = new Receiver();
    folder = Files.createDirectory(data.resolve("textfile"));
    exporter = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newCachedThreadPool();
    exporter.setExecutor(threads);
    exporter.start();
  }

  @AfterEach
  void stop() throws Exception {
    ended.countDown();
    if (running != null) {
      running.stop();
    }
    server.close();
    exporter.stop(0);
    threads.shutdownNow();
  }

  private void start(Map<String, Object> settings) throws IOException {
    Map<String, Object> prometheus = new HashMap<>(Map.of("every", "1s", "millis", 20_000L));
    prometheus.putAll(settings);
    running = new RunningAgent(data, server.address(), Map.of("prometheus", prometheus));
  }

  private String address(String path, HttpHandler handler) {
    exporter.createContext(path, handler);
    return "http://127.0.0.1:" + exporter.getAddress().getPort() + path;
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void fileIsReadAgainAndAgainAndItsCountersAreRates() throws Exception {
    start(Map.of("textfile", folder.toString()));
    Path file =
        Files.writeString(
            folder.resolve("backup.prom"), "backup_files_total 10\nbackup_size_bytes 5\n");
    server.await("\"probe\":\"prom_backup\"", "{\"backup\":{\"size_bytes\":5}}");
    Files.writeString(file, "backup_files_total 1000\nbackup_size_bytes 7\n");
    server.await("\"probe\":\"prom_backup\"", "\"size_bytes\":7", "\"files\":");
    server.await("\"script\":\"textfile/backup.prom\",\"outcome\":\"ok\"");
  }

  @Test
  void fileThatIsNotWrittenAnyMoreOrIsNoneOfTheFormatFailsAndSaysSo() throws Exception {
    Path file = Files.writeString(folder.resolve("old.prom"), "a_b 1\n");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
    Files.writeString(folder.resolve("bad.prom"), "a_b 1\n\nnot this\n");
    start(Map.of("textfile", folder.toString(), "stale", "10m"));
    server.await(
        "\"script\":\"textfile/old.prom\",\"outcome\":\"failed\"",
        "is stale: ",
        "was last written at 2026-01-02T03:04:05Z, more than 600 s ago");
    server.await(
        "\"script\":\"textfile/bad.prom\",\"outcome\":\"failed\"",
        "textfile/bad.prom: line 3: \\\"this\\\" is not a number");
  }

  @Test
  void exporterIsAsked() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    String address =
        address(
            "/metrics",
            exchange ->
                answer(
                    exchange,
                    "app_jobs_total "
                        + 10 * asked.incrementAndGet()
                        + "\napp_waiting{queue=\"mail\"} 3\n"));
    start(Map.of("exporters", Map.of("app", address)));
    server.await(
        "\"probe\":\"prom_app_by_queue\"",
        "{\"app\":{\"mail\":{\"waiting\":3}}}",
        "\"key\":[\"source\",\"queue\"]");
    server.await("\"probe\":\"prom_app\"", "{\"app\":{\"jobs\":");
    server.await("\"probe\":\"probe_cost\"", "{\"prometheus/app\":{\"micros\":");
  }

  @Test
  void exportersThatAreBrokenHarmNoOther() throws Exception {
    Map<String, String> exporters = new HashMap<>();
    exporters.put("good", address("/good", exchange -> answer(exchange, "good_value 1\n")));
    exporters.put("gone", "http://127.0.0.1:9/metrics");
    exporters.put(
        "moved",
        address(
            "/moved",
            exchange -> {
              exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/secret");
              exchange.sendResponseHeaders(302, -1);
              exchange.close();
            }));
    exporters.put(
        "huge",
        address(
            "/huge",
            exchange ->
                answer(
                    exchange,
                    "first 1\n" + "# none\n".repeat(PrometheusConfig.MOST_BYTES / 7 + 1))));
    exporters.put("long", address("/long", exchange -> answer(exchange, "#".repeat(1 << 19))));
    start(Map.of("exporters", exporters));
    server.await("\"probe\":\"prom_good\"", "{\"good\":{\"value\":1}}");
    server.await("\"script\":\"prometheus/gone\",\"outcome\":\"failed\"", "cannot be read");
    server.await("\"script\":\"prometheus/moved\",\"outcome\":\"failed\"", "answered 302");
    server.await(
        "\"script\":\"prometheus/huge\",\"outcome\":\"ok\"",
        "left out: what is beyond its first 4194304 bytes");
    server.await(
        "\"script\":\"prometheus/long\",\"outcome\":\"failed\"", "has more than 262144 bytes");
  }

  @Test
  void exportersThatTakeTooLongHarmNoOther() throws Exception {
    Map<String, String> exporters = new HashMap<>();
    exporters.put("good", address("/good", exchange -> answer(exchange, "good_value 1\n")));
    exporters.put("silent", address("/silent", exchange -> await()));
    exporters.put(
        "slow",
        address(
            "/slow",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              while (!await(50)) {
                exchange.getResponseBody().write('\n');
                exchange.getResponseBody().flush();
              }
            }));
    start(Map.of("exporters", exporters, "millis", 500L));
    server.await("\"probe\":\"prom_good\"", "{\"good\":{\"value\":1}}");
    server.await("\"script\":\"prometheus/silent\",\"outcome\":\"failed\"");
    server.await(
        "\"script\":\"prometheus/slow\",\"outcome\":\"failed\"", "took longer than 500 ms");
  }

  private void await() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean await(long millis) {
    try {
      return ended.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  @Test
  void whatTheServerWillNotHaveIsToldWithItsScriptAtOnce() throws Exception {
    server.bad = document -> document.contains("\"probe\":\"prom_bad_by_x\"");
    Map<String, Object> exporters = new HashMap<>();
    String text = "good_v 1\nbad_v{x=\"1\"} 1\n";
    exporters.put("mixed", address("/mixed", exchange -> answer(exchange, text)));
    exporters.put("well", address("/well", exchange -> answer(exchange, "good_v 2\n")));
    start(Map.of("exporters", exporters, "every", "1h"));
    server.await("{\"mixed\":{\"v\":1}}");
    server.await(
        "\"script\":\"prometheus/mixed\",\"outcome\":\"failed\"",
        "the server refused this: ",
        "sample 0: no");
    server.await("\"dropped\":1");
    server.await("\"script\":\"prometheus/well\",\"outcome\":\"ok\"");
    assertThat(server.documents)
        .noneMatch(it -> it.contains("\"script\":\"prometheus/well\",\"outcome\":\"failed\""));
  }

  @Test
  void exporterOnAnotherMachineIsAskedOnlyIfThatIsAllowed() {
    Map<String, Object> exporters = Map.of("db", "http://10.0.0.7:9100/metrics");
    assertThatThrownBy(
            () -> PrometheusConfig.read("agent.conf: prometheus", Map.of("exporters", exporters)))
        .hasMessage(
            "agent.conf: prometheus: exporters.db: http://10.0.0.7:9100/metrics is not on this machine; elsewhere = true allows that");
    assertThat(
            PrometheusConfig.read("p", Map.of("exporters", exporters, "elsewhere", true))
                .exporters())
        .hasSize(1);
    assertThatThrownBy(
            () ->
                PrometheusConfig.read("p", Map.of("exporters", Map.of("x", "file:///etc/passwd"))))
        .hasMessageContaining("is no address like");
  }
}
