// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.model.BadInput;
import org.domestik.model.Span;
import org.domestik.model.command.Arguments;
import org.domestik.server.alert.rules.QuietWindows;
import org.domestik.server.command.place.OperatorAudit;
import org.domestik.server.command.place.RemoteServer;
import org.domestik.server.command.place.StoreOpening;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.text.Texts;
import org.domestik.storage.Storage;
import org.domestik.storage.alert.QuietWindow;
import org.jspecify.annotations.Nullable;

/** {@code alerts quiet}: quiet windows that are set by hand. */
final class QuietCommand {
  private static final String PATH = "/api/v1/alerts/quiet";
  private static final String OPERATOR = "operator";

  private final ServerConfig config;
  private final InstantSource clock;
  private final PrintStream out;

  QuietCommand(ServerConfig config, InstantSource clock, PrintStream out) {
    this.config = config;
    this.clock = clock;
    this.out = out;
  }

  /** Those that are not over. */
  @Nullable Object list() {
    RemoteServer remote = RemoteServer.on(config.data());
    Instant now = clock.instant();
    return remote != null
        ? remote.ask("GET", PATH, Map.of())
        : StoreOpening.with(
            config,
            clock,
            false,
            storage ->
                storage.alerts().quiet(now).stream()
                    .map(window -> QuietWindows.fields(window, now))
                    .toList());
  }

  /** Sets one of what the options say. */
  void set(Arguments arguments) {
    Map<String, Object> fields = new TreeMap<>();
    for (String name : List.of("from", "to", "zone", "reason")) {
      put(fields, name, arguments.option(name));
    }
    put(fields, "lasting", lasting(arguments.option("for")));
    put(fields, "hosts", arguments.option("host"));
    put(fields, "rules", arguments.option("rule"));
    RemoteServer remote = RemoteServer.on(config.data());
    if (remote != null) {
      Object answer = remote.ask("POST", PATH, fields);
      String id = answer instanceof Map<?, ?> map ? String.valueOf(map.get("id")) : "";
      out.println("Quiet: " + id + ". It ends by itself, or by: alerts quiet end " + id);
      return;
    }
    QuietWindow window =
        QuietWindows.read(fields, clock.instant(), config.store().zone(), OPERATOR);
    StoreOpening.with(
        config,
        clock,
        false,
        storage -> {
          storage.alerts().keep(window);
          OperatorAudit.note(storage, clock, "quiet", QuietWindows.whole(window));
          return true;
        });
    out.println("Quiet: " + window.id() + ": " + QuietWindows.whole(window));
  }

  /** Looked at here, as whoever is asked calls it by another name. */
  private static @Nullable String lasting(@Nullable String text) {
    try {
      return text == null ? null : Span.parse(text).toString();
    } catch (BadInput e) {
      throw new BadInput("--for: " + e.getMessage(), e);
    }
  }

  private static void put(Map<String, Object> fields, String name, @Nullable String value) {
    if (value != null) {
      fields.put(name, value);
    }
  }

  /** Ends one. */
  void end(String id) {
    RemoteServer remote = RemoteServer.on(config.data());
    if (remote != null) {
      remote.ask("DELETE", PATH + "/" + Texts.inAddress(id), Map.of());
    } else if (!StoreOpening.with(config, clock, false, storage -> end(storage, id))) {
      throw new BadInput("there is no quiet window \"" + id + "\"");
    }
    out.println("The quiet window " + id + " is over.");
  }

  private boolean end(Storage storage, String id) {
    boolean there = storage.alerts().endQuiet(id);
    if (there) {
      OperatorAudit.note(storage, clock, "quiet-end", id);
    }
    return there;
  }
}
