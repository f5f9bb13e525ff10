// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.foreign.Family;
import org.domestik.server.ingest.foreign.ForeignSeries;
import org.domestik.server.ingest.sources.Source;
import org.domestik.server.ingest.sources.Sources.Candidates;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code measurement,tag=text,…} of one kind of senders, and remembers what it read: the same
 * series come again and again. Safe for use by many threads.
 */
final class HeadReader {
  /** When so many times as many heads found no room as there are, others get their turn. */
  private static final int PATIENCE = 4;

  private final Candidates candidates;
  private final HeadRoom room;
  private final Map<Bytes, Head> heads = new ConcurrentHashMap<>();
  private final Map<Kind, Measurement> measurements = new ConcurrentHashMap<>();
  private final AtomicLong noRoom = new AtomicLong();

  private record Kind(Source source, String measurement) implements Comparable<Kind> {
    /** For maps: strangers may give many measurements one hash code. */
    @Override
    public int compareTo(Kind that) {
      return measurement.compareTo(that.measurement);
    }
  }

  HeadReader(Candidates candidates, HeadRoom room) {
    this.candidates = candidates;
    this.room = room;
  }

  /** What its senders' lines are of if nothing tells it better. */
  Source otherwise() {
    return candidates.sources().getLast();
  }

  /**
   * The head in a part of a line.
   *
   * @param hash any function of just these bytes
   * @param before the head of the line before; null: there is none
   */
  Head read(byte[] line, int from, int to, int hash, @Nullable Head before) {
    Bytes bytes = new Bytes(line, from, to, hash);
    Head known = heads.get(bytes);
    if (known != null) {
      if (before != null) {
        before.next(known);
      }
      return known;
    }
    Bytes text = bytes.copy();
    Head head = parse(text, Texts.utf8(line, from, to));
    int weight = HeadRoom.weight(text);
    if (room.take(weight)) {
      if (heads.put(text, head) != null) {
        room.give(weight); // Another thread read the same.
      }
    } else if (noRoom.incrementAndGet() > (long) PATIENCE * room.most) {
      // Not as soon as it is full: of a few more series than fit, which come in turn, none would
      // ever be found. But what comes no more must not hold its place for ever.
      noRoom.set(0);
      forget();
    }
    return head;
  }

  /** Gives all room back. */
  void forget() {
    int before = heads.keySet().stream().mapToInt(HeadRoom::weight).sum();
    heads.clear();
    measurements.clear();
    room.give(before);
  }

  private Head parse(Bytes bytes, String text) {
    List<String> parts = split(text, ',');
    String name = unescape(parts.getFirst(), ",= ");
    if (name.isEmpty()) {
      throw new BadInput("no measurement before the first comma or space");
    }
    Map<String, String> tags = new LinkedHashMap<>();
    for (String part : parts.subList(1, parts.size())) {
      List<String> pair = split(part, '=');
      if (pair.size() != 2 || pair.getFirst().isEmpty() || pair.getLast().isEmpty()) {
        throw new BadInput("tag " + Texts.quoted(part) + " is not written name=text");
      }
      String tag = unescape(pair.getFirst(), ",= ");
      if (tags.put(tag, unescape(pair.getLast(), ",= ")) != null) {
        throw new BadInput("tag " + Texts.quoted(tag) + " comes twice");
      }
    }
    Measurement measurement = measurement(candidates.of(name, tags.keySet()), name);
    ForeignSeries series = ForeignSeries.of(measurement.family, tags);
    return new Head(measurement, series.sharing(measurement.shared(series.tags())), bytes);
  }

  private Measurement measurement(Source source, String name) {
    Kind kind = new Kind(source, name);
    Measurement known = measurements.get(kind);
    if (known != null || measurements.size() >= room.most) {
      return known == null ? new Measurement(new Family(source, name)) : known;
    }
    return measurements.computeIfAbsent(kind, _ -> new Measurement(new Family(source, name)));
  }

  /** The parts between separators that no backslash stands before. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == separator && (i == start || text.charAt(i - 1) != '\\')) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  /** The text without the backslashes before some characters; others stand for themselves. */
  static String unescape(String text, String escaped) {
    return text.indexOf('\\') < 0 ? text : text.replaceAll("\\\\([" + escaped + "])", "$1");
  }
}
