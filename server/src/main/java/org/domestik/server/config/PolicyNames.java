// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.domestik.model.Glob;
import org.domestik.model.Nearest;

/**
 * Finds policies that mean nothing of what is known. Hosts and probes of tomorrow may have a policy
 * today, and what arrives tomorrow must not make a fault of it: these are worth a word, no more.
 */
public final class PolicyNames {
  private final PolicyConfig config;

  public PolicyNames(PolicyConfig config) {
    this.config = config;
  }

  /**
   * What is worth a word, with file, key and the nearest known name.
   *
   * @param hosts that have reported
   * @param probes that have a description
   */
  public List<String> unknown(Collection<String> hosts, Collection<String> probes) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < config.rules().size(); i++) {
      String place = config.places().get(i);
      words.add(about(place + ": probe", config.rules().get(i).probe(), "probe", probes));
      words.add(about(place + ": host", config.rules().get(i).host(), "host", hosts));
    }
    return words.stream().filter(word -> !word.isEmpty()).toList();
  }

  private static String about(String key, String glob, String what, Collection<String> known) {
    return glob.equals("*") || known.stream().anyMatch(Glob.of(glob))
        ? ""
        : key
            + ": \""
            + glob
            + "\" matches no "
            + what
            + (known.isEmpty() ? " yet: none is known" : " that is known")
            + Nearest.hint(glob, known);
  }
}
