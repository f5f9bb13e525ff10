// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.domestik.lua.ConfigFaults;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;
import org.domestik.model.alert.Numbers;
import org.domestik.model.command.Arguments;
import org.domestik.model.command.Options;
import org.domestik.server.alert.AlertList;
import org.domestik.server.alert.Trial;
import org.domestik.server.alert.rules.AlertsFile;
import org.domestik.server.alert.rules.Rules;
import org.domestik.server.command.place.ConfigOptions;
import org.domestik.server.command.place.OperatorAudit;
import org.domestik.server.command.place.RemoteServer;
import org.domestik.server.command.place.StoreOpening;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.http.JsonBody;
import org.domestik.server.notify.Target;
import org.domestik.server.notify.message.Channel;
import org.domestik.server.notify.message.Message;
import org.domestik.server.notify.message.Words;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * {@code alerts}: what is wrong, whether who is to be told can be, and what rules would have said.
 */
public final class AlertsCommand {
  public static final String USAGE =
      """
      alerts [--state pending|firing|resolved] [--host GLOB] | acknowledge ID | test NAME
             alerts quiet [--for SPAN | --to TIME] [--from TIME] [--zone ZONE] [--host GLOB]
               [--rule GLOB] [--reason TEXT] | quiet end ID
             alerts try FILE [--from INSTANT] [--to INSTANT]
               these take (--data DIR | --config F) [--json]""";

  private static final Options OPTIONS =
      Options.of(
              "config", "data", "store", "state", "host", "from", "to", "for", "zone", "rule",
              "reason")
          .flags("json");

  /** Of one cell: what scripts said may be long, and is not to steer the terminal. */
  private static final int MOST = 500;

  private static final Duration TRIED = Duration.ofDays(7);
  private static final List<String> SHOWN =
      List.of("id", "state", "severity", "rule", "host", "probe", "key", "since", "message");
  private static final List<String> TRIAL =
      List.of(
          "since",
          "within",
          "ended",
          "severity",
          "rule",
          "host",
          "probe",
          "key",
          "lastValue",
          "limit");

  private static final List<String> QUIET =
      List.of("id", "active", "from", "to", "zone", "hosts", "rules", "by", "reason");

  private final InstantSource clock;
  private final PrintStream out;
  private final PrintStream err;

  public AlertsCommand(InstantSource clock, PrintStream out, PrintStream err) {
    this.clock = clock;
    this.out = out;
    this.err = err;
  }

  /** Runs one of them; 1 where a test message could not be sent. */
  public int run(List<String> args) {
    Arguments arguments = OPTIONS.read(args);
    List<String> words = arguments.anyWords();
    ServerConfig config = ConfigOptions.read(arguments);
    String word = words.isEmpty() ? "" : words.getFirst();
    return switch (word + words.size()) {
      case "0" -> list(arguments, config);
      case "acknowledge2" -> acknowledge(config, words.get(1));
      case "test2" -> test(config, words.get(1));
      case "quiet1" -> quiet(arguments, config);
      case "quiet3" -> endQuiet(config, words);
      case "try2" -> dryRun(arguments, config, Path.of(words.get(1)));
      default -> throw new BadInput("usage: " + USAGE);
    };
  }

  private int list(Arguments arguments, ServerConfig config) {
    String state = arguments.option("state");
    String host = arguments.option("host");
    RemoteServer remote = RemoteServer.on(config.data());
    Object answer =
        remote != null
            ? whole(remote.ask("GET", "/api/v1/alerts" + query(state, host), Map.of()))
            : StoreOpening.with(
                config,
                clock,
                false,
                storage -> new AlertList(storage, clock, rules(config)).of(state, host));
    print(arguments, answer, SHOWN, "nothing is wrong, and nothing was in the last week");
    return 0;
  }

