// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.rules;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.model.Glob;
import org.domestik.model.Span;
import org.domestik.storage.alert.QuietWindow;
import org.jspecify.annotations.Nullable;

/** Quiet windows that somebody sets by hand, for once: read, judged and told. */
public final class QuietWindows {
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final String TOO_LONG = "at most a year; rules that are never told are off = true";
  private static final int MOST_REASON = 300;
  private static final int MOST_GLOBS = 100;

  private QuietWindows() {}

  /**
   * Reads {@code {"hosts":[…],"rules":[…],"from":…,"to":… or "lasting":…,"zone":…,"reason":…}}.
   *
   * @param zone of times of day without one
   * @throws BadInput naming what is wrong with which field
   */
  public static QuietWindow read(Map<String, ?> fields, Instant now, ZoneId zone, String who) {
    Settings settings = new Settings("quiet", fields);
    ZoneId its = Quiet.zone(settings, zone);
    String start = settings.text("from");
    Instant from = start == null ? now : instant(settings, "from", start, its);
    if (Duration.between(now, from).compareTo(LONGEST) > 0) {
      throw settings.fault("to", TOO_LONG);
    }
    Instant to = end(settings, from, its);
    String reason = settings.text("reason");
    QuietWindow window =
        new QuietWindow(
            UUID.randomUUID().toString(),
            globs(settings, "hosts"),
            globs(settings, "rules"),
            from,
            to,
            its.getId(),
            reason == null || reason.isBlank() ? null : line(settings, reason),
            who);
    settings.finish();
    if (!from.isBefore(to)) {
      throw settings.fault("to", "has to be after from, " + words(from, its));
    }
    if (!now.isBefore(to)) {
      throw settings.fault("to", words(to, its) + " is over already");
    }
    if (Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw settings.fault("to", TOO_LONG);
    }
    return window;
  }

  private static Instant end(Settings settings, Instant from, ZoneId zone) {
    String to = settings.text("to");
    String lasting = settings.text("lasting");
    if ((to == null) == (lasting == null)) {
      throw settings.fault("to", "write either to or lasting");
    }
    if (to != null) {
      return instant(settings, "to", to, zone);
    }
    Span span = settings.span("lasting", Span.parse("1 hour"));
    if (span.estimate().compareTo(LONGEST) > 0) {
      throw settings.fault("to", TOO_LONG);
    }
    return from.atZone(zone).plus(span.amount(), span.unit()).toInstant();
  }

  /** An instant, or a time by the clocks of a zone: one that they skip is moved by as much. */
  private static Instant instant(Settings settings, String key, String text, ZoneId zone) {
    try {
      return text.endsWith("Z")
          ? Instant.parse(text)
          : LocalDateTime.parse(text.replace(' ', 'T')).atZone(zone).toInstant();
    } catch (DateTimeException e) {
      throw settings.fault(
          key, "\"" + text + "\" is no time; write it as \"2026-11-29 22:00\" or an instant");
    }
  }

  private static List<String> globs(Settings settings, String key) {
    List<String> globs = settings.texts(key);
    if (globs.size() > MOST_GLOBS) {
      throw settings.fault(key, "at most " + MOST_GLOBS + ", not " + globs.size());
    }
    for (String glob : globs) {
      if (glob.isBlank() || glob.codePoints().anyMatch(Character::isISOControl)) {
        throw settings.fault(key, "\"" + glob + "\" can match nothing");
      }
      if (key.equals("hosts")) {
        try {
          Glob.hosts(glob);
        } catch (BadInput e) {
          throw settings.fault(key, String.valueOf(e.getMessage()));
        }
      }
    }
    return globs.isEmpty() ? List.of("*") : globs;
  }

  private static String line(Settings settings, String reason) {
    String line = reason.strip();
    if (line.length() > MOST_REASON || line.codePoints().anyMatch(Character::isISOControl)) {
      throw settings.fault("reason", "one line of at most " + MOST_REASON + " characters");
    }
    return line;
  }

  /** Whether nobody is told of a host's rule at a time. */
  public static boolean covers(QuietWindow window, String host, String rule, Instant now) {
    return !now.isBefore(window.from())
        && now.isBefore(window.to())
        && Glob.anyMatches(window.hosts(), host)
        && Glob.anyMatches(window.rules(), rule);
  }

  /** Why nobody is told: {@code quiet until 2026-11-29 22:00 (Europe/Paris): new disks}. */
  public static String why(QuietWindow window) {
    return "quiet until "
        + words(window.to(), ZoneId.of(window.zone()))
        + (window.reason() == null ? "" : ": " + window.reason());
  }

  /** All of it in one line, for the audit and for commands. */
  public static String whole(QuietWindow window) {
    ZoneId zone = ZoneId.of(window.zone());
    return String.join(", ", window.hosts())
        + (window.rules().equals(List.of("*"))
            ? ""
            : ", rules " + String.join(", ", window.rules()))
        + ": from "
        + words(window.from(), zone)
        + " to "
        + words(window.to(), zone)
        + (window.reason() == null ? "" : ": " + window.reason());
  }

  /** As the API shows it. */
  public static Map<String, @Nullable Object> fields(QuietWindow window, Instant now) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("id", window.id());
    fields.put("hosts", window.hosts());
    fields.put("rules", window.rules());
    fields.put("from", window.from());
    fields.put("to", window.to());
    fields.put("zone", window.zone());
    fields.put("reason", window.reason());
    fields.put("by", window.who());
    fields.put("active", !now.isBefore(window.from()) && now.isBefore(window.to()));
    return fields;
  }

  private static String words(Instant time, ZoneId zone) {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).format(time.atZone(zone))
        + " ("
        + zone
        + ")";
  }
}
