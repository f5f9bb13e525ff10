// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.lua;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs something on a thread with the stack native Lua needs, whatever thread the caller has. */
final class OwnThread {
  private OwnThread() {}

  static <T> T call(Callable<T> work) throws LuaFailure {
    FutureTask<T> task = new FutureTask<>(work);
    new Thread(null, task, "lua", LuaSandbox.STACK_BYTES).start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LuaFailure failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