  /** What is null is left out of an answer that is read; who reads JSON gets all fields anyway. */
  private static List<Map<String, @Nullable Object>> whole(@Nullable Object answer) {
    List<Map<String, @Nullable Object>> alerts = new ArrayList<>();
    for (Object each : answer instanceof List<?> list ? list : List.of()) {
      if (each instanceof Map<?, ?> given) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        AlertList.FIELDS.forEach(field -> fields.put(field, given.get(field)));
        alerts.add(fields);
      }
    }
    return alerts;
  }

  private static Rules rules(ServerConfig config) {
    Rules rules = new Rules(config.alerts(), config.store().zone());
    rules.load();
    return rules;
  }

  private static String query(@Nullable String state, @Nullable String host) {
    String query =
        (state == null ? "" : "&state=" + Texts.inAddress(state))
            + (host == null ? "" : "&host=" + Texts.inAddress(host));
    return query.isEmpty() ? "" : "?" + query.substring(1);
  }

  private int acknowledge(ServerConfig config, String id) {
    RemoteServer remote = RemoteServer.on(config.data());
    if (remote != null) {
      remote.ask("POST", "/api/v1/alerts/" + Texts.inAddress(id) + "/acknowledge", Map.of());
    } else {
      StoreOpening.with(
          config,
          clock,
          false,
          storage -> {
            new AlertList(storage, clock, rules(config)).acknowledge(id, "operator");
            OperatorAudit.note(storage, clock, "acknowledge", "alert " + id);
            return true;
          });
    }
    out.println("The alert " + id + " is acknowledged.");
    return 0;
  }

  /** Sets a window where a time is given, else shows those that are set. */
  private int quiet(Arguments arguments, ServerConfig config) {
    QuietCommand command = new QuietCommand(config, clock, out);
    if (arguments.option("for") == null && arguments.option("to") == null) {
      print(arguments, command.list(), QUIET, "no quiet window is set by hand");
    } else {
      command.set(arguments);
    }
    return 0;
  }

  private int endQuiet(ServerConfig config, List<String> words) {
    if (!words.get(1).equals("end")) {
      throw new BadInput("usage: " + USAGE);
    }
    new QuietCommand(config, clock, out).end(words.get(2));
    return 0;
  }

  /** Sends from here, so that whoever sets up a target sees at once what it says. */
  private int test(ServerConfig config, String name) {
    List<Target> targets = AlertsFile.read(config.alerts(), config.store().zone()).targets();
    List<String> names = targets.stream().map(Target::name).toList();
    Target target =
        targets.stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new BadInput(
                        config.alerts()
                            + " has nobody named \""
                            + name
                            + "\" in notify"
                            + (names.isEmpty() ? "" : "; there are " + names)
                            + Nearest.hint(name, names)));
    int failed = 0;
    for (Channel channel : target.channels()) {
      try {
        channel.send(test(target));
        out.println(channel.address() + ": sent");
      } catch (IOException e) {
        err.println("domestik: " + channel.address() + ": " + e.getMessage());
        failed++;
      }
    }
    return failed == 0 ? 0 : 1;
  }

  private Message test(Target target) {
    Instant now = clock.instant();
    Message.Item item =
        new Message.Item(
            "test",
            target.from(),
            "domestik",
            null,
            List.of(),
            null,
            null,
            null,
            null,
            now,
            null,
            "This is a test: nothing is wrong.",
            null);
    return new Message(
        UUID.randomUUID().toString(),
        Message.Kind.TEST,
        target.from(),
        "test: a message to " + target.name(),
        now,
        List.of(item),
        null);
  }

  private int dryRun(Arguments arguments, ServerConfig config, Path file) {
    Settings settings = Settings.read(file);
    Object node = settings.any("alerts");
    if (!(node instanceof List<?> rules)) {
      throw new BadInput(file + ": alerts: expected a list of rules { { name = … }, … }");
    }
    Instant now = clock.instant();
    String to = instant(arguments.option("to"), now);
    String from = instant(arguments.option("from"), now.minus(TRIED));
    RemoteServer remote = RemoteServer.on(config.data());
    Object answer;
    try {
      answer =
          remote != null
              ? remote.ask(
                  "POST", "/api/v1/alerts/try", Map.of("alerts", rules, "from", from, "to", to))
              : StoreOpening.with(
                  config, clock, false, storage -> Trial.run(storage, rules, from, to));
    } catch (BadInput e) {
      String what = ConfigFaults.located(file, String.valueOf(e.getMessage()));
      throw new BadInput(what.startsWith(file + ":") ? what : file + ": " + what, e);
    }
    print(arguments, answer, TRIAL, "these rules would have said nothing");
    if (!arguments.flag("json") && isOfArchive(answer)) {
      out.println(
          "\nWhere \"within\" says something it is archived: of so long only the least and the"
              + " greatest number are known.");
    }
    return 0;
  }

  private static boolean isOfArchive(@Nullable Object answer) {
    return answer instanceof List<?> all
        && all.stream().anyMatch(it -> it instanceof Map<?, ?> map && map.get("within") != null);
  }

  private static String instant(@Nullable String text, Instant otherwise) {
    return text == null ? otherwise.toString() : text;
  }

  private void print(
      Arguments arguments, @Nullable Object answer, List<String> columns, String nothing) {
    List<?> rows = answer instanceof List<?> list ? list : List.of();
    if (arguments.flag("json")) {
      out.println(JsonBody.of(rows).text());
    } else if (rows.isEmpty()) {
      out.println(nothing);
    } else {
      out.println(String.join("\t", columns));
      for (Object row : rows) {
        Map<?, ?> fields = row instanceof Map<?, ?> map ? map : Map.of();
        out.println(
            columns.stream().map(each -> cell(fields.get(each))).collect(Collectors.joining("\t")));
      }
    }
  }

  private static String cell(@Nullable Object cell) {
    if (cell instanceof List<?> levels) {
      String joined = levels.stream().map(String::valueOf).collect(Collectors.joining(" / "));
      return Words.line(joined, MOST);
    }
    return cell instanceof Number number
        ? Numbers.plain(number.doubleValue())
        : cell == null ? "-" : Words.line(cell.toString(), MOST);
  }
}
