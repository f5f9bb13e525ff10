// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.graphite;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.domestik.model.BadInput;
import org.domestik.model.Storable;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.Decimal;
import org.domestik.server.ingest.Precision;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.gather.Gathering;
import org.domestik.server.ingest.gather.Target;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Sources.Candidates;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/** Reads lines {@code path number seconds}; what is wrong with one stops no other. */
final class PlainText {
  private final PathPlaces places;
  private final Candidates candidates;
  private final Map<String, ProbeDescription> known;
  private final @Nullable String otherwise;
  private final Instant now;
  private final Gathering gathering;
  private final Dropped dropped;

  /**
   * @param otherwise the host of paths that name none; null: those are dropped
   * @param now for lines that say no time
   */
  PlainText(
      PathPlaces places,
      Candidates candidates,
      Map<String, ProbeDescription> known,
      @Nullable String otherwise,
      Instant now,
      int mostRows,
      Dropped dropped) {
    this.places = places;
    this.candidates = candidates;
    this.known = known;
    this.otherwise = otherwise;
    this.now = Texts.sampleTime(now);
    this.gathering = new Gathering(mostRows);
    this.dropped = dropped;
  }

  List<Batch> batches() {
    return gathering.batches();
  }

  /** Reads the lines in a part of an array. */
  void read(byte[] bytes, int from, int to) {
    int start = from;
    while (start < to) {
      int end = start;
      while (end < to && bytes[end] != '\n') {
        end++;
      }
      line(bytes, start, end);
      start = end + 1;
    }
  }

  private void line(byte[] bytes, int from, int to) {
    String text = "";
    try {
      text = Texts.utf8(bytes, from, to).strip();
      if (!text.isEmpty()) {
        line(text);
      }
    } catch (BadInput e) {
      drop(Reason.MALFORMED, text, String.valueOf(e.getMessage()));
    }
  }

  private void drop(Reason reason, String line, String why) {
    dropped.add(reason, 1, Texts.quoted(line) + ": " + why);
  }

  private void line(String text) {
    String[] words = text.split("[ \t]+", 4);
    if (words.length < 2 || words.length > 3) {
      throw new BadInput("expected: path number seconds");
    }
    if (words[0].indexOf(';') >= 0) {
      throw new BadInput("tags are not read; write them as nodes of the path");
    }
    double number = Decimal.parse(words[1]);
    if (Double.isNaN(number)) {
      boolean isNone = words[1].matches("(?i)[+-]?(nan|inf(inity)?|none|null)");
      drop(isNone ? Reason.NOT_FINITE : Reason.MALFORMED, text, "no number");
      return;
    }
    String fault = Storable.fault(number);
    if (fault != null) {
      drop(Reason.TOO_LARGE, text, fault);
      return;
    }
    Target target = places.of(words[0], candidates, known);
    String named = target.anyHost();
    String host = named == null ? otherwise : named;
    if (host == null) {
      drop(Reason.NO_HOST, text, "the path names no host; write host = into graphite = { … }");
      return;
    }
    Instant time;
    try {
      time = words.length == 2 ? now : time(words[2]);
    } catch (BadInput e) {
      drop(Reason.TIME, text, String.valueOf(e.getMessage()));
      return;
    }
    gathering.add(host, Objects.requireNonNull(target.place()), time, number);
  }

  private Instant time(String text) {
    if (text.equals("-1") || text.equals("N")) {
      return now;
    }
    double seconds = Decimal.parse(text);
    if (!(Math.abs(seconds) < 1e12)) {
      throw new BadInput(Texts.quoted(text) + " is no number of seconds");
    }
    return seconds == Math.rint(seconds)
        ? Precision.SECONDS.timeOf((long) seconds)
        : Precision.MICROSECONDS.timeOf(Math.round(seconds * 1e6));
  }
}
