// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.mqtt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.Decimal;
import org.domestik.server.json.JsonTree;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/** The numbers of a message: one, or those of a JSON document by the path to each. */
final class Payload {
  private static final int MOST = 100;

  private Payload() {}

  /**
   * Reads it; a number without a name has an empty one. Texts are left out.
   *
   * @throws BadInput where there is no number in it
   */
  static Map<String, Double> read(byte[] payload) throws IOException {
    Map<String, Double> numbers = new LinkedHashMap<>();
    String text = Texts.utf8(payload, 0, payload.length).strip();
    if (text.startsWith("{") || text.startsWith("[")) {
      collect("", JsonTree.read(new ByteArrayInputStream(payload)), numbers);
    } else {
      collect("", text, numbers);
    }
    if (numbers.isEmpty()) {
      throw new BadInput("there is no number in " + Texts.quoted(text));
    }
    return numbers;
  }

  private static void collect(String name, @Nullable Object node, Map<String, Double> numbers) {
    switch (node) {
      case Map<?, ?> map -> map.forEach((key, value) -> collect(joined(name, key), value, numbers));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          collect(joined(name, i + 1), list.get(i), numbers);
        }
      }
      case Number number -> put(name, number.doubleValue(), numbers);
      case Boolean bool -> put(name, bool ? 1 : 0, numbers);
      case String text -> put(name, number(text), numbers);
      case null, default -> {}
    }
  }

  private static String joined(String name, Object part) {
    return name.isEmpty() ? part.toString() : name + "_" + part;
  }

  private static void put(String name, double number, Map<String, Double> numbers) {
    if (!Double.isNaN(number)) {
      if (numbers.size() == MOST) {
        throw new BadInput("there are more than " + MOST + " numbers in it");
      }
      numbers.put(name, number);
    }
  }

  /** What switches and last wills say is a number, too. */
  private static double number(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "on", "online", "true", "connected" -> 1;
      case "off", "offline", "false", "disconnected", "lost" -> 0;
      default -> Decimal.parse(text);
    };
  }
}
