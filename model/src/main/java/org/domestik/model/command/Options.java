// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;

/**
 * The options a command takes, by name without the dashes. Immutable.
 *
 * @param valued those that take one value: {@code --name value} or {@code --name=value}
 * @param flags those that take none
 * @param repeated those that take one value, and may come more than once
 */
public record Options(Set<String> valued, Set<String> flags, Set<String> repeated) {
  /** Options of one value each. */
  public static Options of(String... valued) {
    return new Options(Set.of(valued), Set.of(), Set.of());
  }

  /** These, and options without a value. */
  public Options flags(String... names) {
    return new Options(valued, Set.of(names), repeated);
  }

  /** These, and options that may come more than once. */
  public Options repeated(String... names) {
    return new Options(valued, flags, Set.of(names));
  }

  /**
   * Reads what stands behind a command's name.
   *
   * @throws BadInput for an unknown or repeated option, for one without its value and for a flag
   *     with one
   */
  public Arguments read(List<String> arguments) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("--")) {
        words.add(argument);
        continue;
      }
      int equals = argument.indexOf('=');
      String name = argument.substring(2, equals < 0 ? argument.length() : equals);
      check(name, equals >= 0);
      String value = equals < 0 ? "" : argument.substring(equals + 1);
      if (equals < 0 && !flags.contains(name)) {
        if (++i == arguments.size()) {
          throw new BadInput("--" + name + " needs a value");
        }
        value = arguments.get(i);
      }
      if (value.isEmpty() && !flags.contains(name)) {
        throw new BadInput("--" + name + " needs a value, and has an empty one");
      }
      List<String> all = values.computeIfAbsent(name, absent -> new ArrayList<>());
      all.add(value);
      if (all.size() > 1 && !repeated.contains(name)) {
        throw new BadInput("--" + name + " comes twice");
      }
    }
    return new Arguments(values, words);
  }

  private void check(String name, boolean hasValue) {
    Set<String> known = new HashSet<>(valued);
    known.addAll(flags);
    known.addAll(repeated);
    if (!known.contains(name)) {
      List<String> candidates = known.stream().sorted().map(each -> "--" + each).toList();
      throw new BadInput("unknown option --" + name + Nearest.hint("--" + name, candidates));
    }
    if (hasValue && flags.contains(name)) {
      throw new BadInput("--" + name + " takes no value");
    }
  }
}
