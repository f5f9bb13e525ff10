// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.domestik.agent.machine.PathText;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.SignedProbe;

/**
 * The scripts accepted from the server, in a folder, and the highest version of each that ever was:
 * a signature stays good for ever, so an older version could be sent again by whoever kept it.
 */
final class AcceptedProbes {
  private static final String VERSIONS = "versions";

  private final Path folder;
  private final String key;

  AcceptedProbes(Path folder, PublicKey key) {
    this.folder = folder;
    this.key = Base64.getEncoder().encodeToString(key.getEncoded());
  }

  Path file(String name) {
    return folder.resolve(name + ProbeFolders.ENDING);
  }

  /**
   * Throws {@link BadInput} for a version older than one accepted before.
   *
   * @throws IOException if what was accepted before cannot be read
   */
  void check(SignedProbe probe) throws IOException {
    long latest = versions().getOrDefault(probe.name(), 0L);
    if (probe.version() < latest) {
      throw new BadInput(
          "version "
              + probe.version()
              + " is older than "
              + latest
              + ", which was accepted before; to go back, roll back on the server");
    }
    Path file = file(probe.name());
    if (probe.version() == latest
        && Files.exists(file)
        && !Files.readString(file).equals(probe.source())) {
      throw new BadInput("another text was accepted as version " + latest + " before");
    }
  }

  /** Takes a checked script in; false if it is there already. */
  boolean put(SignedProbe probe) throws IOException {
    Path file = file(probe.name());
    Map<String, Long> versions = versions();
    if (probe.version() == versions.getOrDefault(probe.name(), 0L) && Files.exists(file)) {
      return false;
    }
    Files.createDirectories(folder);
    write(file, probe.source());
    // A kill before this line: the script runs, and is accepted once more.
    versions.put(probe.name(), probe.version());
    List<String> lines = new ArrayList<>(List.of(key));
    versions.forEach((name, version) -> lines.add(name + " " + version));
    write(folder.resolve(VERSIONS), String.join("\n", lines) + "\n");
    return true;
  }

  private void write(Path file, String text) throws IOException {
    Path draft = Files.writeString(folder.resolve("." + file.getFileName() + ".new"), text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The scripts of other names; where they are removed their versions are remembered. */
  List<Path> others(Set<String> names) throws IOException {
    return ProbeFolders.list(folder).stream()
        .filter(path -> isOther(PathText.name(path), names))
        .toList();
  }

  private static boolean isOther(String file, Set<String> names) {
    return file.endsWith(ProbeFolders.ENDING)
        && !names.contains(file.substring(0, file.length() - ProbeFolders.ENDING.length()));
  }

  /** By name; none where another key was pinned when they were noted. */
  private Map<String, Long> versions() throws IOException {
    Map<String, Long> versions = new TreeMap<>();
    Path file = folder.resolve(VERSIONS);
    List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
    if (lines.isEmpty() || !lines.getFirst().equals(key)) {
      return versions;
    }
    for (String line : lines.subList(1, lines.size())) {
      int blank = line.indexOf(' ');
      try {
        versions.put(
            line.substring(0, Math.max(0, blank)), Long.valueOf(line.substring(blank + 1)));
      } catch (NumberFormatException e) {
        throw new IOException(file + ": \"" + line + "\" is no name and version", e);
      }
    }
    return versions;
  }
}
