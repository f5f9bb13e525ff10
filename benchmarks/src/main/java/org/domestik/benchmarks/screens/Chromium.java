// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.screens;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.benchmarks.measure.ServerProcess;
import org.domestik.model.Json;

/** A headless Chromium with an empty profile, driven over its debugging protocol. */
final class Chromium implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;
  private static final Pattern ID = Pattern.compile("\\{\"id\":(\\d+)");
  private static final Pattern VALUE = Pattern.compile("\"value\":\"([^\"]*)\"");
  private static final Pattern PAGE =
      Pattern.compile("\"webSocketDebuggerUrl\": \"(ws://[^\"]*/page/[^\"]*)\"");

  private final ServerProcess process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Integer, CompletableFuture<String>> asked = new ConcurrentHashMap<>();
  private final AtomicInteger last = new AtomicInteger();
  private final WebSocket socket;

  private Chromium(ServerProcess process, int port) throws IOException {
    this.process = process;
    Matcher page = PAGE.matcher(get(port, "/json"));
    if (!page.find()) {
      throw new IOException("the browser has no page");
    }
    socket = http.newWebSocketBuilder().buildAsync(URI.create(page.group(1)), new Answers()).join();
  }

  /** Starts one that can reach this machine only. */
  static Chromium start(Path folder) throws IOException {
    int port = ServerProcess.freePort();
    Files.createDirectories(folder);
    ServerProcess process =
        ServerProcess.start(
            folder,
            Map.of(),
            List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--remote-debugging-port=" + port,
                "--user-data-dir=" + folder.resolve("profile"),
                "about:blank"),
            () -> {
              if (!get(port, "/json").contains("/page/")) {
                throw new IOException("no page yet");
              }
            });
    return new Chromium(process, port);
  }

  private static String get(int port, String path) throws IOException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Gathers the answers to what was asked; events of the browser are let pass. */
  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean end) {
      text.append(part);
      if (end) {
        Matcher id = ID.matcher(text);
        if (id.lookingAt()) {
          CompletableFuture<String> waiting = asked.remove(Integer.valueOf(id.group(1)));
          if (waiting != null) {
            waiting.complete(text.toString());
          }
        }
        text.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }

  private String ask(String method, Map<String, ?> parameters) throws IOException {
    int id = last.incrementAndGet();
    CompletableFuture<String> answer = new CompletableFuture<>();
    asked.put(id, answer);
    socket
        .sendText(Json.write(Map.of("id", id, "method", method, "params", parameters)), true)
        .join();
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(method + " was not answered", e);
    }
  }

  void size(int width, int height) throws IOException {
    ask(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    ask("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
  }

  /** Runs a script in each page before its own. */
  void before(String script) throws IOException {
    ask("Page.enable", Map.of());
    ask("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /** Opens a page and returns once its document is there, before it is complete. */
  void open(String url) throws IOException {
    ask("Page.navigate", Map.of("url", url));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!evaluate("location.protocol").startsWith("http")) {
      if (System.nanoTime() > deadline) {
        throw new IOException(url + " does not open");
      }
    }
  }

  /** The value of an expression, waited for if it is a promise, as a text without quotes. */
  String evaluate(String expression) throws IOException {
    String answer =
        ask(
            "Runtime.evaluate",
            Map.of(
                "expression",
                "(async () => '' + await (" + expression + "))()",
                "awaitPromise",
                true,
                "returnByValue",
                true));
    Matcher value = VALUE.matcher(answer);
    if (!value.find()) {
      throw new IOException(expression + " gave " + answer);
    }
    return value.group(1);
  }

  /** A movement or press of the left mouse button: mousePressed, mouseMoved or mouseReleased. */
  void mouse(String type, double x, double y, boolean shift) throws IOException {
    ask(
        "Input.dispatchMouseEvent",
        Map.of(
            "type",
            type,
            "x",
            x,
            "y",
            y,
            "button",
            "left",
            "buttons",
            1,
            "clickCount",
            1,
            "modifiers",
            shift ? 8 : 0));
  }

  @Override
  public void close() {
    socket.abort();
    http.close();
    process.close();
  }
}
