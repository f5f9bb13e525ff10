// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.distribution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.domestik.lua.LuaFile;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.SignedProbe;
import org.jspecify.annotations.Nullable;

/** The probes that go to hosts now. Safe for use by several threads. */
public final class Distribution {
  private static final int MOST_PROBES = 100;

  private final Path data;
  private final ProbeVersions versions;
  private final Map<String, SignedProbe> probes = new ConcurrentSkipListMap<>();
  private @Nullable ServerKey key;

  /** Nothing yet; the key and the versions are in the data folder. */
  public Distribution(Path data) {
    this.data = data;
    this.versions = new ProbeVersions(data);
  }

  /**
   * Sends a file to hosts from now on, in place of what it was before.
   *
   * @param name the file's without its ending
   * @param hosts globs, at least one
   * @throws BadInput if it cannot be sent
   */
  public synchronized void put(String name, List<String> hosts, Path file) throws IOException {
    if (probes.size() >= MOST_PROBES && !probes.containsKey(name)) {
      throw new BadInput("more than " + MOST_PROBES + " probes are sent to hosts already");
    }
    String source = LuaFile.readUnicode(file);
    if (source.length() > SignedProbe.MOST_CHARACTERS) {
      throw new BadInput("has more than " + SignedProbe.MOST_CHARACTERS + " characters");
    }
    ServerKey signer = key == null ? ServerKey.of(data) : key;
    key = signer;
    probes.put(name, signer.sign(name, versions.version(name, source), hosts, source));
  }

  /** Sends those no more that have none of these names. */
  public void retain(Set<String> names) {
    probes.keySet().retainAll(names);
  }

  /** Sends it no more: the file says no hosts now. */
  public void remove(String name) {
    probes.remove(name);
  }

  /** The probes for a host, by name. */
  public List<SignedProbe> of(String host) {
    return probes.values().stream().filter(probe -> probe.isFor(host)).toList();
  }
}
