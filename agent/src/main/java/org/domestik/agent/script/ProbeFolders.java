// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.machine.PathText;
import org.domestik.model.FileFault;

/**
 * Finds scripts: {@code F/x.lua} and {@code F/x/x.lua} in each folder F; a later folder's script
 * takes the place of an earlier one's of the same file name.
 */
public final class ProbeFolders {
  /** What the name of a script ends with. */
  public static final String ENDING = ".lua";

  /** The folder beside scripts in which {@code require} finds modules. */
  public static final String LIBRARY = "lib";

  private final List<Path> folders;
  private final Set<String> disabled;
  private final Set<Path> looked = new TreeSet<>();
  private final Map<String, ScriptFile> ignored = new TreeMap<>();

  ProbeFolders(List<Path> folders, Set<String> disabled) {
    this.folders = folders;
    this.disabled = disabled;
  }

  /** The folders of an agent: what comes with Domestik, the server's scripts, the user's. */
  public static ProbeFolders of(AgentConfig config) {
    List<Path> folders = new ArrayList<>();
    if (config.bundled() != null) {
      folders.add(config.bundled());
    }
    if (config.probesKey() != null) {
      folders.add(config.serverProbes());
    }
    folders.add(config.data().resolve("probes"));
    return new ProbeFolders(folders, config.disable());
  }

  /**
   * The scripts there are now, by file name. A folder that does not exist holds none.
   *
   * @throws IOException if files ran out
   */
  public Map<String, ProbeFile> scan() throws IOException {
    Map<String, ProbeFile> found = new TreeMap<>();
    looked.clear();
    ignored.clear();
    for (Path folder : folders) {
      for (ProbeFile file : scan(folder)) {
        if (!disabled.contains(file.name())) {
          found.put(file.script(), file);
        }
      }
    }
    return found;
  }

  /**
   * What the latest scan found but is not run: what looks like a script, folders not to be read.
   */
  public Map<String, ScriptFile> ignored() {
    return ignored;
  }

  /** The folders in which a change may be one of what the latest scan found. */
  public Set<Path> looked() {
    return looked;
  }

  private Collection<ProbeFile> scan(Path folder) throws IOException {
    Map<String, ProbeFile> found = new TreeMap<>();
    Map<String, ProbeFile> inFolders = new TreeMap<>();
    looked.add(folder);
    String shared = version(modules(folder.resolve(LIBRARY)));
    for (Path path : listed(folder)) {
      String name = PathText.name(path);
      Path inner = path.resolve(PathText.of(name + ENDING));
      if (isScript(path)) {
        put(found, file(path, shared, folder.resolve(LIBRARY)));
        look(path);
      } else if (!name.equals(LIBRARY) && isScript(inner)) {
        Path own = path.resolve(LIBRARY);
        look(inner);
        String libraries = shared + version(modules(own));
        put(inFolders, file(inner, libraries, own, folder.resolve(LIBRARY)));
      } else if (!name.startsWith(".") && Files.isDirectory(path)) {
        looked.add(path); // Its script may come later.
        if (!name.equals(LIBRARY)) {
          ignoreOthers(path, name);
        }
      }
    }
    for (ProbeFile file : inFolders.values()) {
      ProbeFile beside = found.putIfAbsent(file.script(), file);
      if (beside != null) {
        ignore(file.path(), file.path() + " is not run: " + beside.path() + " takes its place");
      }
    }
    return found.values();
  }

  private static void put(Map<String, ProbeFile> found, ProbeFile file) {
    found.put(file.script(), file);
  }

  /** A folder may hold anything; but a script under another name is probably meant to run. */
  private void ignoreOthers(Path folder, String name) throws IOException {
    for (Path path : listed(folder)) {
      if (isScript(path)) {
        String wanted = PathText.text(folder) + "/" + name + ENDING;
        ignore(path, path + " is not run: in this folder it would have to be " + wanted);
        return; // One is enough to tell of.
      }
    }
  }

  private void ignore(Path path, String fault) {
    ignore(IgnoredFile.file(path, fault));
  }

  private void ignore(ScriptFile file) {
    if (!disabled.contains(file.name())) {
      ignored.put(file.script(), file);
    }
  }

  /** What {@code require} finds in a library and in its folders. */
  private List<Path> modules(Path library) throws IOException {
    List<Path> found = new ArrayList<>();
    addModules(library, found, new HashSet<>());
    return found;
  }

  /** {@code seen} are the folders above and before, as a link may lead back to one. */
  private void addModules(Path folder, List<Path> found, Set<Path> seen) throws IOException {
    looked.add(folder);
    if (!seen.add(real(folder))) {
      return;
    }
    for (Path path : listed(folder)) {
      if (isScript(path)) {
        found.add(path);
        look(path);
      } else if (ProbeHost.isModule(PathText.name(path)) && Files.isDirectory(path)) {
        addModules(path, found, seen);
      }
    }
  }

  /** Where the file is, and where the one is that it may be a link to. */
  private void look(Path script) {
    Path folder = script.getParent();
    if (folder != null) {
      looked.add(folder);
    }
    if (Files.isSymbolicLink(script)) {
      lookBehind(script);
    }
  }

  private void lookBehind(Path link) {
    Path folder = real(link).getParent();
    if (folder != null) {
      looked.add(folder);
    }
  }

  /** Where a path leads; itself where it leads nowhere. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  /** The script in one file, wherever it is, with the libraries beside it. */
  public static ProbeFile single(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    Path own = folder == null ? Path.of(LIBRARY) : folder.resolve(LIBRARY);
    Path shared = folder == null ? own : folder.resolveSibling(LIBRARY);
    return file(path, "", own, shared);
  }

  private static ProbeFile file(Path path, String libraries, Path... folders) {
    return new ProbeFile(path, List.of(folders), version(List.of(path)) + libraries);
  }

  // An editor's hidden and backup files are no scripts.
  private static boolean isScript(Path path) {
    String name = PathText.name(path);
    return name.endsWith(ENDING) && !name.startsWith(".") && Files.isRegularFile(path);
  }

  /** What is in a folder, in order; nothing where there is no such folder. */
  public static List<Path> list(Path folder) throws IOException {
    try (var paths = Files.list(folder)) {
      return paths.sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private List<Path> listed(Path folder) throws IOException {
    return list(folder, this::ignore);
  }

  /**
   * What is in a folder, in order; one that cannot be read has nothing, and is told of.
   *
   * @throws IOException if files ran out
   */
  public static List<Path> list(Path folder, Consumer<ScriptFile> leftOut) throws IOException {
    try {
      return list(folder);
    } catch (IOException e) {
      if (FileFault.ranOut(e)) {
        throw e;
      }
      leftOut.accept(IgnoredFile.folder(folder, e));
      return List.of();
    }
  }

  private static String version(List<Path> files) {
    List<String> parts = new ArrayList<>();
    for (Path file : files) {
      try {
        BasicFileAttributes it = Files.readAttributes(file, BasicFileAttributes.class);
        parts.add(file + "|" + it.fileKey() + "|" + it.size() + "|" + it.lastModifiedTime());
      } catch (IOException e) {
        parts.add(file + "|gone"); // Between listing and looking, or a link to nothing.
      }
    }
    return String.join(" ", parts);
  }
}
