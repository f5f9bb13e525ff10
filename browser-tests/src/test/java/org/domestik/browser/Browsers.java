// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** As many browsers as tests run at once; one is started where none is idle. */
final class Browsers implements AutoCloseable {
  private final Queue<Browser> all = new ConcurrentLinkedQueue<>();
  private final Deque<Browser> idle = new ConcurrentLinkedDeque<>();

  /** A browser that is the caller's until it is given back. */
  Browser take() {
    @Nullable Browser browser = idle.pollFirst();
    if (browser == null) {
      browser =
          new Browser(
              Installed.find()
                  .orElseThrow(() -> new AssertionError("chromium and chromedriver are required")));
      all.add(browser);
    }
    return browser;
  }

  void giveBack(Browser browser) {
    idle.addFirst(browser);
  }

  @Override
  public void close() {
    all.forEach(Browser::close);
  }
}
