// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.alert;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/** Units of one kind: how many of one are another. */
final class Units {
  private static final List<String> THOUSANDS = List.of("k", "M", "G", "T", "P", "E");

  /** In seconds; the words that no prefix explains. */
  private static final Map<String, Double> TIMES =
      Map.of("s", 1.0, "sec", 1.0, "min", 60.0, "h", 3_600.0, "d", 86_400.0);

  private static final Map<String, String> SYNONYMS =
      Map.of("bytes", "B", "byte", "B", "bits", "bit", "seconds", "s", "second", "s");

  private Units() {}

  /** A unit as a multiple of a bare one. */
  private record Multiple(double factor, String bare) {}

  static double factor(String unit, @Nullable String target, int step) {
    if (target == null) {
      throw new BadInput("the value has no unit, so \"" + unit + "\" cannot be compared with it");
    }
    if (unit.equals(target)) {
      return 1;
    }
    for (Multiple from : readings(unit, step)) {
      for (Multiple to : readings(target, step)) {
        if (from.bare().equals(to.bare())) {
          return from.factor() / to.factor();
        }
      }
    }
    throw new BadInput("\"" + unit + "\" is no multiple of \"" + target + "\", the value's unit");
  }

  /** Each way a unit can be read: "min" may be a minute, or a thousandth of an "in". */
  private static List<Multiple> readings(String unit, int step) {
    Map<String, Double> all = new LinkedHashMap<>();
    int slash = unit.indexOf('/');
    String rate = slash < 0 ? "" : unit.substring(slash);
    String name = slash < 0 ? unit : unit.substring(0, slash).strip();
    name = SYNONYMS.getOrDefault(name.toLowerCase(Locale.ROOT), name);
    Double time = TIMES.get(name);
    if (time != null) {
      all.put("s" + rate, time);
    }
    all.put(name + rate, 1.0);
    prefixed(name, step, rate, all);
    return all.entrySet().stream().map(it -> new Multiple(it.getValue(), it.getKey())).toList();
  }

  private static void prefixed(String name, int step, String rate, Map<String, Double> all) {
    String prefix = name.startsWith("K") ? "k" + name.substring(1) : name;
    for (int power = 1; power <= THOUSANDS.size(); power++) {
      String thousand = THOUSANDS.get(power - 1);
      if (prefix.startsWith(thousand + "i") && prefix.length() > 2) {
        all.putIfAbsent(bare(prefix, 2) + rate, Math.pow(1024, power));
      } else if (prefix.startsWith(thousand) && prefix.length() > 1) {
        String bare = bare(prefix, 1);
        all.putIfAbsent(bare + rate, Math.pow(bare.equals("B") ? step : 1000, power));
      }
    }
    List<String> small = List.of("m", "u", "n");
    String micro = name.startsWith("µ") || name.startsWith("μ") ? "u" + name.substring(1) : name;
    for (int power = 1; power <= small.size(); power++) {
      if (micro.startsWith(small.get(power - 1)) && micro.length() > 1) {
        all.putIfAbsent(bare(micro, 1) + rate, Math.pow(1000, -power));
      }
    }
  }

  private static String bare(String name, int from) {
    String bare = name.substring(from);
    return SYNONYMS.getOrDefault(bare.toLowerCase(Locale.ROOT), bare);
  }
}
