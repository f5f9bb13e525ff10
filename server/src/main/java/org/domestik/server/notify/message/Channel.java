// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.message;

import java.io.IOException;

/** One way out. Used by one thread at a time; may take 30 s, and ends early if interrupted. */
public interface Channel {
  /**
   * Delivers a message.
   *
   * @throws Refused where it is no use to try the same again
   * @throws IOException where it may work later; neither says a secret
   */
  void send(Message message) throws IOException;

  /**
   * Delivers a message, with pictures where this way can show them.
   *
   * @throws Refused where it is no use to try the same again
   * @throws IOException where it may work later; neither says a secret
   */
  default void send(Message message, Pictures pictures) throws IOException {
    send(message);
  }

  /**
   * What it is known by among its target's ways: the same while the target goes that way, wherever
   * that leads.
   */
  String name();

  /** Where it leads, for people: without secrets. */
  String address();
}
