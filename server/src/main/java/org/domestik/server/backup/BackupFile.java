// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.domestik.model.BadInput;

/** A backup that is there; what is not as it was written is refused by name and place. */
public final class BackupFile implements AutoCloseable {
  private static final int BUFFER = 256 * 1024;

  private final Path path;
  private final ZipFile zip;
  private final Manifest manifest;

  private BackupFile(Path path, ZipFile zip) throws IOException {
    this.path = path;
    this.zip = zip;
    manifest = manifest();
    checkEntries();
  }

  /** Opens it; {@link BadInput} where it is no whole backup. */
  public static BackupFile open(Path path) {
    if (!Files.isReadable(path)) {
      throw new BadInput(
          path + (Files.exists(path) ? " may not be read" : ": there is no such file"));
    }
    try {
      ZipFile zip = new ZipFile(path.toFile());
      try {
        return new BackupFile(path, zip);
      } catch (IOException | RuntimeException e) {
        zip.close();
        throw e;
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInput(
          "%s is no whole backup: it was cut off or altered, or never was one (its %,d bytes: %s)"
              .formatted(path, path.toFile().length(), e.getMessage()),
          e);
    }
  }

  private Manifest manifest() throws IOException {
    ZipEntry entry = zip.getEntry(Manifest.NAME);
    if (entry == null) {
      throw new BadInput(path + " is no whole backup: it has no " + Manifest.NAME);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return Manifest.read(in.readAllBytes());
    } catch (BadInput e) {
      throw new BadInput(path + ": " + e.getMessage(), e);
    }
  }

  /** What stands in the one place must stand in the other, under names that stay in a folder. */
  private void checkEntries() {
    for (String name : manifest.files().keySet()) {
      if (!Path.of("folder").resolve(name).normalize().startsWith("folder") || name.isEmpty()) {
        throw new BadInput(path + " has a file that would leave its folder: " + name);
      }
      if (zip.getEntry(name) == null) {
        throw new BadInput(path + " was altered: its file " + name + " is missing");
      }
    }
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      String name = all.nextElement().getName();
      if (!name.equals(Manifest.NAME) && !manifest.files().containsKey(name)) {
        throw new BadInput(path + " was altered: its manifest knows no file " + name);
      }
    }
  }

  /** What the backup says it holds. */
  public Manifest contents() {
    return manifest;
  }

  /** Reads everything; {@link BadInput} where anything is not as it was written. */
  public void check() throws IOException {
    for (String name : manifest.files().keySet()) {
      copy(name, OutputStream.nullOutputStream());
    }
  }

  /** Copies one file; {@link BadInput} where it is not as it was written. */
  void copy(String name, OutputStream out) throws IOException {
    Sums expected = Objects.requireNonNull(manifest.files().get(name));
    Sums.Sum sum = new Sums.Sum();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
      while (true) {
        int count = read(in, buffer, name, sum.bytes());
        if (count < 0) {
          break;
        }
        sum.add(buffer, count);
        checkPieces(name, expected, sum.pieces());
        out.write(buffer, 0, count);
      }
    }
    Sums found = sum.sums();
    checkPieces(name, expected, found.pieces());
    if (!found.equals(expected)) {
      throw altered(
          name, "has %,d bytes instead of %,d".formatted(found.bytes(), expected.bytes()));
    }
  }

  private int read(InputStream in, byte[] buffer, String name, long at) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw altered(name, "cannot be read behind its byte %,d: %s".formatted(at, e.getMessage()));
    }
  }

  private void checkPieces(String name, Sums expected, List<String> found) {
    int known = Math.min(found.size(), expected.pieces().size());
    for (int i = Math.max(0, known - 2); i < known; i++) {
      if (!found.get(i).equals(expected.pieces().get(i))) {
        long from = (long) i * Sums.PIECE;
        throw altered(
            name,
            "is not as it was written, between its bytes %,d and %,d"
                .formatted(from, Math.min(from + Sums.PIECE, expected.bytes())));
      }
    }
  }

  private BadInput altered(String name, String how) {
    return new BadInput(path + " was altered: its file " + name + " " + how);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
