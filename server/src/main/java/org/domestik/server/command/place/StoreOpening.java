// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command.place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Function;
import org.domestik.model.BadInput;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.folder.DataFolder;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.engine.SqlStorage;
import org.jspecify.annotations.Nullable;

/** The store of a configuration while no server has it. */
public final class StoreOpening {
  private StoreOpening() {}

  /**
   * Opens it for some work.
   *
   * @param create whether it may be a new one; else {@link BadInput} where there is none
   */
  public static <T extends @Nullable Object> T with(
      ServerConfig config, InstantSource clock, boolean create, Function<Storage, T> work) {
    Path file = config.store().defaultFile(config.data());
    DataFolder.checkWhole(config.data());
    if (file != null && !Files.exists(file) && !create) {
      throw new BadInput(
          Files.notExists(file)
              ? "there is no data in " + config.data() + ": " + file + " is missing"
              : config.data() + " may not be looked into by this user: run this as the server's");
    }
    StorageConfig store = config.store().storage(config.data(), config.policies());
    // Held meanwhile, so that no server starts on the same file.
    try (DataFolder _ = file == null ? null : DataFolder.open(config.data());
        Storage storage = SqlStorage.open(store, clock)) {
      return work.apply(storage);
    } catch (IOException e) {
      throw new BadInput("the data folder cannot be written: " + DataFolder.reason(e), e);
    }
  }
}
