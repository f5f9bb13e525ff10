// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Logger;
import org.domestik.model.command.Arguments;
import org.domestik.model.command.Hangup;
import org.domestik.model.command.Options;
import org.domestik.server.command.place.Answering;
import org.domestik.server.command.place.ConfigOptions;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.connection.ConnectionLimits;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.log.Logging;
import org.domestik.server.running.RunningServer;

/** The command {@code server}. */
public final class ServerCommand {
  private static final Logger LOG = Logger.getLogger(ServerCommand.class.getName());
  private static final Options OPTIONS = Options.of("config", "data", "port", "listen", "store");

  private ServerCommand() {}

  public static int run(List<String> args, InstantSource clock, PrintStream out)
      throws InterruptedException {
    Arguments arguments = OPTIONS.read(args);
    arguments.words();
    ServerConfig config = ConfigOptions.read(arguments);
    Logging.form(config.log().form());
    RunningServer server =
        RunningServer.start(
            config,
            () -> ConfigOptions.read(arguments),
            clock,
            ConnectionLimits.ofProcess(IngestLimits.LONGEST_BODY));
    Supervisor supervisor = Supervisor.of(System.getenv(), "answers at " + server.url());
    // SIGTERM and SIGINT end the JVM by way of this.
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("stop").unstarted(() -> stop(supervisor, server)));
    if (!Hangup.on(() -> supervisor.reload(server::reload))) {
      LOG.info("this Java does not tell of SIGHUP, which ends the server");
    }
    out.println("Domestik answers at " + server.url());
    out.flush();
    supervisor.ready(new Answering(config.data()));
    new CountDownLatch(1).await();
    return 0;
  }

  private static void stop(Supervisor supervisor, RunningServer server) {
    supervisor.close();
    server.close();
  }
}
