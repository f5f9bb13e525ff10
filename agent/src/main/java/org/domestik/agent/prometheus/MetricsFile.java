// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.io.IOException;
import java.io.InputStream;
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
  public InputStream open(Instant now) throws IOException {
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
    return Files.newInputStream(path);
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
