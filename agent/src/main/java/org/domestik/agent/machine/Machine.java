// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import java.util.List;
import java.util.Map;
import org.domestik.lua.PermissionDenied;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * All a script can see of a machine; a recorded one serves as well as the real one.
 *
 * <p>Every method throws {@link BadInput}, saying why, where the script may not see it.
 */
public interface Machine {
  /**
   * The file to read in place of {@code path}; null where there is no such file.
   *
   * @throws PermissionDenied where there is one, and not everybody may read it; so do {@link #list}
   *     and {@link #stat}
   */
  @Nullable String open(String path);

  /** The names in a folder, sorted; null where there is no such folder. */
  @Nullable List<String> list(String path);

  /**
   * What {@code stat} (follow) or {@code lstat} says: mode, type, size, mtime, atime, ctime, ino,
   * dev, nlink, uid, gid; null where there is nothing.
   */
  @Nullable Map<String, Object> stat(String path, boolean follow);

  /** What {@code statvfs} says, f_blocks and so on; null where there is nothing. */
  @Nullable Map<String, Object> statvfs(String path);

  /** What a command printed, and how it ended; the first word is its name in the configuration. */
  Output command(String line);

  /** Facts that do not change while the agent runs: pid, ppid, hostname, uid, gid, cpus, … */
  Object fact(String name);

  /** A variable of the agent's environment; null where it is not set or not for scripts. */
  @Nullable String variable(String name);

  /** Seconds since 1970, with a fraction. */
  double now();

  /** Seconds of a clock that never jumps, from any moment of this {@link #boot} on. */
  double steady();

  /** Tells one start of the machine from another; empty where that is not known. */
  String boot();

  /**
   * What a command left.
   *
   * @param text its standard output
   * @param exit its code; 128 and the number of the signal that ended it, as shells say it
   */
  record Output(String text, long exit) {}
}
