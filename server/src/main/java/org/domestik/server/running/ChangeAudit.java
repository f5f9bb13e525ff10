// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.running;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.domestik.server.config.ServerConfig;
import org.domestik.server.folder.DataFolder;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.access.Access;
import org.domestik.storage.access.AuditLine;
import org.jspecify.annotations.Nullable;

/**
 * Notes for the audit which settings and files of {@code probes.d} are others than before, also
 * what was changed while no server ran. What they were is kept as salted hashes, in a file of the
 * data folder: settings may be secrets. Safe for use by several threads.
 */
final class ChangeAudit {
  private static final Logger LOG = Logger.getLogger(ChangeAudit.class.getName());
  private static final String FILE = "audit.seen";
  private static final String SALT = "salt";
  private static final String SETTING = "setting ";
  private static final String PROBE = "probe ";
  private static final int MOST_WAITING = 1_000;

  private final DataFolder folder;
  private final Access access;
  private final InstantSource clock;
  private final Map<String, String> seen = new TreeMap<>();
  private final Map<Path, String> looked = new HashMap<>();
  private final Deque<AuditLine> waiting = new ArrayDeque<>();
  private boolean isFirst;

  /**
   * That of a data folder; what is there at its first use is no change.
   *
   * @throws IOException where it cannot be read what was there before
   */
  ChangeAudit(DataFolder folder, Access access, InstantSource clock) throws IOException {
    this.folder = folder;
    this.access = access;
    this.clock = clock;
    for (String line : folder.kept(FILE)) {
      int blank = line.lastIndexOf(' ');
      seen.put(line.substring(0, Math.max(0, blank)), line.substring(blank + 1));
    }
    isFirst = seen.isEmpty();
    seen.putIfAbsent(SALT, UUID.randomUUID().toString());
  }

  /** Looks at the settings that were read; {@code when}: at the start, say. */
  synchronized void settings(ServerConfig config, String when) {
    Map<String, String> now = new TreeMap<>();
    config.settings().forEach((key, value) -> now.put(SETTING + key, hash(value.getBytes(UTF_8))));
    List<String> changed =
        now.keySet().stream()
            .filter(it -> !Objects.equals(now.get(it), seen.get(it)))
            .map(it -> it.substring(SETTING.length()))
            .toList();
    if (!isFirst && !changed.isEmpty()) {
      note(
          System.getProperty("user.name", "operator"),
          when,
          "settings",
          "changed " + String.join(", ", changed));
    }
    replace(it -> it.startsWith(SETTING), now);
  }

  /** Looks at the files of {@code probes.d}; to be called again and again. */
  synchronized void probes(List<Path> files) {
    Map<String, String> now = new TreeMap<>();
    Map<String, Path> paths = new HashMap<>();
    for (Path each : files) {
      String key = PROBE + each.getFileName();
      paths.put(key, each);
      now.put(key, content(each));
    }
    Map<String, String> before =
        seen.entrySet().stream()
            .filter(it -> it.getKey().startsWith(PROBE))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    if (!isFirst) {
      Stream.concat(before.keySet().stream(), now.keySet().stream())
          .distinct()
          .sorted()
          .filter(it -> !Objects.equals(before.get(it), now.get(it)))
          .forEach(
              it ->
                  note(
                      owner(paths.get(it)),
                      "probes.d",
                      "probe",
                      (before.get(it) == null
                              ? "added "
                              : now.get(it) == null ? "removed " : "changed ")
                          + it.substring(PROBE.length())));
    }
    if (!now.equals(before)) {
      replace(it -> it.startsWith(PROBE), now);
    }
    isFirst = false;
    store();
  }

  /** The hash of a file that has changed since the last look, or of before. */
  private String content(Path path) {
    try {
      String mark = Files.getLastModifiedTime(path) + " " + Files.size(path) + " ";
      String known = looked.get(path);
      if (known == null || !known.startsWith(mark)) {
        known = mark + hash(Files.readAllBytes(path));
        looked.put(path, known);
      }
      return known.substring(mark.length());
    } catch (IOException e) {
      return "unreadable"; // Told by who reads it.
    }
  }

  private static String owner(@Nullable Path path) {
    try {
      return path == null ? "operator" : Files.getOwner(path).getName();
    } catch (IOException e) {
      return "operator";
    }
  }

  private String hash(byte[] content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(String.valueOf(seen.get(SALT)).getBytes(UTF_8));
      return HexFormat.of().formatHex(digest.digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private void replace(Predicate<String> which, Map<String, String> now) {
    seen.keySet().removeIf(which);
    seen.putAll(now);
    try {
      folder.keep(
          FILE, seen.entrySet().stream().map(it -> it.getKey() + " " + it.getValue()).toList());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "what the audit has seen cannot be kept: " + DataFolder.reason(e), e);
    }
  }

  private void note(String who, String address, String what, String detail) {
    LOG.info(() -> "audit: " + who + " " + address + " " + what + " " + detail);
    if (waiting.size() < MOST_WAITING) {
      waiting.add(new AuditLine(clock.instant(), who, address, what, detail));
    }
  }

  /** While the store is down, lines wait. */
  private void store() {
    try {
      while (!waiting.isEmpty()) {
        access.note(waiting.getFirst());
        waiting.removeFirst();
      }
    } catch (StorageUnavailable e) {
      LOG.log(Level.FINE, "the audit waits for the store", e);
    }
  }
}
