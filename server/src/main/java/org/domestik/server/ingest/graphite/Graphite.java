// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.graphite;

import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.intake.Intake;
import org.domestik.server.intake.Way;
import org.jspecify.annotations.Nullable;

/** Graphite's plaintext protocol by TCP and UDP, where {@code server.conf} opens its port. */
public final class Graphite implements Way {
  private final @Nullable GraphiteConfig config;
  private final Sources sources;
  private final LeftOut leftOut;

  /**
   * With what is said of it.
   *
   * @param settings null: its port stays closed
   * @param sources what is known of senders
   * @param leftOut hears of what cannot be stored
   * @throws BadInput naming the key of a fault
   */
  public Graphite(@Nullable Settings settings, Sources sources, LeftOut leftOut) {
    this.config = settings == null ? null : GraphiteConfig.from(settings);
    this.sources = sources;
    this.leftOut = leftOut;
  }

  @Override
  public AutoCloseable start(Intake intake) {
    if (config == null) {
      return () -> {};
    }
    Delivery delivery = new Delivery(config, sources, intake, leftOut);
    AutoCloseable port = config.port().open("graphite", delivery);
    return () -> {
      delivery.close();
      port.close();
    };
  }
}
