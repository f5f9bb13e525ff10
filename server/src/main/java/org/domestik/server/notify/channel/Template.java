// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;
import org.domestik.server.json.JsonTree;
import org.domestik.server.notify.message.Message;
import org.domestik.server.notify.message.MessageJson;
import org.domestik.server.notify.message.MessageText;
import org.domestik.server.notify.message.Words;
import org.jspecify.annotations.Nullable;

/** A body that somebody wrote, with {@code {{names}}} that are filled in. Thread-safe. */
final class Template {
  private static final String JSON = "application/json";
  private static final List<String> NAMES =
      List.of(
          "key",
          "kind",
          "severity",
          "subject",
          "time",
          "items",
          "link",
          "count",
          "text",
          "rule",
          "host",
          "probe",
          "value",
          "lastValue",
          "unit",
          "threshold",
          "since",
          "ended",
          "message",
          "duration");
  private final com.samskivert.mustache.Template body;

  private Template(com.samskivert.mustache.Template body) {
    this.body = body;
  }

  /** What kind of body it looks like; JSON if there is none. */
  static String type(@Nullable String template) {
    return template == null || template.strip().matches("(?s)[{\\[](?!\\{).*")
        ? JSON
        : "text/plain; charset=utf-8";
  }

  /**
   * Reads a template, and tries it.
   *
   * @param type by which what is filled in is escaped
   * @throws BadInput where it has a name that no message has, or would not be JSON
   */
  static Template of(Settings settings, String text, String type) {
    try {
      Template template =
          new Template(
              Mustache.compiler()
                  .withEscaper(escaper(type))
                  .strictSections(true)
                  .nullValue("")
                  .emptyStringIsFalse(true)
                  .compile(text));
      for (Message sample : List.of(sample("a \"b\"\n", 1.5), sample("", null))) {
        String body = template.fill(sample);
        if (type.startsWith(JSON)) {
          JsonTree.read(new ByteArrayInputStream(body.getBytes(UTF_8)));
        }
      }
      return template;
    } catch (MustacheException.Context e) {
      throw settings.fault(
          "template",
          "{{" + e.key + "}} on line " + e.lineNo + " is no name" + Nearest.hint(e.key, NAMES));
    } catch (MustacheException | IOException | BadInput e) {
      throw settings.fault("template", Words.line(String.valueOf(e.getMessage()), 300));
    }
  }

  String fill(Message message) {
    Map<String, @Nullable Object> names = MessageJson.tree(message);
    List<Object> items = new ArrayList<>();
    for (Message.Item item : message.items()) {
      Map<String, @Nullable Object> one = MessageJson.tree(item);
      one.put("key", String.join(" / ", item.key()));
      one.put("lastValue", item.lastValue() == null ? null : Words.number(item.lastValue()));
      one.put("duration", Words.length(item.since(), MessageText.end(message, item)));
      items.add(one);
    }
    names.put("items", items);
    names.put("count", items.size());
    names.put("text", message.text());
    return body.execute(names);
  }

  private static Mustache.Escaper escaper(String type) {
    if (type.startsWith(JSON)) {
      return text -> new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
    if (type.startsWith("application/x-www-form-urlencoded")) {
      return text -> URLEncoder.encode(text, UTF_8);
    }
    return type.contains("html") || type.contains("xml") ? Escapers.HTML : Escapers.NONE;
  }

  private static Message sample(String text, @Nullable Double number) {
    String maybe = number == null ? null : text;
    Message.Item item =
        new Message.Item(
            text,
            "info",
            "h",
            maybe,
            List.of(),
            maybe,
            number,
            maybe,
            maybe,
            Instant.EPOCH,
            null,
            text,
            maybe);
    return new Message(
        "k", Message.Kind.TEST, "info", text, Instant.EPOCH, List.of(item, item), maybe);
  }
}
