// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.foreign.ForeignRows;
import org.domestik.server.ingest.foreign.ForeignSeries;
import org.domestik.server.ingest.sources.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one body, part by part, so that a large one is never rows as a whole. It begins at
 * the first part.
 */
public final class LineBody {
  /** What some editors put before a text of UTF-8; no part of the first measurement's name. */
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final byte[] body;
  private final LineReader reader;
  private final String otherwise;
  private final Reading reading;
  private final int mostRows;
  private final LineFaults faults;
  private final Instant latest;
  private int at;
  private int line = 1;
  private int counted; // Up to where its lines are.
  private int start;
  private int startLine = 1;

  /** {@code otherwise}: the source of lines that cannot be read. */
  LineBody(
      byte[] body,
      LineReader reader,
      String otherwise,
      Reading reading,
      IngestLimits limits,
      LineFaults faults) {
    this.body = body;
    this.reader = reader;
    this.otherwise = otherwise;
    this.reading = reading;
    mostRows = limits.rows();
    this.faults = faults;
    latest = reader.now().plus(limits.ahead());
    at = isMarked(body) ? MARK.length : 0;
    start = at;
  }

  /** How many bytes the part has, as was seen when it was read. */
  public int bytes() {
    return at - start;
  }

  /** Goes on to the part behind what was read; false: there is none. */
  public boolean goOn() {
    if (at >= body.length) {
      return false;
    }
    line += lines(counted, at);
    counted = at;
    start = at;
    startLine = line;
    return true;
  }

  /**
   * The batches of the part, one a host; as often as it must be read.
   *
   * @param known the descriptions in force, by probe
   */
  public List<Batch> read(Map<String, ProbeDescription> known) {
    ForeignRows batches = new ForeignRows(known::get);
    Skipped skipped = new Skipped();
    at = start;
    counted = start;
    line = startLine;
    int rows = 0;
    while (at < body.length && rows < mostRows) {
      int end = reader.endOfLine(at);
      boolean isRead = false;
      try {
        isRead = reader.read(at, end);
        if (isRead) {
          rows += add(batches, skipped) ? 1 : 0;
        }
        end = reader.end();
      } catch (BadInput e) {
        line += lines(counted, at);
        counted = at;
        faults.hear(line, source(), reader.reason(), e);
        end = isRead ? reader.end() : reader.endOfFaulty(at);
      }
      at = end + 1;
    }
    skipped.tell(faults);
    return batches.batches();
  }

  private String source() {
    Head head = reader.head();
    return head == null ? otherwise : head.series().family().source().name();
  }

  private boolean add(ForeignRows batches, Skipped skipped) {
    ForeignSeries series = Objects.requireNonNull(reader.head()).series();
    String host = host(series);
    if (host == null) {
      throw reader.fault(
          Reason.NO_HOST, "no tag host, and no host is given beside the lines nor by a source");
    }
    if (reader.time().isAfter(latest)) {
      throw reader.fault(
          Reason.EARLY,
          "its time " + reader.time() + " is ahead of the server's clock: check both clocks");
    }
    if (reader.texts() + reader.notFinite() > 0) {
      skipped.add(series.family().source().name(), reader.texts(), reader.notFinite());
    }
    double[] values = reader.values();
    if (values.length == reader.notFinite()) {
      return false;
    }
    batches.add(host, series, reader.shape().fields(), reader.time(), values);
    return true;
  }

  private @Nullable String host(ForeignSeries series) {
    String tagged = series.taggedHost();
    if (tagged != null) {
      return tagged;
    }
    String host = reading.host() == null ? series.family().source().host() : reading.host();
    return host == null ? reading.otherwise() : host;
  }

  private static boolean isMarked(byte[] body) {
    return body.length >= MARK.length && Arrays.equals(MARK, Arrays.copyOf(body, MARK.length));
  }

  private int lines(int from, int to) {
    int lines = 0;
    for (int i = from; i < to; i++) {
      lines += body[i] == '\n' ? 1 : 0;
    }
    return lines;
  }
}
