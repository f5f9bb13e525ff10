// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.command.Arguments;
import org.domestik.model.command.Options;
import org.domestik.server.access.Directory;
import org.domestik.server.access.HostNames;
import org.domestik.server.command.place.ConfigOptions;
import org.domestik.server.command.place.RemoteServer;
import org.domestik.server.command.place.StoreOpening;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.Refused;
import org.jspecify.annotations.Nullable;

/**
 * {@code rename-host}: gives a host another name, with all it has. Goes through the server if one
 * runs on the data folder, else to the store.
 */
public final class RenameHostCommand {
  public static final String USAGE = "rename-host OLD NEW (--data DIR | --config F) [--json]";

  private static final Options OPTIONS = Options.of("config", "data", "store").flags("json");

  private final InstantSource clock;
  private final PrintStream out;

  public RenameHostCommand(InstantSource clock, PrintStream out) {
    this.clock = clock;
    this.out = out;
  }

  /** Runs it. */
  public int run(List<String> args) {
    Arguments arguments = OPTIONS.read(args);
    List<String> words = arguments.anyWords();
    if (words.size() != 2) {
      throw new BadInput("usage: " + USAGE);
    }
    Map<?, ?> done = rename(ConfigOptions.read(arguments), words.getFirst(), words.getLast());
    if (arguments.flag("json")) {
      out.println(JsonBody.of(done).text());
      return 0;
    }
    String host = words.getFirst();
    String name = words.getLast();
    out.println(
        host
            + " is called "
            + name
            + " now, with all it had. "
            + (Boolean.TRUE.equals(done.get("enrolled"))
                ? "Its agent goes on as it is."
                : "Its agent is not enrolled and still says "
                    + host
                    + ": write host = \""
                    + name
                    + "\" into its agent.conf, or "
                    + host
                    + " comes back as a new host."));
    return 0;
  }

  private Map<?, ?> rename(ServerConfig config, String host, String name) {
    RemoteServer remote = RemoteServer.on(config.data());
    if (remote != null) {
      return map(
          remote.ask("POST", "/api/v1/operations/rename-host", Map.of("host", host, "name", name)));
    }
    try {
      return StoreOpening.with(
          config,
          clock,
          false,
          storage ->
              new HostNames(storage, new Directory(storage.access(), clock, false))
                  .rename(host, name, "operator", "command"));
    } catch (Refused e) {
      throw new BadInput(String.valueOf(e.getMessage()), e);
    }
  }

  private static Map<?, ?> map(@Nullable Object answer) {
    return answer instanceof Map<?, ?> map ? map : Map.of();
  }
}
