// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.domestik.server.config.ServerConfig;

/** The command {@code server}. */
final class ServerCommand {
  private ServerCommand() {}

  static int run(Arguments arguments, InstantSource clock, PrintStream out)
      throws InterruptedException {
    arguments.words();
    ServerConfig config = ServerConfig.read(arguments.overrides());
    RunningServer server = RunningServer.start(config, clock);
    // SIGTERM and SIGINT end the JVM by way of this.
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(server::close));
    out.println("Domestik answers at " + server.url());
    out.flush();
    new CountDownLatch(1).await();
    return 0;
  }
}
