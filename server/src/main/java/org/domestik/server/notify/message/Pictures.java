// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.message;

import org.jspecify.annotations.Nullable;

/** Draws what an alert is about. Safe for use by many threads. */
@FunctionalInterface
public interface Pictures {
  /** There are none. */
  Pictures NONE = (message, item) -> null;

  /** What one of a message's alerts is about; null where there is nothing to see. */
  @Nullable Picture of(Message message, Message.Item item);
}
