// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.rules;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.domestik.lua.ConfigFaults;
import org.domestik.lua.LuaConfig;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.model.alert.AlertRule;
import org.domestik.model.alert.AlertRules;
import org.domestik.server.notify.Target;
import org.domestik.server.notify.Targets;

/**
 * What an operator writes about alerts: {@code alerts.lua}.
 *
 * @param rules {@code alerts}, in its order
 * @param quiet {@code quiet}: when nobody is told
 * @param targets {@code notify}: who is told
 */
public record AlertsFile(List<AlertRule> rules, List<Quiet> quiet, List<Target> targets) {
  /** The file's name, beside {@code server.conf} or in the data folder. */
  public static final String NAME = "alerts.lua";

  static final AlertsFile NONE = new AlertsFile(List.of(), List.of(), List.of());

  public AlertsFile {
    rules = List.copyOf(rules);
    quiet = List.copyOf(quiet);
    targets = List.copyOf(targets);
  }

  /**
   * Reads it; nothing where there is none.
   *
   * @param zone of times of day without one
   * @throws BadInput naming file, line and place of a fault
   */
  public static AlertsFile read(Path file, ZoneId zone) {
    if (!Files.exists(file)) {
      return NONE;
    }
    try {
      return of(LuaConfig.read(file), file, zone, ConfigFaults.places(file));
    } catch (BadInput e) {
      String prefix = file + ": ";
      String what = String.valueOf(e.getMessage());
      throw what.startsWith(prefix)
          ? new BadInput(ConfigFaults.located(file, what.substring(prefix.length())), e)
          : e;
    }
  }

  /**
   * The same, of what the file assigns; a fault names no line.
   *
   * @param places makes of a rule's place, such as {@code alerts[2]}, its origin
   */
  public static AlertsFile of(
      Map<String, Object> values, Path file, ZoneId zone, UnaryOperator<String> places) {
    Settings settings = new Settings(file.toString(), values);
    List<AlertRule> rules;
    try {
      rules = AlertRules.of(list(settings), places);
    } catch (BadInput e) {
      throw e.at(file.toString());
    }
    Path folder = file.toAbsolutePath().getParent();
    List<Target> targets = Targets.from(settings, folder == null ? Path.of(".") : folder);
    List<Quiet> quiet = Quiet.from(settings, zone);
    settings.finish();
    return new AlertsFile(rules, quiet, targets);
  }

  private static List<?> list(Settings settings) {
    Object node = settings.any("alerts");
    if (node != null && !(node instanceof List<?>)) {
      throw new BadInput("alerts: expected a list of rules { { name = … }, … }");
    }
    return node == null ? List.of() : (List<?>) node;
  }
}
