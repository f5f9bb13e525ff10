// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.log;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.domestik.model.Json;
import org.domestik.model.Nearest;
import org.jspecify.annotations.Nullable;

/** How an event becomes lines of a log. */
public enum LogForm {
  /** {@code 2026-11-22T10:00:00.000Z warn spool: message}. */
  TEXT,
  /** The same with journald's priority before each line. */
  JOURNAL,
  /** One object a line: {@code time}, {@code level}, {@code component}, {@code message}. */
  JSON;

  /** An escape sequence from outside would do something to a terminal. */
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]");

  /**
   * What {@code log} of a configuration asks for.
   *
   * @param word {@code "text"} or {@code "json"}
   * @param isJournal whether journald reads what is written
   * @throws BadInput for another word
   */
  public static LogForm of(String word, boolean isJournal) {
    return switch (word) {
      case "text" -> isJournal ? JOURNAL : TEXT;
      case "json" -> JSON;
      default ->
          throw new BadInput(
              "expected \"text\" or \"json\"" + Nearest.hint(word, List.of("text", "json")));
    };
  }

  /**
   * Whether a stream is journald's.
   *
   * @param stream the environment's {@code JOURNAL_STREAM}; a shell in a service's terminal has it
   *     too, so it must name this very stream
   */
  public static boolean isJournal(@Nullable String stream, Object device, Object inode) {
    return (device + ":" + inode).equals(stream);
  }

  /**
   * One event, without a line's end at its end.
   *
   * @param component the part of Domestik that tells it
   * @param message may have several lines: in text the others are indented, so that none of them
   *     passes for an event
   * @param trace where a fault of Domestik's own came from; null for none
   */
  public String event(
      Instant time, Level level, String component, String message, @Nullable String trace) {
    // Always three digits, so that lines sort as texts.
    String stamp =
        time.truncatedTo(ChronoUnit.MILLIS).plusNanos(1).toString().substring(0, 23) + "Z";
    if (this == JSON) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("time", stamp);
      fields.put("level", level.word());
      fields.put("component", component);
      fields.put("message", message);
      if (trace != null) {
        fields.put("trace", trace);
      }
      return Json.write(fields);
    }
    String body = trace == null ? message : message + "\n" + trace;
    String clean = CONTROL.matcher(body.strip()).replaceAll("?");
    String text = stamp + " " + level.word() + " " + component + ": " + clean.replace("\n", "\n  ");
    String priority = "<" + level.journal() + ">";
    return this == TEXT ? text : priority + text.replace("\n", "\n" + priority);
  }
}
