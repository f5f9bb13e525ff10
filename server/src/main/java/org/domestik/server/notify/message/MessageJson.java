// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.message;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.domestik.server.json.JsonTree;
import org.jspecify.annotations.Nullable;

/** Messages as trees of JSON, and back. */
public final class MessageJson {
  private MessageJson() {}

  /** A tree as text. */
  public static String write(Object tree) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JsonTree.FACTORY.createGenerator(text)) {
      JsonTree.write(out, tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // A string does not fail.
    }
    return text.toString();
  }

  public static Map<String, @Nullable Object> tree(Message message) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("key", message.key());
    tree.put("kind", message.kind().name().toLowerCase(Locale.ROOT));
    tree.put("severity", message.severity());
    tree.put("subject", message.subject());
    tree.put("time", message.time());
    tree.put("items", message.items().stream().map(MessageJson::tree).toList());
    tree.put("link", message.link());
    return tree;
  }

  public static Map<String, @Nullable Object> tree(Message.Item item) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("rule", item.rule());
    tree.put("severity", item.severity());
    tree.put("host", item.host());
    tree.put("probe", item.probe());
    tree.put("key", item.key());
    tree.put("value", item.value());
    tree.put("lastValue", item.lastValue());
    tree.put("unit", item.unit());
    tree.put("threshold", item.threshold());
    tree.put("since", item.since());
    tree.put("ended", item.ended());
    tree.put("message", item.message());
    tree.put("link", item.link());
    return tree;
  }

  static Message message(Map<?, ?> tree) {
    return new Message(
        text(tree, "key"),
        Message.Kind.valueOf(text(tree, "kind").toUpperCase(Locale.ROOT)),
        text(tree, "severity"),
        text(tree, "subject"),
        Instant.parse(text(tree, "time")),
        list(tree, "items").stream().map(item -> item((Map<?, ?>) item)).toList(),
        (String) tree.get("link"));
  }

  private static Message.Item item(Map<?, ?> tree) {
    return new Message.Item(
        text(tree, "rule"),
        text(tree, "severity"),
        text(tree, "host"),
        (String) tree.get("probe"),
        list(tree, "key").stream().map(String.class::cast).toList(),
        (String) tree.get("value"),
        tree.get("lastValue") instanceof Number number ? number.doubleValue() : null,
        (String) tree.get("unit"),
        (String) tree.get("threshold"),
        Instant.parse(text(tree, "since")),
        tree.get("ended") instanceof String ended ? Instant.parse(ended) : null,
        text(tree, "message"),
        (String) tree.get("link"));
  }

  private static String text(Map<?, ?> tree, String name) {
    return (String) Objects.requireNonNull(tree.get(name), () -> "\"" + name + "\" is missing");
  }

  private static List<?> list(Map<?, ?> tree, String name) {
    return (List<?>) Objects.requireNonNull(tree.get(name), () -> "\"" + name + "\" is missing");
  }
}
