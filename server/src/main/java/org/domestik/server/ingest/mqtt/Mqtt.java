// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.mqtt;

import java.nio.file.Path;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.intake.Intake;
import org.domestik.server.intake.Way;
import org.jspecify.annotations.Nullable;

/** Topics of an MQTT broker, where {@code server.conf} names one. */
public final class Mqtt implements Way {
  private final @Nullable MqttConfig config;
  private final Sources sources;
  private final LeftOut leftOut;

  /**
   * With what is said of it.
   *
   * @param settings null: there is no broker
   * @param folder where its files are
   * @param sources what is known of senders
   * @param leftOut hears of what cannot be stored
   * @throws BadInput naming the key of a fault
   */
  public Mqtt(@Nullable Settings settings, Path folder, Sources sources, LeftOut leftOut) {
    this.config = settings == null ? null : MqttConfig.from(settings, folder);
    this.sources = sources;
    this.leftOut = leftOut;
  }

  @Override
  public AutoCloseable start(Intake intake) {
    return config == null ? () -> {} : Subscription.start(config, sources, intake, leftOut);
  }
}
