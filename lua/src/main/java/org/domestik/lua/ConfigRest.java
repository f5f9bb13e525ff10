// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a configuration once what is wrong with it is taken out, fault by fault. Belongs
 * to one thread.
 */
final class ConfigRest {
  private static final Pattern NEAREST = Pattern.compile("nearest is \"([^\"]*)\"");

  private final Map<String, Object> values;

  /** Of lists that lack something: the number in the file of what is left. */
  private final IdentityHashMap<Object, List<Integer>> numbers = new IdentityHashMap<>();

  /** What was taken out of tables, or was meant by it. */
  private final IdentityHashMap<Object, Set<String>> taken = new IdentityHashMap<>();

  ConfigRest(Map<String, Object> values) {
    this.values = values;
  }

  /**
   * A fault.
   *
   * @param what with the numbers of the file
   * @param follows whether it is but the consequence of what was taken out
   * @param mended whether something was taken out now
   */
  record Fault(String what, boolean follows, boolean mended) {}

  /** All that is left. */
  Map<String, Object> values() {
    return values;
  }

  /** Takes out the innermost of what a complaint names at its beginning. */
  Fault remove(String what) {
    StringBuilder inFile = new StringBuilder();
    Object node = values;
    @Nullable Runnable removal = null;
    boolean follows = false;
    Matcher step = ConfigFaults.STEP.matcher(what);
    int at = 0;
    while (step.find(at) && step.start() == at) {
      String name = step.group(1);
      if (!(node instanceof Map<?, ?> map) || !map.containsKey(name)) {
        follows = taken.getOrDefault(node, Set.of()).contains(name);
        break;
      }
      removal = () -> take(map, name, what);
      node = map.get(name);
      inFile.append(name);
      if (step.group(2) != null && node instanceof List<?> list) {
        int number = Integer.parseInt(step.group(2));
        List<Integer> left = numbers(list);
        boolean there = number >= 1 && number <= left.size();
        inFile.append('[').append(there ? left.get(number - 1) : number).append(']');
        if (there) {
          removal = () -> take(list, number - 1);
          node = list.get(number - 1);
        }
      } else if (step.group(2) != null) {
        inFile.append('[').append(step.group(2)).append(']');
      }
      inFile.append(what, step.end(step.group(2) == null ? 1 : 2) + closing(step), step.end());
      at = step.end();
    }
    // About a table as a whole of which something is gone: that is why.
    follows |= removal != null && taken.containsKey(node);
    if (removal != null) {
      removal.run();
    }
    return new Fault(inFile + what.substring(at), follows, removal != null);
  }

  private static int closing(Matcher step) {
    return step.group(2) == null ? 0 : 1;
  }

  private List<Integer> numbers(List<?> list) {
    return numbers.computeIfAbsent(
        list, it -> new ArrayList<>(IntStream.rangeClosed(1, list.size()).boxed().toList()));
  }

  private void take(Map<?, ?> map, String name, String what) {
    map.remove(name);
    Set<String> words = taken.computeIfAbsent(map, it -> new HashSet<>());
    words.add(name);
    Matcher nearest = NEAREST.matcher(what);
    if (nearest.find()) {
      words.add(nearest.group(1));
    }
  }

  private void take(List<?> list, int place) {
    list.remove(place);
    numbers(list).subList(place, place + 1).clear();
  }
}
