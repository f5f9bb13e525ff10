// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Logger;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;
import org.domestik.server.config.ServerConfig.Overrides;
import org.jspecify.annotations.Nullable;

/** What stands behind a command's name: {@code --option value}, {@code --flag} and words. */
final class Arguments {
  private static final Logger LOG = Logger.getLogger(Arguments.class.getName());
  private static final String PASSWORD = "DOMESTIK_STORE_PASSWORD";
  private static final Set<String> FLAGS = Set.of("--json", "--yes");

  private final Map<String, String> options = new HashMap<>();
  private final Set<String> flags = new HashSet<>();
  private final List<String> words = new ArrayList<>();

  /**
   * Reads the arguments.
   *
   * @param known the options and flags the command takes
   * @throws BadInput for an unknown or repeated one, and for an option without a value
   */
  Arguments(List<String> arguments, Set<String> known) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("--")) {
        words.add(argument);
        continue;
      }
      if (!known.contains(argument)) {
        throw new BadInput("unknown option " + argument + Nearest.hint(argument, known));
      }
      if (FLAGS.contains(argument)) {
        flags.add(argument);
      } else if (i + 1 == arguments.size()) {
        throw new BadInput(argument + " needs a value");
      } else if (options.put(argument, arguments.get(++i)) != null) {
        throw new BadInput(argument + " comes twice");
      }
    }
  }

  @Nullable String option(String name) {
    return options.get(name);
  }

  boolean flag(String name) {
    return flags.contains(name);
  }

  /** The words, however many. */
  List<String> anyWords() {
    return List.copyOf(words);
  }

  /** The words, which must be as many as named here. */
  List<String> words(String... names) {
    if (words.size() < names.length) {
      throw new BadInput("missing: " + names[words.size()]);
    }
    if (words.size() > names.length) {
      throw new BadInput("unexpected: " + words.get(names.length));
    }
    return words;
  }

  /** The options that win over the configuration's file. */
  Overrides overrides() {
    String store = option("--store");
    if (store != null && store.contains("password=")) {
      LOG.warning(
          "every user of this machine can read the password in --store in the list of processes;"
              + " write it to a file and name that as password_file in server.conf, or put it into"
              + " the environment as "
              + PASSWORD);
    }
    return new Overrides(
        path("--config"),
        path("--data"),
        option("--listen"),
        port(),
        store,
        System.getenv(PASSWORD));
  }

  private @Nullable Path path(String name) {
    String text = option(name);
    return text == null ? null : Path.of(text);
  }

  private @Nullable Integer port() {
    String text = option("--port");
    if (text == null) {
      return null;
    }
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new BadInput("--port is 0 to 65535, not " + text);
    }
    return Integer.valueOf(text);
  }
}
