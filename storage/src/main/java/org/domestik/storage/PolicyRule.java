// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import org.domestik.model.BadInput;
import org.domestik.model.Glob;
import org.domestik.model.description.ArchivePolicy;

/**
 * An operator's archive policy for the hosts and probes whose names match.
 *
 * @param host a glob: {@code *} stands for any characters, {@code ?} for one
 * @param probe a glob
 */
public record PolicyRule(String host, String probe, ArchivePolicy policy) {
  /**
   * A rule.
   *
   * @throws BadInput where a glob can match no name at all
   */
  public PolicyRule {
    Glob.hosts(host);
    Glob.probes(probe);
  }
}
