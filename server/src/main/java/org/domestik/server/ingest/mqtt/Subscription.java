// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.mqtt;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.domestik.model.Glob;
import org.domestik.server.connection.RareLog;
import org.domestik.server.http.Caller;
import org.domestik.server.http.Refused;
import org.domestik.server.http.Right;
import org.domestik.server.ingest.arrival.Arrival;
import org.domestik.server.ingest.gather.Columns;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.intake.IngestGate;
import org.domestik.server.intake.Intake;
import org.domestik.server.mqtt.Publication;
import org.domestik.server.mqtt.Session;
import org.domestik.storage.StorageUnavailable;
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
  private static final int MOST_TABLES = 500;

  private final MqttConfig config;
  private final Intake intake;
  private final LeftOut leftOut;
  private final Sender sender;
  private final Caller caller;
  private final Columns columns = new Columns(MOST_TABLES);
  private final RareLog rarely = new RareLog(LOG);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Socket socket;

  private Subscription(MqttConfig config, Intake intake, LeftOut leftOut) {
    this.config = config;
    this.intake = intake;
    this.leftOut = leftOut;
    this.sender = new Sender("mqtt", config.broker().address().toString(), "", null, "");
    this.caller =
        new Caller(
            "mqtt",
            null,
            Set.of(Right.WRITE),
            host -> Glob.anyMatches(config.hosts(), host),
            null,
            null,
            null,
            () -> true);
  }

  static Subscription start(MqttConfig config, Intake intake, LeftOut leftOut) {
    Subscription subscription = new Subscription(config, intake, leftOut);
    Thread.ofPlatform().name("mqtt").daemon().start(subscription::run);
    return subscription;
  }

  private void run() {
    do {
      try (Socket open = config.broker().open(PATIENCE_MILLIS)) {
        socket = open;
        read(open);
      } catch (IOException | Refused | StorageUnavailable e) {
        if (closed.getCount() > 0) {
          rarely.warn("mqtt", "mqtt " + sender.address() + ": " + e.getMessage() + "; tried again");
        }
      }
    } while (waits());
  }

  private boolean waits() {
    try {
      return !closed.await(AGAIN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void read(Socket open) throws IOException {
    Session session = new Session(open);
    session.connect(config.client(), true, config.user(), config.password());
    session.subscribe(config.topics().stream().map(TopicRule::filter).distinct().toList());
    LOG.info(() -> "messages of " + sender.address() + " are read");
    long heard = session.packets();
    boolean isAsked = false;
    while (closed.getCount() > 0) {
      List<Publication> come = new ArrayList<>();
      Publication first = session.next();
      if (first != null) {
        come.add(first);
        while (come.size() < MOST_AT_ONCE && session.isMore()) {
          Publication more = session.next();
          if (more != null) {
            come.add(more);
          }
        }
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

  private void store(List<Publication> come) throws IOException {
    Arrival arrival = new Arrival(intake, caller, sender, leftOut);
    long bytes = come.stream().mapToLong(it -> it.payload().length).sum();
    try (IngestGate.Turn _ = intake.turn(sender.address(), bytes)) {
      Messages messages =
          new Messages(
              config.topics(),
              columns,
              intake.descriptions(),
              intake.limits().rows(),
              arrival.dropped());
      for (Publication publication : come) {
        if (!publication.retained()) { // Nobody knows of when it is.
          messages.add(publication.topic(), publication.payload(), intake.clock().instant());
        }
      }
      arrival.store(messages.batches(), bytes);
    } catch (Refused | StorageUnavailable e) {
      intake.failed(e);
      throw e;
    }
    arrival.count();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    Socket open = socket;
    if (open != null) {
      open.close();
    }
  }
}
