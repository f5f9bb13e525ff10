// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.command.Arguments;
import org.domestik.model.command.Options;
import org.domestik.server.command.place.ConfigOptions;
import org.domestik.server.command.place.RemoteServer;
import org.jspecify.annotations.Nullable;

/** {@code reload}: has the server that runs on a data folder read its files again. */
public final class ReloadCommand {
  public static final String USAGE = "reload (--data DIR | --config F)";

  private static final Options OPTIONS = Options.of("config", "data");

  private final PrintStream out;

  public ReloadCommand(PrintStream out) {
    this.out = out;
  }

  /** 1 if something was not taken. */
  public int run(List<String> args) {
    Arguments arguments = OPTIONS.read(args);
    arguments.words();
    // The file may be at fault: the server is to say so.
    Path given = ConfigOptions.overrides(arguments).data();
    Path data = given == null ? ConfigOptions.read(arguments).data() : given;
    RemoteServer remote = RemoteServer.on(data);
    if (remote == null) {
      throw new BadInput("no server runs on " + data + "; it reads its files at its start");
    }
    Map<?, ?> answer =
        remote.ask("POST", "/api/v1/reload", Map.of()) instanceof Map<?, ?> map ? map : Map.of();
    show("taken", answer.get("taken"));
    show("needs a restart", answer.get("restart"));
    Map<?, ?> problems = answer.get("problems") instanceof Map<?, ?> map ? map : Map.of();
    problems.values().forEach(why -> out.println("not taken: " + why));
    return problems.isEmpty() ? 0 : 1;
  }

  private void show(String what, @Nullable Object names) {
    if (names instanceof List<?> list && !list.isEmpty()) {
      out.println(what + ": " + String.join(", ", list.stream().map(String::valueOf).toList()));
    } else if (what.equals("taken")) {
      out.println("nothing to take");
    }
  }
}
