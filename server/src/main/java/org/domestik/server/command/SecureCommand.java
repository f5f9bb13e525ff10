// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.command.Arguments;
import org.domestik.model.command.Options;
import org.domestik.server.command.place.ConfigOptions;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.folder.DataFolder;
import org.domestik.server.tls.Names;
import org.domestik.server.tls.TlsFolder;
import org.jspecify.annotations.Nullable;

/**
 * {@code secure}: makes the server's key and certificate, or takes those that others made. Works on
 * files only; a running server that has a certificate takes the new one within seconds.
 */
public final class SecureCommand {
  public static final String USAGE =
      "secure (--data DIR | --config F) [--name NAME]… [--cert F --key F]";

  private static final Options OPTIONS =
      Options.of("config", "data", "cert", "key").repeated("name");

  private final InstantSource clock;
  private final PrintStream out;

  public SecureCommand(InstantSource clock, PrintStream out) {
    this.clock = clock;
    this.out = out;
  }

  public int run(List<String> args) {
    Arguments arguments = OPTIONS.read(args);
    arguments.words();
    String certificate = arguments.option("cert");
    String key = arguments.option("key");
    if ((certificate == null) != (key == null)) {
      throw new BadInput("--cert and --key come together");
    }
    ServerConfig config = ConfigOptions.read(arguments);
    DataFolder.make(config.data());
    TlsFolder folder = new TlsFolder(config.data());
    String former = former(folder);
    List<String> names = arguments.all("name");
    if (certificate != null && key != null) {
      if (!names.isEmpty()) {
        throw new BadInput("--name is for a certificate that is made here, not one that is taken");
      }
      folder.take(Path.of(certificate), Path.of(key), clock.instant());
    } else {
      folder.make(names.isEmpty() ? Names.ofMachine() : names);
    }
    out.println("The server's names are " + String.join(", ", folder.names()) + ".");
    String pin = folder.pin();
    out.println("Its pin is " + pin);
    if (former != null) {
      out.println(
          pin.equals(former)
              ? "That is the former key's: agents that are enrolled go on."
              : "It was " + former + ": agents that know that one have to be enrolled anew.");
    }
    if (certificate == null) {
      out.println(
          "Agents that are enrolled by it know it; browsers ask once, since nobody they know"
              + " signed the certificate.");
    }
    return 0;
  }

  /**
   * The pin that agents may know; null where there was no certificate, or none that can be read.
   */
  private static @Nullable String former(TlsFolder folder) {
    try {
      return folder.exists() ? folder.pin() : null;
    } catch (BadInput e) {
      return null;
    }
  }
}
