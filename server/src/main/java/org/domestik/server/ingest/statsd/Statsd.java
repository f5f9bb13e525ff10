// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.statsd;

import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.intake.Intake;
import org.domestik.server.intake.Way;
import org.jspecify.annotations.Nullable;

/** StatsD's protocol by TCP and UDP, where {@code server.conf} opens its port. */
public final class Statsd implements Way {
  private final @Nullable StatsdConfig config;
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
  public Statsd(@Nullable Settings settings, Sources sources, LeftOut leftOut) {
    this.config = settings == null ? null : StatsdConfig.from(settings);
    this.sources = sources;
    this.leftOut = leftOut;
  }

  @Override
  public AutoCloseable start(Intake intake) {
    if (config == null) {
      return () -> {};
    }
    Adding adding = Adding.start(config, sources, intake, leftOut);
    try {
      AutoCloseable port = config.port().open("statsd", adding);
      return () -> {
        port.close();
        adding.close();
      };
    } catch (BadInput e) {
      adding.close();
      throw e;
    }
  }
}
