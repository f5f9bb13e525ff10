// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.domestik.agent.machine.PathText;
import org.domestik.model.BadInput;

/** A file that a job writes now and then. */
record MetricsFile(Path path, Duration stale) implements PrometheusSource.Text {
  private static final Duration LONGEST = Duration.ofSeconds(5);

  @Override
  public PrometheusSource.Said open(Instant now) throws IOException {
    // Before it is opened: what is written meanwhile is the next run's.
    Instant written = Files.getLastModifiedTime(path).toInstant();
    if (Duration.between(written, now).compareTo(stale) > 0) {
      throw new BadInput(
          "is stale: "
              + path
              + " was last written at "
              + written.truncatedTo(ChronoUnit.SECONDS)
              + ", more than "
              + stale.toSeconds()
              + " s ago");
    }
    return new PrometheusSource.Said(Files.newInputStream(path), written);
  }

  @Override
  public Duration longest() {
    return LONGEST;
  }

  @Override
  public String toString() {
    return PathText.text(path);
  }
}
