// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;

/**
 * A command line's words.
 *
 * @param options by name, without the dashes
 * @param words what is not an option
 */
public record Arguments(Map<String, String> options, List<String> words) {
  /** Reads {@code --name value} and {@code --name=value}; an unknown name is {@link BadInput}. */
  public static Arguments parse(List<String> arguments, Set<String> known) {
    Map<String, String> options = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (!word.startsWith("--")) {
        words.add(word);
        continue;
      }
      int equals = word.indexOf('=');
      String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
      if (!known.contains(name)) {
        throw new BadInput(
            "unknown option --" + name + "; nearest is --" + Nearest.of(name, known));
      }
      if (equals < 0 && i + 1 == arguments.size()) {
        throw new BadInput("--" + name + " needs a value");
      }
      options.put(name, equals < 0 ? arguments.get(++i) : word.substring(equals + 1));
    }
    return new Arguments(options, words);
  }
}
