// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A real HTTP server that keeps the documents agents post. */
public final class Receiver implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpServer server;
  public final List<String> documents = new CopyOnWriteArrayList<>();
  final List<String> refused = new CopyOnWriteArrayList<>();
  public volatile int status = 200;

  /** What answers say in {@code Domestik-Gather}; null: they do not. */
  public volatile String gather;

  /** What agents get that ask for probes; null: not now. */
  public volatile String probes;

  public final AtomicInteger asked = new AtomicInteger();
  public volatile Predicate<String> bad = document -> false;

  /** Documents that are taken, but whose sender hears nothing of it. */
  public volatile Predicate<String> unanswered = document -> false;

  public Receiver() throws IOException {
    this(0);
  }

  public Receiver(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/health", exchange -> answer(exchange, 200, "{}"));
    server.createContext("/api/v1/samples", this::take);
    server.createContext("/api/v1/agent/probes", this::giveProbes);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    String document = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    if (gather != null) {
      exchange.getResponseHeaders().set("Domestik-Gather", gather);
    }
    if (status != 200) {
      answer(exchange, status, "{\"error\":\"not now\"}");
    } else if (bad.test(document)) {
      refused.add(document);
      answer(exchange, 400, "{\"error\":\"sample 0: no\"}");
    } else {
      documents.add(document);
      if (unanswered.test(document)) {
        exchange.close();
        return;
      }
      // With more than today's servers say: a newer one may.
      answer(exchange, 200, "{\"accepted\":1,\"later\":{\"said\":[1,null,\"x\"]}}");
    }
  }

  private void giveProbes(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    if (gather != null) {
      exchange.getResponseHeaders().set("Domestik-Gather", gather);
    }
    String body = probes;
    String tag = body == null ? "" : "\"" + body.hashCode() + "\"";
    if (body == null) {
      answer(exchange, 503, "{}");
    } else if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      exchange.close();
    } else {
      exchange.getResponseHeaders().set("ETag", tag);
      answer(exchange, 200, body);
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Waits for a document with all these parts and returns it. */
  public String await(String... parts) throws InterruptedException {
    until(() -> find(parts) != null);
    String found = find(parts);
    if (found == null) {
      throw new AssertionError("no document with " + List.of(parts) + " in " + documents);
    }
    return found;
  }

  private String find(String... parts) {
    for (String document : documents) {
      if (List.of(parts).stream().allMatch(document::contains)) {
        return document;
      }
    }
    return null;
  }

  public static void until(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      synchronized (Receiver.class) {
        Receiver.class.wait(10);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
