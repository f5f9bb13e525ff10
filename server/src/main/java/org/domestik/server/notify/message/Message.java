// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.server.json.JsonTree;
import org.jspecify.annotations.Nullable;

/**
 * What is told, once; goes through the store's outbox as JSON.
 *
 * @param key the same whenever the same is told to the same target: who gets it twice may know
 * @param severity info, warning or critical
 * @param subject one line; control characters become spaces, and at most 200 characters are kept
 * @param time when the alerts became so
 * @param items the alerts it is about, 1 to 200
 * @param link a page for all of them
 */
public record Message(
    String key,
    Kind kind,
    String severity,
    String subject,
    Instant time,
    List<Item> items,
    @Nullable String link) {
  private static final int MOST_ITEMS = 200;

  /** What happened. */
  public enum Kind {
    FIRING,
    RESOLVED,
    FLAPPING,
    REMINDER,
    TEST
  }

  /**
   * One alert.
   *
   * @param key the series' key, level by level; empty if it has none
   * @param value the value's name
   * @param lastValue the value's last number
   * @param threshold what it is measured by, in words: {@code above 90 %}
   * @param ended since when it is right again; null while it is not
   * @param message what is wrong, in a sentence
   * @param link the graph at that time
   */
  public record Item(
      String rule,
      String severity,
      String host,
      @Nullable String probe,
      List<String> key,
      @Nullable String value,
      @Nullable Double lastValue,
      @Nullable String unit,
      @Nullable String threshold,
      Instant since,
      @Nullable Instant ended,
      String message,
      @Nullable String link) {
    public Item {
      key = List.copyOf(key);
    }
  }

  public Message {
    subject = Words.line(subject, 200);
    items = List.copyOf(items);
    if (items.isEmpty() || items.size() > MOST_ITEMS) {
      throw new IllegalArgumentException("a message is about 1 to 200 alerts, not " + items.size());
    }
  }

  /** All of it, as {@link #fromJson} reads it. */
  public String toJson() {
    return MessageJson.write(MessageJson.tree(this));
  }

  /**
   * What {@link #toJson} wrote.
   *
   * @throws BadInput where it is something else
   */
  public static Message fromJson(String json) {
    try {
      if (JsonTree.read(new ByteArrayInputStream(json.getBytes(UTF_8))) instanceof Map<?, ?> map) {
        return MessageJson.message(map);
      }
    } catch (IOException | RuntimeException e) {
      throw new BadInput("no message: " + e.getMessage(), e);
    }
    throw new BadInput("no message: not an object");
  }

  /** Its alerts as plain text, at most twenty of them: a paragraph each, no subject. */
  public String text() {
    return MessageText.plain(this);
  }
}
