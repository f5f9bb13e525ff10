// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.measure;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server started by hand on loopback, in a folder of its own. */
public final class ServerProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 300;

  private final Process process;
  private final Path log;
  private final ProcessMeter meter;
  private double cpuAtEnd;
  private long peakAtEnd;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.meter = new ProcessMeter(process.toHandle());
  }

  /** Answers whether the server does. */
  public interface Probe {
    void ask() throws IOException;
  }

  /** Starts it and waits until the probe is answered. */
  public static ServerProcess start(
      Path folder, Map<String, String> environment, List<String> command, Probe probe)
      throws IOException {
    Files.createDirectories(folder);
    Path log = folder.resolve("process.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    ServerProcess server = new ServerProcess(builder.start(), log);
    // Or a run that is stopped by hand would leave it behind.
    Runtime.getRuntime().addShutdownHook(new Thread(server.process::destroy));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try {
        probe.ask();
        return server;
      } catch (IOException e) {
        if (!server.process.isAlive() || System.nanoTime() > deadline) {
          server.close();
          throw new IOException(command.getFirst() + " does not answer: " + server.said(), e);
        }
        server.waitFor(50);
      }
    }
  }

  /** A port nobody listens on. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * A port nobody listens on, and that no connection gets by chance either: a server that ends
   * finds it free when it starts again.
   */
  public static int lastingPort() throws IOException {
    int port = 20_000 + (int) (ProcessHandle.current().pid() % 10_000);
    while (port < 32_000) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        port++;
      }
    }
    throw new IOException("no port is free below 32000");
  }

  private String said() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  private boolean waitFor(long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return process.isAlive();
    }
  }

  public long pid() {
    return process.pid();
  }

  public double cpuSeconds() {
    return process.isAlive() ? meter.cpuSeconds() : cpuAtEnd;
  }

  /** While it runs: the time of its threads of a name. */
  public double threadSeconds(String name) {
    return meter.threadSeconds(name);
  }

  /** While it runs: how often its threads of a name have written. */
  public double threadWrites(String name) {
    return process.isAlive() ? meter.threadWrites(name) : 0;
  }

  /** While it runs: what the process itself has taken. */
  public Footprint footprint() throws IOException {
    return Footprint.of(process.pid());
  }

  public long peakMebibytes() {
    return process.isAlive() ? meter.peakMebibytes() : peakAtEnd;
  }

  /** Sends SIGTERM and waits. */
  @Override
  public void close() {
    if (process.isAlive()) {
      cpuAtEnd = meter.cpuSeconds();
      peakAtEnd = meter.peakMebibytes();
      process.destroy();
      if (!waitFor(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS))) {
        process.destroyForcibly();
        throw new IllegalStateException("process " + process.pid() + " does not end");
      }
    }
  }
}
