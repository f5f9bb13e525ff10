// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.side;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A side that can be asked for the least and the greatest of every hour of a long time. */
public interface Hourly extends Side {

  /** A question about all series of the fleet at once. */
  enum FleetQuestion {
    /** The ten series whose greatest and least {@code data} are farthest apart. */
    RANGE("widest range, top 10"),
    /** The ten series whose {@code data} rises most steeply, by linear regression. */
    SLOPE("steepest slope, top 10"),
    /** Of every series whether it leaks, by the median slope of the days' floors. */
    VERDICTS("every series' leak verdict");

    private final String words;

    FleetQuestion(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /** Before the first row: says what is to be known of the values. */
  void begin() throws IOException;

  /** Does now what has become due with what was sent so far. */
  void archive() throws IOException;

  /** Work that goes on behind those who send and look. */
  record Job(String name, Work work) {
    /** Does it to its end. */
    public interface Work {
      void run() throws IOException, InterruptedException;
    }
  }

  /** Such work, in order. */
  List<Job> jobs();

  /**
   * Reads the hours of one series with the least and the greatest of both values; returns how many
   * points came.
   */
  int hours(String host, String key, Instant from, Instant to) throws IOException;

  /** What it has an answer to. */
  Set<FleetQuestion> answers();

  /** Asks about all series; returns how many of them the answer has. */
  int fleet(FleetQuestion question, Instant from, Instant to) throws IOException;
}
