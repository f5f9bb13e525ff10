// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.model.ProbeDescription;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.Precision;
import org.domestik.server.text.TooMuch;
import org.jspecify.annotations.Nullable;

/**
 * InfluxDB's line protocol: {@code measurement,tag=text field=1.5,other=3i 1795255200000000000}.
 *
 * <p>The measurement is the probe, the tag {@code host} the host, the other tags, sorted by name,
 * the key, the fields the values. True and false are 1 and 0; texts are refused. Names, escapes and
 * numbers are read as InfluxDB 1 does. Lines of one series and time are one row. Safe for use by
 * many threads.
 */
public final class LineProtocol {
  /** Stands before the name of a measurement that is called like a bundled probe. */
  public static final String FOREIGN = "influx_";

  /** What some editors put before a text of UTF-8; no part of the first measurement's name. */
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final HeadReader heads = new HeadReader();
  private final InstantSource clock;
  private final IngestLimits limits;

  public LineProtocol(InstantSource clock, IngestLimits limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /**
   * The batches of a body, one a host.
   *
   * @param host the host of lines that name none; null: those are refused
   * @param known the descriptions in force, by probe
   * @throws BadInput says which line is wrong and why
   * @throws TooMuch for more lines than the limits allow
   */
  public List<Batch> read(
      byte[] body,
      @Nullable String host,
      Precision precision,
      Map<String, ProbeDescription> known) {
    return read(
        body,
        host,
        precision,
        known,
        (line, fault) -> {
          throw fault.at("line " + line);
        });
  }

  /** Likewise; {@code faults} hears of lines that cannot be read, which are left out. */
  public List<Batch> read(
      byte[] body,
      @Nullable String host,
      Precision precision,
      Map<String, ProbeDescription> known,
      LineFaults faults) {
    LineCollector batches = new LineCollector();
    LineReader reader = new LineReader(body, heads, precision, clock.instant());
    int rows = 0;
    int line = 1;
    int counted = 0; // Up to where its lines are.
    for (int start = isMarked(body) ? MARK.length : 0; start < body.length; ) {
      int end = reader.endOfLine(start);
      try {
        if (reader.read(start, end)) {
          rows++;
          batches.add(reader, host);
        }
      } catch (BadInput e) {
        line += lines(body, counted, start);
        counted = start;
        faults.hear(line, e);
      }
      if (rows > limits.rows()) {
        throw new TooMuch("more than " + limits.rows() + " lines in one request; send several");
      }
      start = end + 1;
    }
    return batches.batches(known);
  }

  private static boolean isMarked(byte[] body) {
    return body.length >= MARK.length && Arrays.equals(MARK, Arrays.copyOf(body, MARK.length));
  }

  private static int lines(byte[] body, int from, int to) {
    int lines = 0;
    for (int i = from; i < to; i++) {
      lines += body[i] == '\n' ? 1 : 0;
    }
    return lines;
  }
}
