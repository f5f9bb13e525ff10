// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.jspecify.annotations.Nullable;

/** The files beside the samples that a server is what it is by. */
public final class Belongings {
  /** The folder in a backup for what lay outside of the data folder, by its full path. */
  static final String ELSEWHERE = "elsewhere";

  private static final int MOST_FILES = 10_000;
  private static final List<String> FOLDERS = List.of("probes.d", "probes", "probes.versions");

  private final Path data;
  private final boolean secrets;
  private final Map<String, Path> files = new TreeMap<>();

  private Belongings(Path data, boolean secrets) {
    this.data = data.toAbsolutePath().normalize();
    this.secrets = secrets;
  }

  /**
   * Finds them.
   *
   * @param config the configuration's file; null: that of the data folder
   * @param probes the folder of the operator's probes
   * @param keys files of passwords and tokens that the configuration names; some may be missing
   */
  public static Belongings find(
      Path data, @Nullable Path config, Path probes, Collection<Path> keys, boolean secrets) {
    Belongings found = new Belongings(data, secrets);
    try {
      found.addTexts(found.data);
      for (String folder : FOLDERS) {
        found.addFolder(found.data.resolve(folder));
      }
      found.addFolder(probes);
      if (config != null) {
        found.add(config);
        found.addTexts(config.toAbsolutePath().normalize().getParent());
      }
      if (secrets) {
        found.add(found.data.resolve("probes.key"));
        found.addFolder(found.data.resolve("tls"));
        keys.forEach(found::add);
      }
    } catch (IOException e) {
      throw new BadInput("the configuration cannot be read: " + FileFault.of(e), e);
    } catch (UncheckedIOException e) {
      throw new BadInput(
          "the configuration cannot be read: " + FileFault.of(requireNonNull(e.getCause())), e);
    }
    return found;
  }

  /** Configurations as they lie beside each other; nothing else of a folder like /etc. */
  private void addTexts(@Nullable Path folder) throws IOException {
    if (folder != null && Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.list(folder)) {
        for (Path file : all.toList()) {
          String name = String.valueOf(file.getFileName());
          if (name.endsWith(".conf") && folder.equals(data) || name.endsWith(".lua")) {
            add(file);
          }
        }
      }
    }
  }

  private void addFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      // The server and the agent follow links too: what lies behind one is theirs.
      try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
        for (Path file : all.toList()) {
          add(file);
        }
      }
    }
  }

  private void add(Path file) {
    if (!Files.isRegularFile(file)) {
      return;
    }
    if (files.size() == MOST_FILES) {
      throw new BadInput(
          "more than %,d files of configuration; the last was %s".formatted(MOST_FILES, file));
    }
    Path place = file.toAbsolutePath().normalize();
    Path name =
        place.startsWith(data)
            ? data.relativize(place)
            : Path.of(ELSEWHERE).resolve(place.getRoot().relativize(place));
    files.put(name.toString(), place);
  }

  /** Where each lies, by the name it has in a backup. */
  public Map<String, Path> files() {
    return files;
  }

  /** What of a file goes into a backup: without secrets, none of its passwords. */
  public InputStream open(String name) throws IOException {
    Path file = files.get(name);
    if (secrets || !name.endsWith(".conf") && !name.endsWith(".lua")) {
      return Files.newInputStream(file);
    }
    String text = Files.readString(file, ISO_8859_1); // Whatever its letters are, they stay.
    return new ByteArrayInputStream(LuaSecrets.leftOut(text).getBytes(ISO_8859_1));
  }
}
