// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.jspecify.annotations.Nullable;

/**
 * Finds all that is wrong with a configuration file, where who starts stops at the first fault: a
 * setting that is refused is left out, and the rest is read again.
 */
public final class ConfigFaults {
  private static final int MOST = 100;

  /** A name, then perhaps a number in a list: {@code policies[2]}, {@code munin}, {@code keep}. */
  static final Pattern STEP = Pattern.compile("([A-Za-z_][A-Za-z_0-9]*)(?:\\[(\\d+)\\])?[:.] ?");

  private ConfigFaults() {}

  /**
   * What is wrong, each as {@code FILE:LINE: what}; a hundred at most.
   *
   * @param reader reads all assigned values, and throws {@link BadInput} as {@link Settings} does
   */
  public static List<String> of(Path file, Consumer<Map<String, Object>> reader) {
    String source;
    Map<String, Object> values;
    try {
      values = changeable(LuaConfig.read(file));
      source = LuaFile.read(file);
    } catch (BadInput e) {
      return List.of(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return List.of(FileFault.of(file, e));
    }
    ConfigLines lines = ConfigLines.of(source);
    ConfigRest rest = new ConfigRest(values);
    List<String> faults = new ArrayList<>();
    String before = "";
    while (faults.size() < MOST) {
      try {
        reader.accept(rest.values());
        return faults;
      } catch (BadInput e) {
        String message = String.valueOf(e.getMessage());
        String what =
            message.startsWith(file + ": ") ? message.substring((file + ": ").length()) : message;
        ConfigRest.Fault fault = rest.remove(what);
        boolean again = message.equals(before) && !fault.mended(); // Nothing will mend it.
        before = message;
        if (!fault.follows() && !again) {
          int line = lines.of(path(fault.what()));
          faults.add(file + (line == 0 ? ": " : ":" + line + ": ") + fault.what());
        }
        if (!fault.mended()) {
          return faults; // Something is missing, or in another file.
        }
      }
    }
    return faults;
  }

  /** A complaint with the place of the key that it begins with; one without a key as it is. */
  public static String located(Path file, String what) {
    try {
      int line = ConfigLines.of(LuaFile.read(file)).of(path(what));
      return line == 0 ? what : file + ":" + line + ": " + what;
    } catch (IOException e) {
      return what;
    }
  }

  /**
   * Says where keys of a file are, as {@code FILE:LINE}; just the file where the key is not found.
   * It takes a path such as {@code alerts[2]}.
   */
  public static UnaryOperator<String> places(Path file) {
    ConfigLines lines;
    try {
      lines = ConfigLines.of(LuaFile.read(file));
    } catch (IOException e) {
      return path -> file.toString();
    }
    return path -> {
      int line = lines.of(path(path + ": "));
      return line == 0 ? file.toString() : file + ":" + line;
    };
  }

  private static List<String> path(String what) {
    List<String> path = new ArrayList<>();
    Matcher step = STEP.matcher(what);
    int at = 0;
    while (step.find(at) && step.start() == at) {
      path.add(step.group(1));
      if (step.group(2) != null) {
        path.add(step.group(2));
      }
      at = step.end();
    }
    return path;
  }

  private static Map<String, Object> changeable(Map<String, Object> values) {
    Map<String, Object> copy = new LinkedHashMap<>();
    values.forEach((name, value) -> copy.put(name, node(value)));
    return copy;
  }

  @SuppressWarnings("NullAway") // What a file assigns has no holes.
  private static Object node(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((name, inner) -> copy.put(name, node(inner)));
      return copy;
    }
    return value instanceof List<?> list
        ? new ArrayList<>(list.stream().map(ConfigFaults::node).toList())
        : value;
  }
}
