// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a backup: a ZIP file with a {@link Manifest} as its last entry. */
public final class BackupWriter implements AutoCloseable {
  private static final int BUFFER = 256 * 1024;

  private final ZipOutputStream out;
  private final Map<String, Sums> files = new LinkedHashMap<>();

  /** {@code out} is closed with this. */
  public BackupWriter(OutputStream out) {
    this.out = new ZipOutputStream(out);
    // A store's blocks are packed already: more work gains little.
    this.out.setLevel(Deflater.BEST_SPEED);
  }

  /** Adds a file; {@code progress} hears how many of its bytes are written. */
  public void add(String name, InputStream in, LongConsumer progress) throws IOException {
    Sums.Sum sum = new Sums.Sum();
    byte[] buffer = new byte[BUFFER];
    out.putNextEntry(new ZipEntry(name));
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      sum.add(buffer, count);
      out.write(buffer, 0, count);
      progress.accept(sum.bytes());
    }
    out.closeEntry();
    files.put(name, sum.sums());
  }

  /** Ends the backup, which is none without this. */
  public Manifest finish(Instant begun, boolean secrets) throws IOException {
    Manifest manifest = new Manifest(begun, secrets, files);
    out.putNextEntry(new ZipEntry(Manifest.NAME));
    out.write(manifest.json());
    out.closeEntry();
    out.finish();
    return manifest;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
