// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.sources.Sources.Candidates;

/**
 * InfluxDB's line protocol: {@code measurement,tag=text field=1.5,other=3i 1795255200000000000}.
 *
 * <p>The measurement is the probe, the tag {@code host} the host, the other tags, sorted by name,
 * the key, the fields the values, as far as no source says it otherwise. True and false are 1 and
 * 0; texts, NaN and infinities are skipped. Names, escapes and numbers are read as InfluxDB 1 does.
 * Lines of one series and time are one row. Safe for use by many threads.
 */
public final class LineProtocol {
  /** Beyond so many kinds of senders all of them are forgotten. */
  private static final int MOST_KINDS = 50;

  private final HeadRoom room = new HeadRoom();
  private final Map<Candidates, HeadReader> heads = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final IngestLimits limits;

  public LineProtocol(InstantSource clock, IngestLimits limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /**
   * Begins to read a body.
   *
   * @param faults hears of lines that cannot be stored, which are left out
   */
  public LineBody read(byte[] body, Reading reading, LineFaults faults) {
    HeadReader known = heads(reading.candidates());
    LineReader reader = new LineReader(body, known, reading.precision(), clock.instant());
    return new LineBody(body, reader, known.otherwise().name(), reading, limits, faults);
  }

  private HeadReader heads(Candidates candidates) {
    if (heads.size() > MOST_KINDS) {
      heads.values().forEach(HeadReader::forget);
      heads.clear();
    }
    return heads.computeIfAbsent(candidates, it -> new HeadReader(it, room));
  }
}
