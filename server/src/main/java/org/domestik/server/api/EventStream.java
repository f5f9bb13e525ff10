// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.server.api.Subscriber.Topic;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.Refused;

/**
 * Tells pages which probes got new samples, as server-sent events.
 *
 * <p>A subscriber hears of each host and probe at most once every 300 ms, with the latest time. The
 * number of subscribers and what is kept for each is bounded; a slow one misses events, never
 * delays a sample. Safe for use by many threads.
 */
public final class EventStream implements AutoCloseable {
  private static final String TYPE = "text/event-stream";
  private static final int MAX_SUBSCRIBERS = 64;
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  int size() {
    return subscribers.size();
  }

  void publish(Batch batch) {
    if (subscribers.isEmpty()) {
      return;
    }
    for (Sample sample : batch.samples()) {
      Topic topic = new Topic(batch.host(), sample.probe());
      subscribers.forEach(subscriber -> subscriber.offer(topic, sample.time()));
    }
  }

  /** {@code GET /api/v1/events}: answers until the other side or the server closes. */
  void answer(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    if (exchange.isHead()) {
      exchange.stream(TYPE).close();
      return;
    }
    if (closed || subscribers.size() >= MAX_SUBSCRIBERS) {
      throw new Refused(503, "there are " + subscribers.size() + " subscribers already");
    }
    Subscriber subscriber = new Subscriber();
    subscribers.add(subscriber);
    try (OutputStream out = exchange.stream(TYPE)) {
      send(out, ": samples as they come\nretry: 2000\n\n".getBytes(UTF_8));
      while (!closed && exchange.caller().stillAllowed().getAsBoolean()) {
        Map<Topic, Instant> news = subscriber.take(HEARTBEAT, PAUSE);
        send(out, news.isEmpty() ? ": still here\n\n".getBytes(UTF_8) : events(news));
      }
    } catch (CloseConnectionException | UncheckedIOException | IOException e) {
      return; // The page was closed: the usual end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      subscribers.remove(subscriber);
    }
  }

  private static void send(OutputStream out, byte[] text) throws IOException {
    out.write(text);
    out.flush();
  }

  private static byte[] events(Map<Topic, Instant> news) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<Topic, Instant> each : news.entrySet()) {
      JsonBody event = out -> write(out, each.getKey(), each.getValue());
      text.append("event: sample\ndata: ").append(new String(event.bytes(), UTF_8)).append("\n\n");
    }
    return text.toString().getBytes(UTF_8);
  }

  private static void write(JsonGenerator out, Topic topic, Instant time) throws IOException {
    out.writeStartObject();
    out.writeStringField("host", topic.host());
    out.writeStringField("probe", topic.probe());
    out.writeStringField("time", time.toString());
    out.writeEndObject();
  }

  /** Ends the answers under way to those who may have none any more. */
  public void lookAgain() {
    subscribers.forEach(Subscriber::wake);
  }

  /** Ends all answers under way. */
  @Override
  public void close() {
    closed = true;
    subscribers.forEach(Subscriber::wake);
  }
}
