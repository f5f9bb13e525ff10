// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.remotewrite;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Logger;
import org.domestik.model.ComparableKey;
import org.domestik.server.connection.RareLog;
import org.domestik.server.ingest.gather.Place;

/**
 * Keeps instances of one host and job apart: the first that came to a probe has the job for its
 * source, and of any other the address stands behind the job. Thread-safe.
 *
 * <p>The series that the store has tell it after a restart.
 */
final class Instances {
  /** An owner with its texts takes some 250 bytes: a fortieth of the heap at most. */
  private static final long HEAP_EACH = 10_000;

  private final RareLog rarely = new RareLog(Logger.getLogger(Instances.class.getName()));
  private final Stored stored;
  private final long most = Runtime.getRuntime().maxMemory() / HEAP_EACH;

  /** Addresses by host, source and probe. */
  private final Map<ComparableKey, String> owners = new HashMap<>();

  /** Host, source and address of those that are known not to be the first everywhere. */
  private final Set<ComparableKey> others = new HashSet<>();

  /** What series the store has heard of. */
  @FunctionalInterface
  interface Stored {
    boolean has(String host, String probe, List<String> key);
  }

  Instances(Stored stored) {
    this.stored = stored;
  }

  /**
   * Which of two places is the instance's.
   *
   * @param source what it has in common with others of its host
   * @param shared the place that such others would have, too
   * @param own the one by its address
   */
  synchronized Place place(Instance instance, String source, Place shared, Place own) {
    forgetSome();
    String host = instance.host();
    String address = instance.address();
    String probe = shared.table().probe();
    ComparableKey other = new ComparableKey(List.of(host, source, address));
    if (stored.has(host, probe, own.key().texts())) {
      others.add(other);
      return own;
    }
    ComparableKey place = new ComparableKey(List.of(host, source, probe));
    String owner = owners.get(place);
    boolean isFree = owner == null || owner.equals(address);
    // One that is known to be another is so in its new probes, too: but not where it was alone.
    if (isFree && (!others.contains(other) || stored.has(host, probe, shared.key().texts()))) {
      owners.put(place, address);
      return shared;
    }
    others.add(other);
    if (owner != null) {
      rarely.warn(
          host + " " + source,
          ("remote write: of host \"%s\" the instances \"%s\" and \"%s\" have the same job; what the"
                  + " latter says has the source \"%s\"")
              .formatted(host, owner, address, own.key().texts().getFirst()));
    }
    return own;
  }

  /** What is forgotten is settled anew, as after a restart. */
  private void forgetSome() {
    if (owners.size() + others.size() > most) {
      owners.clear();
      others.clear();
    }
  }
}
