// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.running;

import java.time.InstantSource;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.ingest.collectd.Collectd;
import org.domestik.server.ingest.graphite.Graphite;
import org.domestik.server.ingest.influx.InfluxWay;
import org.domestik.server.ingest.mqtt.Mqtt;
import org.domestik.server.ingest.otlp.Otlp;
import org.domestik.server.ingest.remotewrite.RemoteWrite;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.ingest.statsd.Statsd;
import org.domestik.server.intake.Way;

/** The protocols that others than agents speak: one line each. */
public final class Ways {
  private Ways() {}

  /** Throws {@link BadInput} naming the key of a fault in what is said of one. */
  public static void check(ServerConfig config, InstantSource clock) {
    of(config, new Sources(config.sources()), new LeftOut(clock));
  }

  /**
   * All of them.
   *
   * @param sources what is known of senders
   * @param leftOut hears of what is not stored
   */
  static List<Way> of(ServerConfig config, Sources sources, LeftOut leftOut) {
    return List.of(
        new InfluxWay(sources, leftOut),
        new RemoteWrite(sources, leftOut),
        new Otlp(sources, leftOut),
        new Collectd(sources, leftOut),
        new Graphite(config.ways().of("graphite"), sources, leftOut),
        new Statsd(config.ways().of("statsd"), sources, leftOut),
        new Mqtt(config.ways().of("mqtt"), config.data(), sources, leftOut));
  }
}
