// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.running;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.domestik.lua.LuaDescription;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.distribution.Distribution;
import org.domestik.storage.Probe;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageUnavailable;

/**
 * The operator's folder {@code probes.d}: descriptions ({@code *.lua}) that win over an agent's,
 * read again when they change, and probes written in Java ({@code *.jar}), read once.
 *
 * <p>A faulty file is logged and told by {@link #problems}; it stops nothing.
 */
final class ProbeFolder implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ProbeFolder.class.getName());
  private static final String LUA = ".lua";
  private static final int SECONDS = 3;
  private static final int MAX_FILES = 10_000;

  private final Path path;
  private final Storage storage;
  private final Distribution distribution;
  private final ChangeAudit changes;
  private final Map<Path, FileTime> read = new HashMap<>();
  private final Map<String, String> problems = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("probes.d").daemon().factory());

  private ProbeFolder(Path path, Storage storage, Distribution distribution, ChangeAudit changes) {
    this.changes = changes;
    this.path = path;
    this.storage = storage;
    this.distribution = distribution;
  }

  /** Reads the folder, then looks at it again every 3 s; it may be missing. */
  static ProbeFolder watch(
      Path path, Storage storage, Distribution distribution, ChangeAudit changes) {
    ProbeFolder folder = new ProbeFolder(path, storage, distribution, changes);
    folder.scan();
    var _ = folder.thread.scheduleWithFixedDelay(folder::scan, SECONDS, SECONDS, TimeUnit.SECONDS);
    return folder;
  }

  /** What is wrong, by file. */
  Map<String, String> problems() {
    return new TreeMap<>(problems);
  }

  /** Reads what has changed at once; whether anything had. */
  boolean lookNow() {
    try {
      return thread.submit(this::scan).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // Whatever fails within is logged there.
    }
    return false;
  }

  private boolean scan() {
    boolean isChanged = false;
    try {
      List<Path> all = files();
      changes.probes(all);
      for (Path file : all) {
        FileTime changed = Files.getLastModifiedTime(file);
        if (!changed.equals(read.get(file)) && load(file)) {
          read.put(file, changed);
          isChanged |= !problems.containsKey(file.toString());
        }
      }
    } catch (IOException | RuntimeException e) {
      // Whatever it was: a scheduled task that throws would never run again.
      LOG.log(Level.WARNING, "{0} cannot be read: {1}", new Object[] {path, e});
    }
    return isChanged;
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(path)) {
      distribution.retain(Set.of());
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      List<Path> all = files.filter(Files::isRegularFile).sorted().limit(MAX_FILES).toList();
      problems.keySet().retainAll(all.stream().map(Path::toString).toList());
      read.keySet().removeIf(file -> file.toString().endsWith(LUA) && !all.contains(file));
      distribution.retain(all.stream().map(ProbeFolder::name).collect(Collectors.toSet()));
      return all;
    }
  }

  /** Loads a file; false if it is to be tried again unchanged. */
  private boolean load(Path file) {
    try {
      String name = file.toString();
      if (name.endsWith(LUA)) {
        loadDescription(file);
      } else if (name.endsWith(".jar")) {
        loadJar(file);
      }
      problems.remove(name);
      return true;
    } catch (StorageUnavailable e) {
      problem(file, String.valueOf(e.getMessage()));
      return false;
    } catch (BadInput | IOException | ServiceConfigurationError | LinkageError e) {
      problem(file, String.valueOf(e.getMessage()));
      return true;
    }
  }

  /** With {@code hosts}, the whole file goes to those; what it describes wins in either case. */
  private void loadDescription(Path file) throws IOException {
    ProbeDescription description = LuaDescription.read(file);
    List<String> hosts = LuaDescription.hosts(file);
    // What a sent probe leaves to be inferred, its hosts' samples tell.
    if (hosts.isEmpty() || !description.values().isEmpty()) {
      storage.describe(description);
      LOG.log(Level.INFO, "{0} describes probe {1}", new Object[] {file, description.probe()});
    }
    if (hosts.isEmpty()) {
      distribution.remove(name(file));
    } else {
      distribution.put(Names.probe(name(file)), hosts, file);
      LOG.log(Level.INFO, "{0} goes to hosts {1}", new Object[] {file, hosts});
    }
  }

  private static String name(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(LUA) ? name.substring(0, name.length() - LUA.length()) : name;
  }

  private void problem(Path file, String why) {
    if (!why.equals(problems.put(file.toString(), why))) {
      LOG.log(Level.WARNING, "{0} is left out: {1}", new Object[] {file, why});
    }
  }

  private void loadJar(Path file) throws IOException {
    if (read.containsKey(file)) {
      LOG.log(Level.INFO, "{0} changed; the server uses it from its next start", file);
      return;
    }
    // Never closed: the probes in it load more of their classes as they go.
    URLClassLoader loader =
        new URLClassLoader(new java.net.URL[] {file.toUri().toURL()}, getClass().getClassLoader());
    int found = 0;
    for (Probe probe : ServiceLoader.load(Probe.class, loader)) {
      if (loader.equals(probe.getClass().getClassLoader())) {
        storage.register(probe);
        LOG.log(Level.INFO, "{0} brings probe {1}", new Object[] {file, probe.name()});
        found++;
      }
    }
    if (found == 0) {
      throw new BadInput("it names no class in META-INF/services/" + Probe.class.getName());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
