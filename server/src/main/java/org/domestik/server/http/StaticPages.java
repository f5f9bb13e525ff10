// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/** Serves the files of module web from the class path, each read once and kept. */
public final class StaticPages implements Endpoint {
  private static final String FOLDER = "web";
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "json", "application/json",
          "woff2", "font/woff2",
          "txt", "text/plain; charset=utf-8");
  private static final String POLICY =
      "default-src 'self'; img-src 'self' data:; style-src 'self';"
          + " frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

  // Only what exists is kept, so the files of the class path bound this map.
  private final Map<String, Page> pages = new ConcurrentHashMap<>();

  private static final class Page {
    private final String type;
    private final String tag;
    private final byte[] content;

    Page(String type, byte[] content) {
      this.type = type;
      this.tag = hash(content);
      this.content = content;
    }
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    Page page = page(exchange.path());
    if (page == null) {
      throw new Refused(404, "there is no " + Texts.quoted(exchange.path()));
    }
    // Asked again each time, answered with 304 while unchanged: an update shows at once.
    exchange.header(HeaderNames.CACHE_CONTROL, "no-cache");
    exchange.header(HeaderNames.ETAG, page.tag);
    exchange.header(HeaderNames.create("Content-Security-Policy"), POLICY);
    if (matches(exchange.list(HeaderNames.IF_NONE_MATCH), page.tag)) {
      exchange.empty(304);
    } else {
      exchange.send(200, page.type, page.content);
    }
  }

  /** Whether there is a page of a path. */
  boolean has(String path) throws IOException {
    return page(path) != null;
  }

  private @Nullable Page page(String asked) throws IOException {
    String path = asked.equals("/") ? "/index.html" : asked;
    Page known = pages.get(path);
    if (known != null) {
      return known;
    }
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (type == null || !PATH.matcher(path).matches()) {
      return null;
    }
    try (InputStream file = getClass().getClassLoader().getResourceAsStream(FOLDER + path)) {
      if (file == null) {
        return null;
      }
      Page page = new Page(type, file.readAllBytes());
      pages.put(path, page);
      return page;
    }
  }

  private static boolean matches(@Nullable String header, String tag) {
    return header != null
        && Arrays.stream(header.split(",", 20))
            .map(String::strip)
            .anyMatch(each -> each.equals(tag) || each.equals("W/" + tag) || each.equals("*"));
  }

  private static String hash(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(hash, 0, 8) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
