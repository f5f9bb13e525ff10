// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.lines;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.domestik.model.BadInput;
import org.domestik.model.KeyText;
import org.domestik.model.Names;
import org.domestik.server.ingest.BundledProbes;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code measurement,tag=text,…}, and remembers what it read: the same series come again and
 * again. Safe for use by many threads.
 */
final class HeadReader {
  /** A head takes some 400 bytes, so all take a sixth of the heap at most. */
  private static final long HEAP_PER_HEAD = 2_500;

  /** When so many times as many heads found no room as there are, others get their turn. */
  private static final int PATIENCE = 4;

  private static final String HOST = "host";

  private final Map<Bytes, SeriesHead> heads = new ConcurrentHashMap<>();
  private final Map<String, Measurement> measurements = new ConcurrentHashMap<>();
  private final AtomicLong noRoom = new AtomicLong();
  private final int most;

  HeadReader() {
    this((int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_PER_HEAD));
  }

  /** Keeps so many heads at most. */
  HeadReader(int most) {
    this.most = most;
  }

  /** The head in a part of a line; {@code hash} is any function of just these bytes. */
  SeriesHead read(byte[] line, int from, int to, int hash) {
    SeriesHead known = heads.get(new Bytes(line, from, to, hash));
    if (known != null) {
      return known;
    }
    SeriesHead head = parse(Texts.utf8(line, from, to));
    if (heads.size() < most) {
      heads.put(new Bytes(line, from, to, hash).copy(), head);
    } else if (noRoom.incrementAndGet() > (long) PATIENCE * most) {
      // Not as soon as it is full: of a few more series than fit, which come in turn, none would
      // ever be found. But what comes no more must not hold its place for ever.
      noRoom.set(0);
      heads.clear();
      measurements.clear();
    }
    return head;
  }

  private SeriesHead parse(String text) {
    List<String> parts = split(text, ',');
    String name = unescape(parts.getFirst(), ",= ");
    String plain = Names.probe(Spelling.plain("measurement", name));
    String probe = BundledProbes.names().contains(plain) ? LineProtocol.FOREIGN + plain : plain;
    String host = null;
    Map<String, String> tags = new TreeMap<>();
    for (String part : parts.subList(1, parts.size())) {
      List<String> pair = split(part, '=');
      if (pair.size() != 2 || pair.getFirst().isEmpty() || pair.getLast().isEmpty()) {
        throw new BadInput("tag " + Texts.quoted(part) + " is not written name=text");
      }
      String tag = unescape(pair.getFirst(), ",= ");
      String value = unescape(pair.getLast(), ",= ");
      if (tag.equals(HOST)) {
        host = onlyOne(host, Names.host(value));
      } else {
        String level = Names.column("tag", Spelling.plain("tag", tag));
        if (tags.put(level, KeyText.of(KeyText.shortened(value))) != null) {
          throw new BadInput("tag " + Texts.quoted(tag) + " comes twice");
        }
      }
    }
    Measurement measurement = measurement(name, probe);
    List<String> names = measurement.shared(List.copyOf(tags.keySet()));
    return new SeriesHead(measurement, host, names, List.copyOf(tags.values()));
  }

  private Measurement measurement(String name, String probe) {
    Measurement known = measurements.get(name);
    if (known != null || measurements.size() >= most) {
      return known == null ? new Measurement(name, probe) : known;
    }
    return measurements.computeIfAbsent(name, absent -> new Measurement(name, probe));
  }

  private static String onlyOne(@Nullable String earlier, String host) {
    if (earlier != null) {
      throw new BadInput("tag \"host\" comes twice");
    }
    return host;
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
