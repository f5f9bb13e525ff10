// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.domestik.lua.Settings;
import org.domestik.model.Nearest;
import org.domestik.server.notify.message.Message;
import org.domestik.server.notify.message.MessageJson;
import org.domestik.server.notify.message.Urgency;
import org.domestik.server.notify.message.Words;
import org.jspecify.annotations.Nullable;

/** What a request's body looks like where no template says it. */
enum Form {
  /** All of the message, and its text. */
  PLAIN {
    @Override
    Object tree(Message message) {
      Map<String, @Nullable Object> tree = MessageJson.tree(message);
      tree.put("text", message.text());
      return tree;
    }
  },
  /** Slack's incoming webhook; Mattermost and Rocket.Chat take it too. */
  SLACK {
    @Override
    Object tree(Message message) {
      String text = "*" + message.subject() + "*\n" + Words.cut(message.text(), 3000);
      // Slack reads these three as the beginnings of links, mentions and entities.
      return Map.of("text", text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    }
  },
  /** Discord's webhook; nobody is mentioned, whatever the text says. */
  DISCORD {
    @Override
    Object tree(Message message) {
      Map<String, Object> embed = new LinkedHashMap<>();
      embed.put("title", message.subject());
      embed.put("description", Words.cut(message.text(), 4000));
      embed.put("timestamp", message.time());
      embed.put("color", color(message));
      if (message.link() != null) {
        embed.put("url", message.link());
      }
      return Map.of("embeds", List.of(embed), "allowed_mentions", Map.of("parse", List.of()));
    }
  },
  /** Matrix: {@code …/_matrix/client/v3/rooms/ROOM/send/m.room.message}, with a token. */
  MATRIX {
    @Override
    Object tree(Message message) {
      return Map.of(
          "msgtype",
          "m.text",
          "body",
          message.subject() + "\n" + Words.cut(message.text(), 10_000));
    }

    @Override
    String method() {
      return "PUT";
    }

    // The transaction: Matrix takes a second one of the same name for the first.
    @Override
    String path(Message message) {
      return "/" + Words.digest(message.key());
    }
  },
  /** Gotify: {@code https://gotify.example/message}, with an application's token. */
  GOTIFY {
    @Override
    Object tree(Message message) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("title", message.subject());
      tree.put("message", Words.cut(message.text(), 10_000));
      tree.put("priority", Urgency.of(message).choose(3, 5, 8));
      if (message.link() != null) {
        Map<String, Object> click = Map.of("click", Map.of("url", message.link()));
        tree.put("extras", Map.of("client::notification", click));
      }
      return tree;
    }

    @Override
    Map<String, String> authorization(String token) {
      return Map.of("X-Gotify-Key", token);
    }
  };

  abstract Object tree(Message message);

  String body(Message message) {
    return MessageJson.write(tree(message));
  }

  String method() {
    return "POST";
  }

  /** What is appended to the address. */
  String path(Message message) {
    return "";
  }

  Map<String, String> authorization(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  private static int color(Message message) {
    return Urgency.of(message).choose(0x2e7d32, 0xf9a825, 0xc62828);
  }

  /** What the key {@code form} names. */
  static Form from(Settings settings) {
    String name = settings.text("form");
    if (name == null) {
      return PLAIN;
    }
    List<String> names = new ArrayList<>();
    for (Form form : Arrays.asList(values()).subList(1, values().length)) {
      String own = form.name().toLowerCase(Locale.ROOT);
      if (own.equals(name)) {
        return form;
      }
      names.add(own);
    }
    throw settings.fault(
        "form",
        "expected one of "
            + String.join(", ", names)
            + ", found \""
            + name
            + "\""
            + Nearest.hint(name, names));
  }
}
