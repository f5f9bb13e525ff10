// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.domestik.model.FileFault;
import org.domestik.storage.StorageUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * The files of the embedded store, which this process has open.
 *
 * <p>Where they are removed, what is written to them is still written, and gone with the process:
 * nothing more may be acknowledged then.
 */
public final class OwnFiles {
  private static final int BYTES = 4096;

  private final Path trial;
  private final Map<Path, Object> keys = new LinkedHashMap<>();

  /**
   * Remembers files as they are now.
   *
   * @param folder where a trial may write
   */
  public OwnFiles(Path folder, Path... files) {
    trial = folder.resolve("trial");
    try {
      Files.deleteIfExists(trial); // A killed process may have left one.
    } catch (IOException e) {
      throw new StorageUnavailable(trial + " cannot be removed: " + FileFault.of(e), e);
    }
    for (Path file : files) {
      Object key = key(file);
      if (key != null) { // Some systems have none.
        keys.put(file, key);
      }
    }
  }

  private static @Nullable Object key(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new StorageUnavailable(file + " cannot be looked at: " + FileFault.of(e), e);
    }
  }

  /** Throws {@link StorageUnavailable} where a file is no longer the one that is open. */
  public void check() {
    keys.forEach(
        (file, key) -> {
          Object now = key(file);
          if (!key.equals(now)) {
            throw new StorageUnavailable(
                file
                    + (now == null ? " was removed" : " is another file now")
                    + " while the server runs: put it back where it was, or restart the server,"
                    + " which loses what it had");
          }
        });
  }

  /** Writes beside them, so that a full or failing disk is known; nothing of it stays. */
  public void tryToWrite() {
    check();
    try (FileChannel file =
        FileChannel.open(
            trial,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      ByteBuffer bytes = ByteBuffer.allocate(BYTES);
      while (bytes.hasRemaining()) {
        var _ = file.write(bytes);
      }
      file.force(false);
    } catch (IOException e) {
      throw new StorageUnavailable(trial + " cannot be written: " + e.getMessage(), e);
    }
  }
}
