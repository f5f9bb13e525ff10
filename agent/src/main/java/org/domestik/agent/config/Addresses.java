// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.config;

import java.net.URI;
import java.util.Set;
import org.domestik.lua.Settings;

/** The addresses in a configuration. They are shown in logs, errors and lists of processes. */
final class Addresses {
  private static final Set<String> SCHEMES = Set.of("http", "https");

  private Addresses() {}

  /**
   * What a text says for a key.
   *
   * @param example what it could be like, for complaints; none of them shows a password
   */
  static URI of(Settings reader, String key, String text, String example) {
    try {
      URI address = URI.create(text);
      if (SCHEMES.contains(String.valueOf(address.getScheme()))
          && address.getHost() != null
          && isPort(address.getPort())) {
        return withoutUser(reader, key, address);
      }
    } catch (IllegalArgumentException e) {
      // Told below, as every other wrong address.
    }
    throw reader.fault(key, "\"" + shown(text) + "\" is no address like " + example);
  }

  /** Nobody would be told the user and the password, but whoever reads the log. */
  private static URI withoutUser(Settings reader, String key, URI address) {
    if (address.getRawUserInfo() != null) {
      throw reader.fault(
          key,
          "\""
              + shown(address.toString())
              + "\": a user and a password are of no use in an address, and it is logged; leave"
              + " them out");
    }
    return address;
  }

  private static String shown(String text) {
    return text.replaceFirst("(?s)^([^@]*?//)?.*@", "$1…@");
  }

  /** A port that can be connected to, or none. */
  private static boolean isPort(int port) {
    return port == -1 || port >= 1 && port <= 65_535;
  }
}
