// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.side;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.domestik.benchmarks.load.Body;
import org.domestik.benchmarks.load.Format;
import org.domestik.benchmarks.load.Load;

/** One of those that are compared: Domestik on a store, a rival, or a limit. */
public interface Side extends AutoCloseable {
  /** What the tables call it. */
  String name();

  String version() throws IOException;

  /** Has the requests of each sender sent by a thread of its own, each answer awaited. */
  default Load ingest(List<List<Body>> senders, Format format) throws IOException {
    return Load.run(senders, () -> connect(format));
  }

  /** Connects one sender of a format. */
  Load.Sender connect(Format format) throws IOException;

  /** Whether it understands that format. */
  boolean takes(Format format);

  /** How many rows of the fleet's probe it has, by its own count. */
  long rows() throws IOException;

  /** Reads all values of one series in a span of time; returns how many points came. */
  int read(String host, String key, Instant from, Instant to) throws IOException;

  /** CPU time of the serving processes so far. */
  double cpuSeconds();

  /** Peak resident set of the serving processes so far. */
  long peakMebibytes();

  /** Where all its data is. */
  Path folder();

  /** Ends it in the clean way, so that everything is written where it belongs. */
  @Override
  void close() throws IOException;
}
