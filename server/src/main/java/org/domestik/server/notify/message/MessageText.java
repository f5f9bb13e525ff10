// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.message;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Messages as plain text. */
public final class MessageText {
  private static final int SHOWN = 20;
  private static final int MOST_LINE = 500;

  private MessageText() {}

  /** A paragraph for each of the first twenty alerts, and how many more there are. */
  static String plain(Message message) {
    String text =
        shown(message).stream()
            .map(item -> String.join("\n", lines(message, item)))
            .collect(Collectors.joining("\n\n"));
    int more = more(message);
    String end = more == 0 ? "" : "\n\nand " + more + " more";
    return text + end + (message.link() == null ? "" : "\n\n" + message.link());
  }

  public static List<Message.Item> shown(Message message) {
    return message.items().subList(0, Math.min(SHOWN, message.items().size()));
  }

  /** How many alerts are not shown. */
  public static int more(Message message) {
    return Math.max(0, message.items().size() - SHOWN);
  }

  /** What is said of one alert, a link last if there is one. */
  private static List<String> lines(Message message, Message.Item item) {
    List<String> lines = new ArrayList<>();
    lines.add(Words.line(item.message(), MOST_LINE));
    lines.add(Words.line(item.severity() + ": " + item.rule() + " on " + where(item), MOST_LINE));
    String measured = measured(item);
    if (!measured.isEmpty()) {
      lines.add(measured);
    }
    lines.add(since(message, item));
    if (item.link() != null) {
      lines.add(item.link());
    }
    return lines;
  }

  /** Host, probe, key and value, as far as there are. */
  public static String where(Message.Item item) {
    List<String> parts = new ArrayList<>(List.of(item.host()));
    if (item.probe() != null) {
      parts.add(item.probe());
    }
    parts.addAll(item.key());
    if (item.value() != null) {
      parts.add(item.value());
    }
    return Words.line(String.join(" / ", parts), MOST_LINE);
  }

  /** The last number and what it is measured by; empty where there is neither. */
  public static String measured(Message.Item item) {
    Double last = item.lastValue();
    String unit = item.unit() == null ? "" : " " + item.unit();
    String number = last == null ? "" : "now " + Words.number(last) + unit;
    String threshold = item.threshold() == null ? "" : "threshold " + item.threshold();
    return Words.line(
        number + (number.isEmpty() || threshold.isEmpty() ? "" : ", ") + threshold, MOST_LINE);
  }

  /** Since when, and how long that is. */
  public static String since(Message message, Message.Item item) {
    Instant since = item.since();
    Instant ended = item.ended();
    return (ended != null ? "from " : "since ")
        + Words.time(since)
        + (ended != null ? " to " + Words.time(ended) + ", " : ", for ")
        + Words.length(since, end(message, item));
  }

  /** Until when it has been so: its end, which may be told much later, or the message's time. */
  public static Instant end(Message message, Message.Item item) {
    return item.ended() == null ? message.time() : item.ended();
  }
}
