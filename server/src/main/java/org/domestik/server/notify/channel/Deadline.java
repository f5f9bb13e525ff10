// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Bounds what takes several answers, however slowly the other side answers. */
final class Deadline {
  private static final int MOST_SECONDS = 28;

  private Deadline() {}

  /** What may fail. */
  interface Sending {
    void send() throws IOException;
  }

  /**
   * Runs it, for at most 28 s.
   *
   * @param address for messages
   */
  static void run(String address, Sending sending) throws IOException {
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              sending.send();
              return true;
            });
    // An interrupt closes the socket that a virtual thread waits for; of other threads it does not.
    Thread.ofVirtual().name("notify").start(task);
    try {
      task.get(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw cause instanceof IOException fault
          ? fault
          : new IOException(address + ": " + Faults.words(cause), cause);
    } catch (TimeoutException e) {
      throw new IOException(address + ": not done within " + MOST_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(address + ": interrupted");
    } finally {
      task.cancel(true);
    }
  }
}
