// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/** Reads the {@code probe { … }} of a probe's file without running what follows it. */
public final class LuaDescription {
  private static final long MOST = 1 << 20;

  // What stands before the description may load modules; none of them does anything here.
  private static final String INERT =
      "return setmetatable({}, { __index = function() return function() end end })";

  private static final LuaHost INERT_MODULES =
      new LuaHost() {
        @Override
        public Source library(String name) {
          return new Source(name, INERT);
        }
      };

  private LuaDescription() {}

  /**
   * The description in a file; where it gives no name, the probe has the file's.
   *
   * @throws BadInput naming the file if it cannot be read, does not run or has no description
   */
  public static ProbeDescription read(Path file) {
    String name = String.valueOf(file.getFileName());
    String probe = name.endsWith(".lua") ? name.substring(0, name.length() - 4) : name;
    String place = file.toString();
    try {
      Map<?, ?> captured = captured(file);
      Map<String, Object> tree = asDescription(captured);
      place += ":" + captured.get("probe line");
      return ProbeDescription.fromTree(tree, probe);
    } catch (BadInput e) {
      throw at(place, e);
    }
  }

  /** Lua itself begins with the line. */
  private static BadInput at(String place, BadInput fault) {
    String what = String.valueOf(fault.getMessage());
    return what.matches("(?s)probe:\\d+: .*")
        ? new BadInput(place + what.substring("probe".length()), fault)
        : fault.at(place);
  }

  /** The same of a file's text; {@code probe} is the name where the description gives none. */
  public static ProbeDescription of(String source, String probe) {
    return ProbeDescription.fromTree(asDescription(captured(source)), probe);
  }

  /**
   * The hosts that the description in a file says the file is to be sent to; none where it does
   * not.
   *
   * @throws BadInput as {@link #read}
   */
  public static List<String> hosts(Path file) {
    try {
      return switch (asDescription(captured(file)).get("hosts")) {
        case String one -> List.of(one);
        case List<?> list -> list.stream().map(String::valueOf).toList();
        case null, default -> List.of();
      };
    } catch (BadInput e) {
      throw e.at(file.toString());
    }
  }

  private static Map<?, ?> captured(Path file) {
    try {
      if (Files.size(file) > MOST) {
        throw new BadInput("has more than " + MOST + " bytes");
      }
      return captured(LuaFile.read(file));
    } catch (IOException e) {
      throw new BadInput("cannot be read (" + FileFault.of(e) + ")", e);
    }
  }

  private static Map<?, ?> captured(String source) {
    try {
      return OwnThread.call(() -> run(source)) instanceof Map<?, ?> map ? map : Map.of();
    } catch (LuaFailure e) {
      throw new BadInput(String.valueOf(e.getMessage()), e);
    }
  }

  private static @Nullable Object run(String source) throws LuaFailure {
    try (LuaSandbox sandbox = new LuaSandbox(LuaLimits.DEFAULT, INERT_MODULES)) {
      sandbox.define("settings", Map.of());
      return sandbox.compileUntil("probe", "probe", source).run().getFirst();
    }
  }

  @SuppressWarnings("unchecked") // fromTree checks every key and value and names the wrong one.
  private static Map<String, Object> asDescription(Map<?, ?> captured) {
    if (captured.get("probe") instanceof Map<?, ?> description) {
      return (Map<String, Object>) description;
    }
    throw new BadInput("has no description: probe { … } is missing or empty");
  }
}
