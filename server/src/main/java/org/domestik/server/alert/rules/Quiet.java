// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.rules;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.model.Glob;
import org.domestik.model.Nearest;

/**
 * A window of every day, or of some days of the week, in which nobody is told of some hosts.
 *
 * @param hosts globs
 * @param rules globs of rules' names
 * @param from inclusive, by the clock on the wall
 * @param to exclusive; not after {@code from}: on the next day
 * @param days on which it begins
 */
public record Quiet(
    List<String> hosts,
    List<String> rules,
    LocalTime from,
    LocalTime to,
    Set<DayOfWeek> days,
    ZoneId zone) {
  private static final List<String> WORDS =
      List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  /** The windows of a file. */
  static List<Quiet> from(Settings file, ZoneId zone) {
    List<Quiet> windows = new ArrayList<>();
    for (Settings each : file.each("quiet")) {
      windows.add(one(each, zone));
      each.finish();
    }
    return windows;
  }

  private static Quiet one(Settings table, ZoneId zone) {
    List<String> hosts = table.texts("hosts");
    List<String> rules = table.texts("rules");
    LocalTime from = time(table, "from");
    LocalTime to = time(table, "to");
    for (String glob : hosts) {
      try {
        Glob.hosts(glob);
      } catch (BadInput e) {
        throw table.fault("hosts", String.valueOf(e.getMessage()));
      }
    }
    return new Quiet(
        hosts.isEmpty() ? List.of("*") : hosts,
        rules.isEmpty() ? List.of("*") : rules,
        from,
        to,
        days(table),
        zone(table, zone));
  }

  private static LocalTime time(Settings table, String key) {
    String text = table.text(key);
    try {
      if (text != null) {
        return LocalTime.parse(text.length() == 4 ? "0" + text : text);
      }
    } catch (DateTimeException e) {
      throw table.fault(key, "\"" + text + "\" is no time of day; write it as \"02:30\"");
    }
    throw table.fault(key, "missing; write a time of day such as \"02:30\"");
  }

  static ZoneId zone(Settings table, ZoneId otherwise) {
    String text = table.text("zone");
    if (text == null) {
      return otherwise;
    }
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw table.fault(
          "zone",
          "there is no zone \""
              + text
              + "\"; nearest is \""
              + Nearest.of(text, ZoneId.getAvailableZoneIds())
              + "\"");
    }
  }

  /** {@code "mon-fri"}, {@code "sat, sun"}; all where nothing is said. */
  private static Set<DayOfWeek> days(Settings table) {
    String text = table.text("days");
    if (text == null) {
      return EnumSet.allOf(DayOfWeek.class);
    }
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : text.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] ends = part.strip().split("-", 2);
      DayOfWeek day = day(table, ends[0]);
      DayOfWeek last = day(table, ends[ends.length - 1]);
      days.add(day);
      while (day != last) {
        day = day.plus(1);
        days.add(day);
      }
    }
    return days;
  }

  private static DayOfWeek day(Settings table, String word) {
    String name = word.strip();
    for (int i = 0; i < WORDS.size(); i++) {
      if (name.length() >= 3
          && DayOfWeek.of(i + 1).name().toLowerCase(Locale.ROOT).startsWith(name)) {
        return DayOfWeek.of(i + 1);
      }
    }
    throw table.fault(
        "days",
        "\""
            + name
            + "\" is no day; nearest is \""
            + Nearest.of(name, WORDS)
            + "\", as in mon-fri");
  }

  /** Whether nobody is told of a host's rule at a time. */
  public boolean covers(String host, String rule, Instant now) {
    return isIn(now) && Glob.anyMatches(hosts, host) && Glob.anyMatches(rules, rule);
  }

  /**
   * Whether a time is in the window. Each edge comes once a day: one that the clocks skip is moved
   * by as much, of one that comes twice the first counts.
   */
  private boolean isIn(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, zone);
    for (LocalDate day : List.of(today.minusDays(1), today)) {
      Instant start = day.atTime(from).atZone(zone).toInstant();
      LocalDate last = to.isAfter(from) ? day : day.plusDays(1);
      Instant end = last.atTime(to).atZone(zone).toInstant();
      if (days.contains(day.getDayOfWeek()) && !now.isBefore(start) && now.isBefore(end)) {
        return true;
      }
    }
    return false;
  }

  /** All of it for people: {@code db-*: mon, tue, from 02:30 to 04:00 (Europe/Paris)}. */
  public String whole() {
    String when =
        days.size() == WORDS.size()
            ? "every day"
            : String.join(
                ", ", days.stream().sorted().map(day -> WORDS.get(day.getValue() - 1)).toList());
    String which = rules.equals(List.of("*")) ? "" : ", rules " + String.join(", ", rules);
    return String.join(", ", hosts) + which + ": " + when + ", " + span();
  }

  private String span() {
    return "from " + from + " to " + to + " (" + zone + ")";
  }

  /** For people: {@code quiet from 02:30 to 04:00 (Europe/Paris)}. */
  @Override
  public String toString() {
    return "quiet " + span();
  }
}
