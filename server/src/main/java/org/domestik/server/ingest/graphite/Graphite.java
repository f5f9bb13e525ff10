// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.graphite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.intake.Intake;
import org.domestik.server.intake.Way;
import org.jspecify.annotations.Nullable;

/** Graphite's plaintext protocol by TCP and UDP, where {@code server.conf} opens its port. */
public final class Graphite implements Way {
  private static final Logger LOG = Logger.getLogger(Graphite.class.getName());

  private final @Nullable GraphiteConfig config;
  private final LeftOut leftOut;

  /**
   * With what is said of it.
   *
   * @param settings null: its port stays closed
   * @param leftOut hears of what cannot be stored
   * @throws BadInput naming the key of a fault
   */
  public Graphite(@Nullable Settings settings, LeftOut leftOut) {
    this.config = settings == null ? null : GraphiteConfig.from(settings);
    this.leftOut = leftOut;
  }

  @Override
  public AutoCloseable start(Intake intake) {
    if (config == null) {
      return () -> {};
    }
    Delivery delivery = new Delivery(config, intake, leftOut);
    List<AutoCloseable> open = new ArrayList<>();
    try {
      Streams streams = Streams.listen(config, delivery);
      open.add(streams);
      open.add(Datagrams.listen(config, streams.port(), delivery));
      LOG.info(
          () ->
              "Graphite's lines are taken at "
                  + config.address().getAddress().getHostAddress()
                  + " port "
                  + streams.port()
                  + ", TCP and UDP");
    } catch (IOException e) {
      close(delivery, open);
      throw new BadInput(
          "graphite: cannot listen at " + config.address() + ": " + e.getMessage(), e);
    }
    return () -> close(delivery, open);
  }

  private static void close(Delivery delivery, List<AutoCloseable> open) {
    delivery.close();
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        LOG.fine(() -> "at stopping: " + e);
      }
    }
  }
}
