// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that opens as a store, with all that was stored at one moment. It lies beside the store,
 * and is removed when this is closed.
 *
 * @param bytes its length
 */
public record StoreCopy(Path file, long bytes) implements AutoCloseable {
  /** Hears how far a copy is. */
  @FunctionalInterface
  public interface Progress {
    void copied(long rows, long of);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
