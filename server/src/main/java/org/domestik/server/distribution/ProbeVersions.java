// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.domestik.lua.LuaFile;
import org.domestik.model.BadInput;
import org.domestik.model.ByteText;
import org.domestik.model.Names;
import org.jspecify.annotations.Nullable;

/**
 * Every text that was sent as a probe, by name and version: {@code probes.versions/NAME/N.lua}. The
 * latest {@value #KEPT} of each name are kept.
 */
public final class ProbeVersions {
  private static final int KEPT = 20;
  private static final Pattern FILE = Pattern.compile("(\\d{1,18})\\.lua");

  private final Path folder;

  /** Those in a server's data folder. */
  public ProbeVersions(Path data) {
    this.folder = data.resolve("probes.versions");
  }

  /** The versions of a name that are kept, with their files. */
  public NavigableMap<Long, Path> of(String name) throws IOException {
    TreeMap<Long, Path> versions = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(Names.probe(name)))) {
      files.forEach(
          file -> {
            Matcher matcher = FILE.matcher(String.valueOf(file.getFileName()));
            if (matcher.matches()) {
              versions.put(Long.valueOf(matcher.group(1)), file);
            }
          });
    } catch (NoSuchFileException e) {
      return versions;
    }
    return versions;
  }

  /** The names there are versions of. */
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(it -> String.valueOf(it.getFileName())).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** The version this text is: the latest where it is the same, else a new one. */
  long version(String name, String source) throws IOException {
    NavigableMap<Long, Path> versions = of(name);
    if (!versions.isEmpty() && LuaFile.read(versions.lastEntry().getValue()).equals(source)) {
      return versions.lastKey();
    }
    long next = versions.isEmpty() ? 1 : versions.lastKey() + 1;
    Path own = Files.createDirectories(folder.resolve(name));
    Path draft = Files.write(own.resolve("draft"), ByteText.bytes(source));
    // A kill before this line: the number was given to nobody yet.
    Files.move(draft, own.resolve(next + ".lua"), StandardCopyOption.ATOMIC_MOVE);
    List<Path> old = List.copyOf(versions.headMap(next - KEPT, true).values());
    for (Path file : old) {
      Files.deleteIfExists(file);
    }
    return next;
  }

  /**
   * Puts an older text back into its place; a running server sends it as a new version.
   *
   * @param probes the folder of the operator's files
   * @param version null: the one before the latest
   * @return the version whose text it is
   * @throws BadInput if there is no such version
   */
  public long rollBack(Path probes, String name, @Nullable Long version) throws IOException {
    Path place = probes.resolve(Names.probe(name) + ".lua");
    if (!of(name).isEmpty() && Files.exists(place)) {
      version(name, LuaFile.read(place)); // Perhaps never sent; it is not lost either.
    }
    NavigableMap<Long, Path> versions = of(name);
    if (versions.isEmpty()) {
      throw new BadInput("no version of \"" + name + "\" was ever sent; there are " + names());
    }
    Long wanted = version == null ? versions.lowerKey(versions.lastKey()) : version;
    Path file = wanted == null ? null : versions.get(wanted);
    if (wanted == null || file == null) {
      throw new BadInput(
          "\""
              + name
              + "\" has no version "
              + (wanted == null ? "before its first" : wanted)
              + "; kept are "
              + versions.keySet());
    }
    Files.createDirectories(probes);
    Path draft = probes.resolve("." + name + ".new");
    Files.copy(file, draft, StandardCopyOption.REPLACE_EXISTING);
    Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
    return wanted;
  }
}
