// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.machine.PathText;
import org.domestik.agent.script.ProbeFolders;
import org.domestik.agent.script.ScriptFile;

/** Finds Munin's plugins: the executable files in the folders that the configuration names. */
public final class MuninFolders {
  /** What editors and packages leave behind; munin-node passes over the same. */
  private static final Pattern LEFT_BEHIND =
      Pattern.compile("\\..*|.*~|.*\\.(bak|swp|dpkg-.*|rpm.*|ucf-.*|conf|sh)|#.*");

  /**
   * Plugins are programs, often Perl: thirty at once would hold up what the machine is there for.
   */
  private static final int AT_ONCE = 4;

  private final AgentConfig config;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  /** Looks where the configuration says. */
  public MuninFolders(AgentConfig config) {
    this.config = config;
  }

  /**
   * The plugins there are now, and the folders that cannot be read, by script.
   *
   * @throws IOException if files ran out
   */
  public Map<String, ScriptFile> scan() throws IOException {
    Map<String, ScriptFile> found = new TreeMap<>();
    for (Path folder : config.munin().folders()) {
      for (Path path : ProbeFolders.list(folder, it -> add(found, it))) {
        if (isPlugin(path)) {
          add(found, plugin(path));
        }
      }
    }
    return found;
  }

  private void add(Map<String, ScriptFile> found, ScriptFile file) {
    Set<String> disabled = config.disable();
    if (!disabled.contains(file.name()) && !disabled.contains(file.script())) {
      found.put(file.script(), file);
    }
  }

  /** A file as a plugin, whatever it is. */
  MuninPlugin plugin(Path path) {
    return new MuninPlugin(path, version(path), config.munin(), config.host(), state(), turns);
  }

  private Path state() {
    return config.data().toAbsolutePath().resolve("munin");
  }

  static boolean isPlugin(Path path) {
    String name = PathText.name(path);
    return !LEFT_BEHIND.matcher(name).matches()
        && Files.isRegularFile(path)
        && Files.isExecutable(path);
  }

  private static String version(Path path) {
    try {
      BasicFileAttributes it = Files.readAttributes(path, BasicFileAttributes.class);
      return List.of(path, String.valueOf(it.fileKey()), it.size(), it.lastModifiedTime())
          .toString();
    } catch (IOException e) {
      return "gone";
    }
  }
}
