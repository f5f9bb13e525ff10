// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.remotewrite;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.model.Names;

/** Makes a host's name of the label {@code instance}. */
final class Hosts {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:[a-z][a-z0-9+.-]*://)?(?:\\[([^\\]]+)\\]|([^/:]+))(?::\\d{1,5})?(?:/.*)?");
  private static final int MOST = 253;

  private Hosts() {}

  /**
   * The machine of {@code web-1:9100}, {@code [::1]:9100} or {@code https://web-1/}; of anything
   * else all of it, with {@code _} for what no host's name has.
   */
  static String of(String instance) {
    Matcher address = ADDRESS.matcher(instance);
    String name = instance;
    if (address.matches()) {
      name = address.group(1) == null ? address.group(2) : address.group(1);
    }
    String plain = name.replaceAll("[^A-Za-z0-9_.:@-]", "_");
    String start = plain.matches("[A-Za-z0-9_].*") ? plain : "_" + plain;
    return Names.host(start.substring(0, Math.min(MOST, start.length())));
  }
}
