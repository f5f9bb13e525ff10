// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where the server stands: what it speaks, what stands before it, whether it asks who is there.
 * Immutable.
 */
public final class Site {
  private static final HeaderName PROTO = HeaderNames.create("X-Forwarded-Proto");
  private static final HeaderName FORWARDED_HOST = HeaderNames.create("X-Forwarded-Host");

  private final boolean secure;
  private final boolean login;
  private final @Nullable URI external;
  private final Predicate<String> proxies;

  /**
   * All of it.
   *
   * @param secure whether it speaks TLS
   * @param login whether whoever comes must say who he is
   * @param external the address that a proxy has for it, without a slash at the end
   * @param proxies whether an address is of a proxy whose word counts
   */
  public Site(boolean secure, boolean login, @Nullable String external, Predicate<String> proxies) {
    this.secure = secure;
    this.login = login;
    this.external = external == null ? null : URI.create(external);
    this.proxies = proxies;
  }

  /** Whether whoever comes must say who he is. */
  public boolean asksWho() {
    return login;
  }

  /** The path that stands before all others for those outside: empty, or {@code /monitor}. */
  public String prefix() {
    return external == null ? "" : external.getRawPath();
  }

  /** A path as it is within the server: a proxy may leave the prefix in, or not. */
  String within(String path) {
    String prefix = prefix();
    if (prefix.isEmpty() || !path.startsWith(prefix)) {
      return path;
    }
    String rest = path.substring(prefix.length());
    return rest.isEmpty() ? "/" : rest.startsWith("/") ? rest : path;
  }

  /** Whether the line that ends at {@code peer} is of a proxy whose word counts. */
  private boolean isProxied(String peer) {
    return proxies.test(peer);
  }

  /** The client's address: the last one that no trusted proxy has. */
  String address(String peer, @Nullable String forwarded) {
    if (forwarded == null || !isProxied(peer)) {
      return peer;
    }
    String last = peer;
    // From the end, however many a client made up before.
    for (String hop : List.of(forwarded.split(",")).reversed()) {
      last = hop.strip();
      if (!proxies.test(last)) {
        break;
      }
    }
    return last;
  }

  /** Whether the client's own line is safe from listeners. */
  boolean isSecure(String peer, Exchange exchange) {
    return secure
        || external != null && external.getScheme().equals("https")
        || isProxied(peer) && "https".equalsIgnoreCase(nearest(exchange, PROTO));
  }

  /** What the proxy says that stands next to the server: the last of a list. */
  private static @Nullable String nearest(Exchange exchange, HeaderName name) {
    String all = exchange.list(name);
    return all == null ? null : all.substring(all.lastIndexOf(',') + 1).strip();
  }

  /** Whether a {@code Host} is the one outside. */
  boolean isExternal(String host) {
    return external != null && host.equalsIgnoreCase(external.getRawAuthority());
  }

  /** The origins whose pages are the server's own, for a request. */
  List<String> origins(String peer, Exchange exchange) {
    List<String> origins = new ArrayList<>();
    String host = exchange.header(HeaderNames.HOST);
    if (host != null) {
      origins.add((secure ? "https://" : "http://") + host.toLowerCase(Locale.ROOT));
    }
    if (external != null) {
      origins.add(
          external.getScheme() + "://" + external.getRawAuthority().toLowerCase(Locale.ROOT));
    }
    String forwarded = nearest(exchange, FORWARDED_HOST);
    String proto = nearest(exchange, PROTO);
    if (isProxied(peer) && (forwarded != null || proto != null)) {
      origins.add(
          (proto == null ? secure ? "https" : "http" : proto.toLowerCase(Locale.ROOT))
              + "://"
              + String.valueOf(forwarded == null ? host : forwarded).toLowerCase(Locale.ROOT));
    }
    return origins;
  }
}
