// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Notes when DuckDB ends a checkpoint: then its log becomes shorter, or goes. */
public final class CheckpointWatch implements AutoCloseable {
  private static final long EVERY_MILLIS = 2;

  private final Path log;
  private final List<Long> ends = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean stopped;

  public CheckpointWatch(Path log) {
    this.log = log;
    this.thread = Thread.ofPlatform().name("checkpoint-watch").daemon().start(this::watch);
  }

  private void watch() {
    long before = 0;
    while (!stopped) {
      long now = size();
      if (now < before) {
        ends.add(System.nanoTime());
      }
      before = now;
      try {
        TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private long size() {
    try {
      return Files.size(log);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** When checkpoints ended, in {@link System#nanoTime}. */
  public List<Long> ends() {
    return List.copyOf(ends);
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
  }
}
