// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.NavigableMap;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.model.command.Arguments;
import org.domestik.model.command.Options;
import org.domestik.server.command.place.ConfigOptions;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.distribution.ProbeVersions;
import org.domestik.server.distribution.ServerKey;
import org.jspecify.annotations.Nullable;

/**
 * {@code probes key | list | rollback NAME [VERSION]}: the probes that the server sends to hosts.
 * Works on files only, so whether a server runs or not.
 */
public final class ProbesCommand {
  public static final String USAGE =
      "probes key | list | rollback NAME [VERSION]   (--data DIR | --config F)";

  private final PrintStream out;

  public ProbesCommand(PrintStream out) {
    this.out = out;
  }

  public int run(List<String> args) {
    Arguments arguments = Options.of("config", "data").read(args);
    List<String> words = arguments.anyWords();
    String word = words.isEmpty() ? "" : words.getFirst();
    ServerConfig config = ConfigOptions.read(arguments);
    try {
      switch (word + words.size()) {
        case "key1" -> {
          Files.createDirectories(config.data());
          out.println(ServerKey.of(config.data()).publicKey());
        }
        case "list1" -> list(new ProbeVersions(config.data()));
        case "rollback2" -> rollBack(config, words.get(1), null);
        case "rollback3" -> rollBack(config, words.get(1), version(words.get(2)));
        default -> throw new BadInput("usage: " + USAGE);
      }
      return 0;
    } catch (IOException e) {
      throw new BadInput("the data folder cannot be used: " + FileFault.of(e), e);
    }
  }

  private void list(ProbeVersions versions) throws IOException {
    for (String name : versions.names()) {
      NavigableMap<Long, ?> all = versions.of(name);
      out.println(name + ": version " + all.lastKey() + "; kept are " + all.keySet());
    }
  }

  private void rollBack(ServerConfig config, String name, @Nullable Long version)
      throws IOException {
    long back = new ProbeVersions(config.data()).rollBack(config.probes(), name, version);
    out.println(
        config.probes().resolve(name + ".lua")
            + " is as it was in version "
            + back
            + "; a running server sends it within seconds, as a new version");
  }

  private static Long version(String text) {
    if (!text.matches("[1-9]\\d{0,17}")) {
      throw new BadInput("a version is a number from 1, not " + text);
    }
    return Long.valueOf(text);
  }
}
