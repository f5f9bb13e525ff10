// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.model.Glob;
import org.domestik.model.Nearest;
import org.domestik.model.Span;
import org.domestik.model.alert.AlertRules;
import org.domestik.model.alert.Severity;
import org.domestik.server.notify.channel.Command;
import org.domestik.server.notify.channel.Mail;
import org.domestik.server.notify.channel.Mqtt;
import org.domestik.server.notify.channel.Ntfy;
import org.domestik.server.notify.channel.Webhook;
import org.domestik.server.notify.message.Channel;
import org.jspecify.annotations.Nullable;

/** Reads who is to be told, and how: the key {@code notify} of {@code alerts.lua}. */
public final class Targets {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,60}");
  private static final List<String> WAYS = List.of("mail", "url", "ntfy", "mqtt", "command");

  private Targets() {}

  /**
   * The targets, in the order of their names.
   *
   * @param file all of {@code alerts.lua}; its other keys are left alone
   * @param folder where files are that it names
   * @throws BadInput naming file, target and key
   */
  public static List<Target> from(Settings file, Path folder) {
    file.table("smtp"); // Known also where nobody is told by mail.
    List<Target> targets = new ArrayList<>();
    new TreeMap<>(file.tables("notify"))
        .forEach((name, keys) -> targets.add(target(file, folder, name, keys)));
    return List.copyOf(targets);
  }

  private static Target target(Settings file, Path folder, String name, Map<String, Object> keys) {
    if (!NAME.matcher(name).matches()) {
      throw file.fault("notify", "\"" + name + "\" is no name; write letters, digits, _ . -");
    }
    Settings settings = new Settings(file.where() + ": notify." + name, keys);
    Target target =
        new Target(
            name,
            severity(settings),
            hosts(settings),
            all(settings.texts("rules")),
            span(settings, "after"),
            span(settings, "again"),
            channels(settings, file, folder));
    settings.finish();
    if (target.channels().isEmpty()) {
      throw file.fault("notify." + name, "no way to it; write one of " + String.join(", ", WAYS));
    }
    return target;
  }

  // The one place where channels are registered.
  private static List<Channel> channels(Settings settings, Settings file, Path folder) {
    List<Channel> channels = new ArrayList<>(Mail.from(settings, file, folder));
    for (Channel channel :
        Arrays.asList(
            Webhook.from(settings, folder),
            Ntfy.from(settings, folder),
            Mqtt.from(settings, folder),
            Command.from(settings))) {
      if (channel != null) {
        channels.add(channel);
      }
    }
    if (settings.any("ntfy") != null && settings.any("url") != null) {
      throw settings.fault("url", "and ntfy share their keys; make two targets of them");
    }
    return channels;
  }

  private static String severity(Settings settings) {
    String from = settings.text("from", Severity.WORDS.getFirst());
    if (!Severity.WORDS.contains(from)) {
      throw settings.fault(
          "from",
          "expected info, warning or critical, found \""
              + from
              + "\""
              + Nearest.hint(from, Severity.WORDS));
    }
    return from;
  }

  private static List<String> hosts(Settings settings) {
    List<String> hosts = all(settings.texts("hosts"));
    try {
      hosts.forEach(Glob::hosts);
    } catch (BadInput e) {
      throw settings.fault("hosts", String.valueOf(e.getMessage()));
    }
    return hosts;
  }

  private static List<String> all(List<String> globs) {
    return globs.isEmpty() ? List.of("*") : globs;
  }

  private static @Nullable Span span(Settings settings, String key) {
    String text = settings.text(key);
    try {
      return text == null ? null : AlertRules.span(text);
    } catch (BadInput e) {
      throw settings.fault(key, String.valueOf(e.getMessage()));
    }
  }
}
