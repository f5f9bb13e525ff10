// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.alert.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.Storage;
import org.jspecify.annotations.Nullable;

/**
 * The operator's file, read again when it changes, with the rules of descriptions. A faulty file is
 * logged and told; the last good one goes on. Safe for use by many threads.
 */
public final class Rules {
  private static final Logger LOG = Logger.getLogger(Rules.class.getName());

  private final Path path;
  private final ZoneId zone;
  private AlertsFile file = AlertsFile.NONE;
  private @Nullable FileTime changed;
  private boolean known;
  private @Nullable String fault;
  private @Nullable Rulebook book;
  private List<ProbeDescription> described = List.of();
  private @Nullable Looked looked;

  /** What was found to match nothing, among which hosts. */
  private record Looked(Rulebook book, Set<String> hosts, List<String> found) {}

  private final Set<String> unmatched = new HashSet<>();

  /** Of a file that may be missing; {@code zone}: of times of day without one. */
  public Rules(Path path, ZoneId zone) {
    this.path = path;
    this.zone = zone;
  }

  public ZoneId zone() {
    return zone;
  }

  /** Reads the file if it changed; whether another is in force. */
  public synchronized boolean load() {
    try {
      FileTime time = Files.exists(path) ? Files.getLastModifiedTime(path) : null;
      // A faulty one is tried again: what it names, such as a file with a token, may be there now.
      if (fault == null && (time == null ? changed == null : time.equals(changed))) {
        return false;
      }
      changed = time;
      file = AlertsFile.read(path, zone);
      known = true;
      fault = null;
      book = null;
      LOG.log(
          Level.INFO,
          "{0}: {1} rules, {2} to be told, {3} quiet windows",
          new Object[] {path, file.rules().size(), file.targets().size(), file.quiet().size()});
      return true;
    } catch (BadInput e) {
      fault(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      fault(FileFault.of(path, e));
    }
    return false;
  }

  private void fault(String what) {
    if (!what.equals(fault)) {
      LOG.log(Level.WARNING, "{0}; the rules from before go on", what);
    }
    fault = what;
  }

  /**
   * Whether what the operator wrote is in force, if not the newest: false where the file has been
   * faulty ever since the start, and what was there before is not known.
   */
  public synchronized boolean isKnown() {
    return known || fault == null;
  }

  /** The last good file. */
  public synchronized AlertsFile file() {
    return file;
  }

  /** All rules, those of descriptions too. */
  public synchronized Rulebook book(Collection<ProbeDescription> descriptions) {
    Rulebook made = book;
    if (made == null || !described.equals(List.copyOf(descriptions))) {
      described = List.copyOf(descriptions);
      made = Rulebook.of(file.rules(), described);
      if (book == null || !made.problems().equals(book.problems())) {
        made.problems()
            .forEach(
                (where, what) -> LOG.log(Level.WARNING, "{0}: {1}", new Object[] {where, what}));
      }
      book = made;
    }
    return made;
  }

  /**
   * What of the operator's file matches nothing that a store has, each in a sentence; logged once.
   * It is found anew where there are other rules, probes or hosts than before.
   *
   * @param again whether it is found anew in any case: keys may have come
   */
  public List<String> unmatched(Storage storage, boolean again) {
    Map<String, ProbeDescription> descriptions = storage.descriptions();
    Rulebook current = book(descriptions.values());
    Set<String> hosts = new HashSet<>();
    storage.hosts().forEach(host -> hosts.add(host.host()));
    synchronized (this) {
      Looked before = looked;
      if (!again && before != null && before.book.equals(current) && before.hosts.equals(hosts)) {
        return before.found;
      }
    }
    List<String> all =
        Unmatched.of(file(), current, hosts, descriptions, probe -> keys(storage, probe));
    synchronized (this) {
      looked = new Looked(current, hosts, all);
      unmatched.retainAll(all); // What is mended and wrong again is told again.
      all.stream().filter(unmatched::add).forEach(each -> LOG.log(Level.INFO, "alerts: {0}", each));
    }
    return all;
  }

  private static Set<String> keys(Storage storage, String probe) {
    Set<String> keys = new HashSet<>();
    for (List<List<String>> ofHost : storage.keys(probe).values()) {
      ofHost.forEach(key -> keys.add(String.join(" / ", key)));
    }
    return keys;
  }

  /** What is wrong, by where it is; for people. */
  public synchronized Map<String, String> problems() {
    Map<String, String> problems = new TreeMap<>();
    if (fault != null) {
      problems.put("alerts", fault);
    }
    if (book != null) {
      book.problems().forEach((where, what) -> problems.put("alerts " + where, what));
    }
    return problems;
  }
}
