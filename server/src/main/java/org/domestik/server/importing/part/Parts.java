// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.part;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file in parts. The same bytes have the same parts, so that each is known when it comes again.
 */
public interface Parts extends AutoCloseable {
  /** The next; null at the end. */
  @Nullable Part next() throws IOException;

  @Override
  void close() throws IOException;
}
