// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells when something in folders changed, so that nobody has to look at them again and again. For
 * one thread; {@link #close} may come from another.
 *
 * <p>The kernel tells nothing of what other machines write to a shared file system: who watches has
 * to look now and then all the same.
 */
public final class FolderWatch implements AutoCloseable {
  private static final WatchEvent.Kind<?>[] ALL = {
    StandardWatchEventKinds.ENTRY_CREATE,
    StandardWatchEventKinds.ENTRY_MODIFY,
    StandardWatchEventKinds.ENTRY_DELETE
  };

  /** What writes a file mostly writes it in several steps. */
  private static final long SETTLE_MILLIS = 100;

  /** What is written all the time has to be looked at in between. */
  private static final long MOST_NANOS = 1_000_000_000;

  private final @Nullable WatchService service;
  private final Map<Path, WatchKey> keys = new HashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean complete;

  /** Watches nothing yet. */
  public FolderWatch() {
    this.service = service();
  }

  private static @Nullable WatchService service() {
    try {
      return FileSystems.getDefault().newWatchService();
    } catch (IOException | UnsupportedOperationException e) {
      return null; // The kernel gives each user so many, and others may have them all.
    }
  }

  /**
   * Watches these folders and no others.
   *
   * @return whether one of them is watched from now on that was not before: what happened in it
   *     until now was not seen
   */
  public boolean watch(Set<Path> folders) {
    keys.entrySet()
        .removeIf(
            entry -> {
              boolean gone = !folders.contains(entry.getKey()) || !entry.getValue().isValid();
              if (gone) {
                entry.getValue().cancel();
              }
              return gone;
            });
    boolean added = false;
    complete = service != null;
    for (Path folder : folders) {
      if (service != null && !keys.containsKey(folder) && Files.isDirectory(folder)) {
        try {
          keys.put(folder, folder.register(service, ALL));
          added = true;
        } catch (IOException | ClosedWatchServiceException e) {
          complete = false;
        }
      }
    }
    return added;
  }

  /** Whether every change in a folder that is there is told. */
  public boolean isComplete() {
    return complete;
  }

  /**
   * Waits until something changed and seems to be done with, or that long; returns at once when
   * closed.
   *
   * @return whether something changed
   */
  public boolean await(Duration longest) throws InterruptedException {
    if (service == null) {
      closed.await(longest.toMillis(), TimeUnit.MILLISECONDS);
      return false;
    }
    try {
      WatchKey first = service.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
      boolean changed = first != null;
      long end = System.nanoTime() + MOST_NANOS;
      WatchKey key = first;
      while (key != null) {
        key.pollEvents();
        key.reset(); // Where that fails the folder is gone; watch() sees to it.
        boolean enough = System.nanoTime() - end > 0;
        key = enough ? null : service.poll(SETTLE_MILLIS, TimeUnit.MILLISECONDS);
      }
      return changed;
    } catch (ClosedWatchServiceException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    if (service != null) {
      service.close();
    }
  }
}
