// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.alert.AlertRules;
import org.domestik.server.alert.rules.Rulebook;
import org.domestik.server.alert.rules.Rules;
import org.domestik.server.text.Texts;
import org.domestik.storage.Storage;
import org.domestik.storage.Window;
import org.domestik.storage.alert.Alert;
import org.jspecify.annotations.Nullable;

/** A dry run of rules, as a command or the API asks for it. */
public final class Trial {
  private Trial() {}

  /**
   * The episodes that would have fired.
   *
   * @param rules a list of tables, as {@code alerts} is in {@code alerts.lua}
   * @param from inclusive
   * @param to exclusive
   */
  public static List<Map<String, @Nullable Object>> run(
      Storage storage, List<?> rules, String from, String to) {
    return run(storage, new Rulebook(AlertRules.of(rules, "the rules"), Map.of()), from, to);
  }

  /** The same of the rules in force. */
  static List<Map<String, @Nullable Object>> run(
      Storage storage, Rules rules, String from, String to) {
    return run(storage, rules.book(storage.descriptions().values()), from, to);
  }

  private static List<Map<String, @Nullable Object>> run(
      Storage storage, Rulebook book, String from, String to) {
    Window window = new Window(Texts.instant(from), Texts.instant(to));
    if (!window.from().isBefore(window.to())) {
      throw new BadInput("from is " + from + ", which is not before to, " + to);
    }
    List<Map<String, @Nullable Object>> shown = new ArrayList<>();
    for (DryRun.Tried tried : new DryRun(storage, book, window).run()) {
      Alert alert = tried.alert();
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("rule", alert.rule());
      fields.put("severity", alert.severity());
      fields.put("host", alert.host());
      fields.put("probe", alert.probe());
      fields.put("key", String.join(" / ", alert.key()));
      fields.put("value", alert.value());
      fields.put("since", alert.since());
      fields.put("ended", alert.ended());
      fields.put("lastValue", alert.lastValue());
      fields.put("limit", alert.limit());
      Duration within = tried.within();
      fields.put("within", within == null ? null : within.toMinutes() + " minutes");
      shown.add(fields);
    }
    return shown;
  }
}
