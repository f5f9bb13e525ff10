// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.remotewrite;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.model.Names;

/**
 * What the label {@code instance} says.
 *
 * @param host the machine's name
 * @param address all that stands before the path: {@code https://web-1:8443}
 * @param path what of the machine was asked, as it stands in an address; empty: nothing is said
 */
record Instance(String host, String address, String path) {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:[a-z][a-z0-9+.-]*://)?(?:\\[([^\\]]+)\\]|([^/:?#]+))(?::\\d{1,5})?([/?#].*)?");
  private static final int MOST = 253;

  /**
   * The machine of {@code web-1:9100}, {@code [::1]:9100} or {@code https://web-1/}; of anything
   * else all of it, with {@code _} for what no host's name has.
   */
  static Instance of(String text) {
    Matcher address = ADDRESS.matcher(text);
    if (!address.matches()) {
      return new Instance(host(text), text, "");
    }
    String path = Objects.requireNonNullElse(address.group(3), "");
    return new Instance(
        host(address.group(1) == null ? address.group(2) : address.group(1)),
        text.substring(0, text.length() - path.length()),
        path.equals("/") ? "" : path);
  }

  private static String host(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_.:@-]", "_");
    String start = plain.matches("[A-Za-z0-9_].*") ? plain : "_" + plain;
    return Names.host(start.substring(0, Math.min(MOST, start.length())));
  }

  /** A job as the source of what it found there: {@code blackbox /login}. */
  String source(String job) {
    return (job + " " + path).strip();
  }

  /** The same where another instance has that one: {@code app web-1:8082}. */
  String ownSource(String job) {
    return (job + " " + address + path).strip();
  }
}
