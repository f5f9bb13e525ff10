// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What systemd, which started this process, wants to hear of it: the words of {@code sd_notify(3)}.
 *
 * <p>Each answer is the command to be run, as Java cannot write to a socket of datagrams itself.
 * Its child process is believed where the unit says {@code NotifyAccess=all}. Immutable.
 */
public final class Supervision {
  private static final String PROGRAM = "systemd-notify";

  private final @Nullable Duration watchdog;

  private Supervision(@Nullable Duration watchdog) {
    this.watchdog = watchdog;
  }

  /**
   * Of a process, by its environment; null where nobody listens.
   *
   * @param pid this process: a watchdog is perhaps another's, that of a shell which started it
   */
  public static @Nullable Supervision of(Map<String, String> environment, long pid) {
    if (environment.getOrDefault("NOTIFY_SOCKET", "").isEmpty()) {
      return null;
    }
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String whose = environment.getOrDefault("WATCHDOG_PID", "");
    boolean isWatched =
        micros.matches("[1-9]\\d{0,15}") && (whose.isEmpty() || whose.equals(Long.toString(pid)));
    return new Supervision(isWatched ? Duration.ofNanos(Long.parseLong(micros) * 1_000) : null);
  }

  /** How often it wants to hear that all works; null if never. A third of what it waits for. */
  public @Nullable Duration every() {
    return watchdog == null ? null : watchdog.dividedBy(3);
  }

  /** It works now; {@code status} is one line for people. */
  public List<String> ready(String status) {
    return command("READY=1", "STATUS=" + status);
  }

  /** It still works. */
  public List<String> alive() {
    return command("WATCHDOG=1");
  }

  /**
   * It reads its files again, until {@link #ready}.
   *
   * @param nanos of the clock that counts since the machine's start, as {@link System#nanoTime}
   */
  public List<String> reloading(long nanos) {
    return command("RELOADING=1", "MONOTONIC_USEC=" + nanos / 1_000);
  }

  /** It comes to its end. */
  public List<String> stopping() {
    return command("STOPPING=1");
  }

  private static List<String> command(String... words) {
    List<String> command = new ArrayList<>(List.of(PROGRAM));
    command.addAll(List.of(words));
    return List.copyOf(command);
  }
}
