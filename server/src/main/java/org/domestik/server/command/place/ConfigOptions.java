// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command.place;

import java.nio.file.Path;
import java.util.logging.Logger;
import org.domestik.model.BadInput;
import org.domestik.model.command.Arguments;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.config.ServerConfig.Overrides;
import org.jspecify.annotations.Nullable;

/** The options that say where the configuration is and what wins over it. */
public final class ConfigOptions {
  private static final Logger LOG = Logger.getLogger(ConfigOptions.class.getName());
  private static final String PASSWORD = "DOMESTIK_STORE_PASSWORD";

  private ConfigOptions() {}

  /** The configuration that the arguments name, with what they say instead. */
  public static ServerConfig read(Arguments arguments) {
    return ServerConfig.read(overrides(arguments));
  }

  /** What the arguments say themselves. */
  public static Overrides overrides(Arguments arguments) {
    String store = arguments.option("store");
    if (store != null && store.contains("password=")) {
      LOG.warning(
          "every user of this machine can read the password in --store in the list of processes;"
              + " write it to a file and name that as password_file in server.conf, or put it into"
              + " the environment as "
              + PASSWORD);
    }
    return new Overrides(
        path(arguments.option("config")),
        path(arguments.option("data")),
        arguments.option("listen"),
        port(arguments.option("port")),
        store,
        System.getenv(PASSWORD));
  }

  private static @Nullable Path path(@Nullable String text) {
    return text == null ? null : Path.of(text);
  }

  private static @Nullable Integer port(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new BadInput("--port is 0 to 65535, not " + text);
    }
    return Integer.valueOf(text);
  }
}
