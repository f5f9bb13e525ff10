// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/** What stands behind a command's name, as {@link Options} read it. Immutable. */
public final class Arguments {
  private final Map<String, List<String>> values;
  private final List<String> words;

  Arguments(Map<String, List<String>> values, List<String> words) {
    this.values = values;
    this.words = List.copyOf(words);
  }

  /** The value of an option; null if it is not given. */
  public @Nullable String option(String name) {
    List<String> all = values.get(name);
    return all == null ? null : all.getFirst();
  }

  /** The value of an option that must be given. */
  public String required(String name) {
    String value = option(name);
    if (value == null) {
      throw new BadInput("--" + name + " is missing");
    }
    return value;
  }

  /** The values of an option that may come more than once, in their order. */
  public List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  /** Whether a flag is given. */
  public boolean flag(String name) {
    return values.containsKey(name);
  }

  /** The options that are given, by name, with the first value of each. */
  public Map<String, String> options() {
    Map<String, String> first = new LinkedHashMap<>();
    values.forEach((name, all) -> first.put(name, all.getFirst()));
    return first;
  }

  /** What is no option, however much. */
  public List<String> anyWords() {
    return words;
  }

  /** The words, which must be as many as named here. */
  public List<String> words(String... names) {
    if (words.size() < names.length) {
      throw new BadInput("missing: " + names[words.size()]);
    }
    if (words.size() > names.length) {
      throw new BadInput("unexpected: " + words.get(names.length));
    }
    return words;
  }
}
