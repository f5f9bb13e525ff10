// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.part;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/** Bytes that the machine's program {@code zstd} unpacks, which few machines lack. */
final class Zstd extends FilterInputStream {
  private final Process process;
  private final Thread feeder;
  private volatile @Nullable IOException fault;

  Zstd(InputStream packed) {
    this(start(), packed);
  }

  private Zstd(Process process, InputStream packed) {
    super(process.getInputStream());
    this.process = process;
    feeder = Thread.ofPlatform().name("zstd").daemon().start(() -> feed(packed));
  }

  private static Process start() {
    try {
      return new ProcessBuilder("zstd", "-dc")
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new BadInput("a file .zst needs the program zstd: install it, or unpack the file", e);
    }
  }

  private void feed(InputStream packed) {
    try (packed;
        OutputStream out = process.getOutputStream()) {
      packed.transferTo(out);
    } catch (IOException e) {
      fault = e; // It ended before its input did, or the file cannot be read.
    }
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    if (next < 0) {
      checkEnd();
    }
    return next;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int read = super.read(bytes, from, length);
    if (read < 0) {
      checkEnd();
    }
    return read;
  }

  private void checkEnd() throws IOException {
    try {
      int code = process.waitFor();
      feeder.join();
      if (code != 0 || fault != null) {
        throw new IOException("zstd ended with " + code, fault);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    super.close();
  }
}
