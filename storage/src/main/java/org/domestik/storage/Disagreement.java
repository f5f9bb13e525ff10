// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.List;

/**
 * What a host says of a probe and is not in force, because it would change what others stored.
 *
 * @param by who said first what is in force: another host, or the operator
 * @param differences in words, at least one
 */
public record Disagreement(String host, String probe, String by, List<String> differences) {
  public Disagreement {
    differences = List.copyOf(differences);
  }

  @Override
  public String toString() {
    return "host \""
        + host
        + "\" describes probe \""
        + probe
        + "\" otherwise than "
        + by
        + ", whose words stay in force: "
        + String.join("; ", differences)
        + ". A file about the probe in probes.d decides it";
  }
}
