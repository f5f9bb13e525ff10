// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.running.RunningServer;

/** A server on a port of its own whose clock goes by hand. */
public final class ClockedServer implements AutoCloseable, InstantSource {
  private final RunningServer running;
  private volatile Instant now;

  public ClockedServer(Path data, Instant now) {
    this.now = now;
    running =
        RunningServer.start(
            ServerConfig.read(new ServerConfig.Overrides(null, data, null, 0, null)), this);
  }

  @Override
  public Instant instant() {
    return now;
  }

  public void advance(Duration duration) {
    now = now.plus(duration);
  }

  public URI uri(String path) {
    return URI.create(running.url() + path);
  }

  @Override
  public void close() {
    running.close();
  }
}
