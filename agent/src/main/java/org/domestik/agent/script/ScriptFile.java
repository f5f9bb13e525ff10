// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.domestik.agent.config.AgentConfig;
import org.domestik.lua.LuaFailure;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.jspecify.annotations.Nullable;

/** A script as found somewhere: all that the schedule knows of it. */
public interface ScriptFile {
  /** What tells scripts apart, on the screen too. */
  String script();

  /** Where it is, for messages. */
  String place();

  /** Changes whenever the script is to be started afresh. */
  String version();

  /** The probe fed where nothing else is said; perhaps no valid name of one. */
  String name();

  /** How long a run may take before it counts as stuck. */
  Duration longest(AgentConfig config);

  /**
   * Makes it ready to be run.
   *
   * @throws LuaFailure if a script in Lua does not compile
   * @throws IOException if it cannot be read
   * @throws BadInput if it may not be run
   */
  Script open(ScriptContext context) throws LuaFailure, IOException;

  /** Why it is never run; null if it is. */
  default @Nullable String fault() {
    return null;
  }

  /** A probe's name that can be reported whatever the script is called. */
  default String reportedName() {
    String clean = name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    String started = clean.isEmpty() || Character.isDigit(clean.charAt(0)) ? "_" + clean : clean;
    return started.substring(0, Math.min(started.length(), Names.MAX_LENGTH));
  }
}
