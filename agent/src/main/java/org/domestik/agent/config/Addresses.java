// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.config;

import java.net.URI;
import java.util.Set;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;

/** The addresses in a configuration. They are shown in logs, errors and lists of processes. */
public final class Addresses {
  private static final Set<String> SCHEMES = Set.of("http", "https");

  private Addresses() {}

  /**
   * What a text says for a key.
   *
   * @param example what it could be like, for complaints; none of them shows a password
   */
  static URI of(Settings reader, String key, String text, String example) {
    try {
      return of(text, example);
    } catch (BadInput e) {
      throw reader.fault(key, String.valueOf(e.getMessage()));
    }
  }

  /** The same without a key, or {@link BadInput}. */
  public static URI of(String text, String example) {
    try {
      URI address = URI.create(text);
      if (SCHEMES.contains(String.valueOf(address.getScheme()))
          && address.getHost() != null
          && isPort(address.getPort())) {
        return withoutUser(address);
      }
    } catch (IllegalArgumentException e) {
      // Told below, as every other wrong address.
    }
    throw new BadInput("\"" + shown(text) + "\" is no address like " + example);
  }

  /** Nobody would be told the user and the password, but whoever reads the log. */
  private static URI withoutUser(URI address) {
    if (address.getRawUserInfo() != null) {
      throw new BadInput(
          "\""
              + shown(address.toString())
              + "\": a user and a password are of no use in an address, and it is logged; leave"
              + " them out");
    }
    return address;
  }

  /** Whether an address is this very machine's, so that nobody is on the way to it. */
  public static boolean isLoopback(URI address) {
    String host = address.getHost();
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }

  private static String shown(String text) {
    return text.replaceFirst("(?s)^([^@]*?//)?.*@", "$1…@");
  }

  /** A port that can be connected to, or none. */
  private static boolean isPort(int port) {
    return port == -1 || port >= 1 && port <= 65_535;
  }
}
