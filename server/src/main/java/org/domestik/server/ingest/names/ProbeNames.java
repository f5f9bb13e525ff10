// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.names;

import org.domestik.model.Names;
import org.domestik.server.ingest.BundledProbes;

/** Names the probes of what others call measurements, metrics or plugins. */
public final class ProbeNames {
  /** Names the archive of another probe. */
  private static final String ARCHIVE = "_archive";

  private ProbeNames() {}

  /**
   * The probe of a measurement: its plain name behind the prefix.
   *
   * @param prefix of the source; empty: none
   * @param apart the prefix for what would be called like a bundled probe, whose names are theirs
   *     whether or not there is an agent yet
   */
  public static String of(String prefix, String apart, String measurement) {
    String plain = prefix + Spelling.plain(measurement);
    String free = BundledProbes.names().contains(plain) ? apart + plain : plain;
    String name = prefix + measurement;
    return free.endsWith(ARCHIVE)
        ? Spelling.fitting(free, name, "_probe")
        : Spelling.fitting(free, name, "");
  }

  /**
   * The next probe of a measurement whose first ones cannot take a line: {@code disk_2}.
   *
   * @param number from 2 on
   */
  public static String next(String probe, int number) {
    return Spelling.fitting(probe, probe, "_" + number);
  }

  /**
   * The host a foreign name stands for: the name itself where it can be one, else the like of it
   * with a number made of the whole, so that no two become one.
   */
  public static String host(String name) {
    if (name.matches("[A-Za-z0-9_][A-Za-z0-9_.:@-]{0,252}")) {
      return Names.host(name);
    }
    String plain = name.replaceAll("[^A-Za-z0-9_.:@-]", "_");
    String start = plain.substring(0, Math.min(plain.length(), 200));
    return Names.host(
        "_.:@-".indexOf(start.isEmpty() ? '_' : start.charAt(0)) > 0
            ? "_" + start + Spelling.mark(name)
            : start + Spelling.mark(name));
  }
}
