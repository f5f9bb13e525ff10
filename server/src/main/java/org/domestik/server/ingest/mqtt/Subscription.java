// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.mqtt;

import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.arrival.Unanswered;
import org.domestik.server.ingest.gather.Places;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.intake.Intake;
import org.domestik.server.mqtt.Publication;
import org.domestik.server.mqtt.Session;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a broker as long as the server runs. A message is acknowledged when it is durable:
 * what is not, the broker sends again once this comes back.
 */
final class Subscription implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Subscription.class.getName());
  private static final int PATIENCE_MILLIS = 20_000;
  private static final long AGAIN_SECONDS = 5;
  private static final int MOST_AT_ONCE = 500;

  /** Of topics and payloads; the last message may be as long again. */
  private static final long MOST_BYTES = 1 << 20;

  private static final int MOST_TABLES = 500;

  private final MqttConfig config;
  private final Intake intake;
  private final String address;
  private final Unanswered senders;
  private final Places places = new Places("mqtt_", MOST_TABLES);
  private volatile @Nullable Socket socket;

  private Subscription(MqttConfig config, Sources sources, Intake intake, LeftOut leftOut) {
    this.config = config;
    this.intake = intake;
    this.address = config.broker().address().toString();
    this.senders = new Unanswered("mqtt", config.hosts(), sources, intake, leftOut);
  }

  static Subscription start(MqttConfig config, Sources sources, Intake intake, LeftOut leftOut) {
    Subscription subscription = new Subscription(config, sources, intake, leftOut);
    Thread.ofPlatform().name("mqtt").daemon().start(subscription::run);
    return subscription;
  }

  private void run() {
    do {
      try (Socket open = config.broker().open(PATIENCE_MILLIS)) {
        socket = open;
        read(open);
      } catch (IOException e) {
        if (!senders.isClosed()) {
          senders.warn(address, address + ": " + e.getMessage() + "; tried again");
        }
      } catch (RuntimeException e) {
        // Whatever it was: this thread is the only one that reads.
        LOG.log(Level.WARNING, "mqtt: " + address + " is read again", e);
      }
    } while (senders.waits(AGAIN_SECONDS));
  }

  private void read(Socket open) throws IOException {
    Session session = new Session(open);
    session.connect(config.client(), true, config.user(), config.password());
    session.subscribe(config.topics().stream().map(TopicRule::filter).distinct().toList());
    LOG.info(() -> "messages of " + address + " are read");
    long heard = session.packets();
    boolean isAsked = false;
    while (!senders.isClosed()) {
      Publication first = session.next();
      if (first != null) {
        List<Publication> come = withMore(first, session);
        store(come);
        for (Publication publication : come) {
          session.acknowledge(publication);
        }
      } else if (session.packets() == heard) {
        if (isAsked) {
          throw new IOException("the broker does not answer");
        }
        session.ping();
      }
      isAsked = first == null && session.packets() == heard;
      heard = session.packets();
    }
  }

  /** What has come already is stored at once with the first. */
  private static List<Publication> withMore(Publication first, Session session) throws IOException {
    List<Publication> come = new ArrayList<>(List.of(first));
    long bytes = first.bytesHeld();
    while (come.size() < MOST_AT_ONCE && bytes < MOST_BYTES && session.isMore()) {
      Publication more = session.next();
      if (more != null) {
        come.add(more);
        bytes += more.bytesHeld();
      }
    }
    return come;
  }

  private void store(List<Publication> come) throws IOException {
    long bytes = come.stream().mapToLong(Publication::bytesHeld).sum();
    Instant now = intake.clock().instant();
    String why = senders.store(address, bytes, (known, dropped) -> read(come, now, known, dropped));
    if (why != null) {
      throw new IOException(why);
    }
  }

  private List<Batch> read(
      List<Publication> come, Instant now, Map<String, ProbeDescription> known, Dropped dropped)
      throws IOException {
    Messages messages =
        new Messages(
            config.topics(), places, senders.candidates(), known, intake.limits().rows(), dropped);
    for (Publication publication : come) {
      if (!publication.retained()) { // Nobody knows of when it is.
        messages.add(publication, now);
      }
    }
    return messages.batches();
  }

  @Override
  public void close() throws IOException {
    senders.close();
    Socket open = socket;
    if (open != null) {
      open.close();
    }
  }
}
