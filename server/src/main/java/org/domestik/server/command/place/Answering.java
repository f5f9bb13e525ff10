// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command.place;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.domestik.storage.StorageUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server answers: over its own port, as anybody else asks. For use by one thread.
 *
 * <p>Any answer will do. One that says that samples cannot be stored is of a full disk or a
 * database that is away, which a new start does not mend.
 */
public final class Answering implements BooleanSupplier {
  private final Path data;
  private @Nullable RemoteServer server;

  public Answering(Path data) {
    this.data = data;
  }

  @Override
  public boolean getAsBoolean() {
    RemoteServer known = server;
    try {
      if (known != null && known.answers()) {
        return true;
      }
      server = RemoteServer.on(data); // Which asks; the certificate may be another now.
      return server != null;
    } catch (StorageUnavailable e) {
      server = null;
      return false;
    }
  }
}
