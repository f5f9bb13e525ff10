// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.Glob;
import org.domestik.model.Nearest;

/**
 * Finds policies that mean nothing of what is known.
 *
 * <p>Hosts and probes of tomorrow may have a policy today, so most of these are only worth a word.
 * A probe that is one typing error away from a known one is a fault: nobody names two probes so,
 * and whoever does can describe the new one in {@code probes.d}.
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
   * @throws BadInput for a mistyped probe
   */
  public List<String> unknown(Collection<String> hosts, Collection<String> probes) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < config.rules().size(); i++) {
      String place = config.places().get(i);
      String probe = config.rules().get(i).probe();
      String about = about(place + ": probe", probe, "probe", probes);
      String nearest = Nearest.of(probe, probes);
      if (!about.isEmpty() && !probes.isEmpty() && Nearest.isTypingError(probe, nearest)) {
        throw new BadInput(about + "; a probe to come can be described in probes.d");
      }
      words.add(about);
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
