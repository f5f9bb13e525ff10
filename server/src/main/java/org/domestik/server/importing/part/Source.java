// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.part;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/** A file to import, or the standard input, unpacked where it is packed. */
public final class Source implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final String name;
  private final @Nullable Path path;
  private final long size;
  private final AtomicLong taken = new AtomicLong();
  private final InputStream unpacked;

  private Source(String name, @Nullable Path path, InputStream in) throws IOException {
    this.name = name;
    this.path = path;
    size = path == null ? 0 : Files.size(path);
    unpacked = unpack(new Counted(in));
  }

  /** Opens a file, or {@code stdin} for "-". */
  public static Source open(String word, InputStream stdin) {
    if (word.equals("-")) {
      return opened("(standard input)", null, stdin);
    }
    Path path = Path.of(word);
    if (!Files.isRegularFile(path) && !Files.isReadable(path)) {
      throw new BadInput(word + (Files.exists(path) ? " cannot be read" : " is not there"));
    }
    if (Files.isDirectory(path)) {
      throw new BadInput(word + " is a folder; name its files");
    }
    try {
      return opened(word, path, Files.newInputStream(path));
    } catch (IOException e) {
      throw new BadInput(word + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Source opened(String name, @Nullable Path path, InputStream in) {
    try {
      return new Source(name, path, in);
    } catch (IOException e) {
      throw new BadInput(name + " cannot be read: " + e.getMessage(), e);
    }
  }

  private InputStream unpack(InputStream in) throws IOException {
    if (name.endsWith(".gz")) {
      return new GZIPInputStream(in, BUFFER);
    }
    return name.endsWith(".zst") ? new Zstd(in) : new BufferedInputStream(in, BUFFER);
  }

  /** As complaints call it. */
  public String name() {
    return name;
  }

  /** The name without the ending of what packs it. */
  public String plainName() {
    return name.replaceFirst("\\.(gz|zst)$", "");
  }

  public InputStream stream() {
    return unpacked;
  }

  /** The file itself, for what has to look at it here and there; null for the standard input. */
  public @Nullable Path path() {
    return path;
  }

  /** How much of it is read, from 0 to 1; NaN where nobody knows. */
  public double share() {
    return size == 0 ? Double.NaN : (double) taken.get() / size;
  }

  @Override
  public void close() throws IOException {
    unpacked.close();
  }

  private final class Counted extends FilterInputStream {
    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      taken.addAndGet(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      taken.addAndGet(Math.max(0, read));
      return read;
    }
  }
}
