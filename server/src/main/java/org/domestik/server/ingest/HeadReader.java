// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code measurement,tag=text,…}, and remembers what it read: the same series come again and
 * again. Safe for use by many threads.
 */
final class HeadReader {
  private static final int MAX_HEADS = 50_000;
  private static final String HOST = "host";

  private final Map<Bytes, SeriesHead> heads = new ConcurrentHashMap<>();
  private final Map<String, Measurement> measurements = new ConcurrentHashMap<>();

  /** The head in a part of a line; {@code hash} is any function of just these bytes. */
  SeriesHead read(byte[] line, int from, int to, int hash) {
    SeriesHead known = heads.get(new Bytes(line, from, to, hash));
    if (known != null) {
      return known;
    }
    SeriesHead head = parse(Texts.utf8(line, from, to));
    if (heads.size() >= MAX_HEADS) {
      heads.clear();
      measurements.clear();
    }
    heads.put(new Bytes(line, from, to, hash).copy(), head);
    return head;
  }

  private SeriesHead parse(String text) {
    List<String> parts = split(text, ',');
    String name = unescape(parts.getFirst());
    String probe = Names.probe(Spelling.plain("measurement", name));
    String host = null;
    Map<String, String> tags = new TreeMap<>();
    for (String part : parts.subList(1, parts.size())) {
      List<String> pair = split(part, '=');
      if (pair.size() != 2 || pair.getFirst().isEmpty() || pair.getLast().isEmpty()) {
        throw new BadInput("tag " + Texts.quoted(part) + " is not written name=text");
      }
      String tag = unescape(pair.getFirst());
      String value = unescape(pair.getLast());
      if (tag.equals(HOST)) {
        host = onlyOne(host, Names.host(value));
      } else {
        String plain = Names.column("tag", Spelling.plain("tag", tag));
        if (tags.put(plain, Texts.key(value)) != null) {
          throw new BadInput("tag " + Texts.quoted(tag) + " comes twice");
        }
      }
    }
    return new SeriesHead(
        measurements.computeIfAbsent(name, absent -> new Measurement(name, probe)),
        host,
        List.copyOf(tags.keySet()),
        List.copyOf(tags.values()));
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
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == separator) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  /** The text without the backslashes before ',', '=' and ' '; others stand for themselves. */
  static String unescape(String text) {
    return text.indexOf('\\') < 0 ? text : text.replaceAll("\\\\([,= ])", "$1");
  }
}
