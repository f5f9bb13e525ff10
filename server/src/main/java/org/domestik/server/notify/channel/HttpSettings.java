// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.domestik.lua.Settings;

/** Reads addresses, and what goes with every request to one. */
final class HttpSettings {
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Set<String> OURS =
      Set.of("host", "content-length", "connection", "expect", "upgrade", "transfer-encoding");

  private HttpSettings() {}

  /** The way to an address of HTTP, with {@code headers} and {@code ca}. */
  static HttpWay way(Settings settings, String key, String address, Path folder) {
    URI uri = uri(settings, key, address, List.of("https", "http"));
    return new HttpWay(uri, headers(settings), Trust.read(settings, folder));
  }

  /** An address with one of the schemes and a host; a complaint does not repeat it. */
  static URI uri(Settings settings, String key, String address, List<String> schemes) {
    String forms =
        "an address: " + String.join(" or ", schemes.stream().map(it -> it + "://…").toList());
    URI uri;
    try {
      uri = URI.create(address.strip());
    } catch (IllegalArgumentException e) {
      throw settings.fault(key, "expected " + forms + "; what is there is no address");
    }
    if (uri.getScheme() == null || !schemes.contains(uri.getScheme())) {
      String found = uri.getScheme() == null ? "none" : uri.getScheme() + "://";
      throw settings.fault(key, "expected " + forms + ", found " + found);
    }
    if (uri.getHost() == null) {
      throw settings.fault(key, "expected " + forms + "; there is no valid host's name in it");
    }
    return uri;
  }

  private static Map<String, String> headers(Settings settings) {
    Map<String, String> headers = new LinkedHashMap<>();
    settings
        .table("headers")
        .forEach(
            (name, value) -> {
              if (!HEADER.matcher(name).matches() || OURS.contains(name.toLowerCase(Locale.ROOT))) {
                throw settings.fault("headers." + name, "no header that can be set");
              }
              if (!(value instanceof String text) || !text.matches("[\\x20-\\x7e\\t]*")) {
                throw settings.fault("headers." + name, "expected a text in quotes, of one line");
              }
              headers.put(name, text);
            });
    return headers;
  }
}
