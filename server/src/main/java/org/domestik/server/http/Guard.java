// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of other sites, opened in a browser that reaches the server, from driving or reading
 * it.
 *
 * <p>A foreign name that was made to point at 127.0.0.1 (DNS rebinding) stands in {@code Host}; a
 * foreign page that posts here stands in {@code Origin}. The one must be a name of this machine, or
 * the one that a proxy has; the other this very server: what else answers on this machine, on
 * another port, may be anybody's. Where everybody must say who he is, any {@code Host} will do: a
 * page of a foreign name has no cookie of this server.
 */
public final class Guard {
  private static final Pattern AUTHORITY =
      Pattern.compile(
          "(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);
  private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
  private static final String FORM = "application/x-www-form-urlencoded";

  private Guard() {}

  /** Lets a request of this machine pass, refuses others with 403. */
  static void checkPlace(Exchange exchange) {
    String host = exchange.header(HeaderNames.HOST);
    Site site = exchange.site();
    if (host == null
        || !site.asksWho() && !site.isExternal(host) && !AUTHORITY.matcher(host).matches()) {
      throw new Refused(
          403,
          "this server answers to localhost, 127.x.x.x and [::1] only, not to "
              + (host == null ? "a request without a Host" : Texts.quoted(host)));
    }
    String origin = exchange.header(HeaderNames.ORIGIN);
    if (origin != null && !exchange.origins().contains(origin.toLowerCase(Locale.ROOT))) {
      throw new Refused(403, "pages of " + Texts.quoted(origin) + " may not use this server");
    }
    checkPage(exchange);
  }

  /** An image or a link of a foreign page says no Origin, but browsers tell where it is from. */
  private static void checkPage(Exchange exchange) {
    boolean costs = exchange.path().startsWith("/api/") || exchange.path().equals("/metrics");
    if (!costs || exchange.method().equals("POST")) {
      return; // Pages may be linked to; what is posted says its Origin and its type.
    }
    String site = exchange.header(FETCH_SITE);
    String referer = exchange.header(HeaderNames.REFERER);
    boolean isForeign =
        site == null
            ? referer != null && !isOf(exchange, referer)
            : !site.equals("same-origin") && !site.equals("none");
    if (isForeign) {
      throw new Refused(403, "pages of other sites may not use this server");
    }
  }

  private static boolean isOf(Exchange exchange, String address) {
    int path = address.indexOf('/', address.indexOf("://") + "://".length());
    String place = path < 0 ? address : address.substring(0, path);
    return exchange.origins().contains(place.toLowerCase(Locale.ROOT));
  }

  /**
   * Lets a body of one of these types pass, refuses others with 415.
   *
   * <p>A form's type, which a foreign page can send without asking first, is what curl and Python
   * say by default; it passes only where no browser is at work.
   */
  public static void checkType(Exchange exchange, String... accepted) {
    String header = exchange.header(HeaderNames.CONTENT_TYPE);
    String type = mediaType(header);
    if (Set.of(accepted).contains(type) || !isBrowser(exchange) && isDefault(type)) {
      return;
    }
    throw new Refused(
        415,
        "Content-Type "
            + (header == null ? "is missing" : Texts.quoted(header))
            + "; send "
            + String.join(" or ", accepted));
  }

  private static boolean isDefault(String type) {
    return type.isEmpty() || type.equals(FORM);
  }

  private static boolean isBrowser(Exchange exchange) {
    return exchange.header(HeaderNames.ORIGIN) != null
        || exchange.header(HeaderNames.REFERER) != null
        || exchange.header(FETCH_SITE) != null;
  }

  private static String mediaType(@Nullable String header) {
    return header == null ? "" : header.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
  }
}
