// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.tool;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.domestik.lua.LuaSandbox;
import org.domestik.model.BadInput;

/** Runs one of the author's tools on a thread with the stack native Lua needs. */
public final class ToolThread {
  private ToolThread() {}

  /** The result, or the fault: BadInput and IOException as they are. */
  public static <T> T call(Callable<T> work) throws IOException {
    FutureTask<T> task = new FutureTask<>(work);
    new Thread(null, task, "probe", LuaSandbox.STACK_BYTES).start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case BadInput fault -> throw fault;
        case IOException fault -> throw fault;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
