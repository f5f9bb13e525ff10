// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.config;

import java.net.URI;
import java.util.List;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.model.Nearest;
import org.domestik.model.Span;
import org.jspecify.annotations.Nullable;

/**
 * Whom the server believes, and how it may be reached.
 *
 * @param tls {@code tls}: {@code "auto"}, with TLS once there is a certificate, or {@code "off"}
 * @param externalUrl {@code external_url}: where a proxy has it, without a slash at the end; null:
 *     there is none
 * @param trustedProxies {@code trusted_proxies}: whose {@code X-Forwarded-*} is believed, addresses
 *     or networks such as {@code 10.0.0.0/8}
 * @param audit {@code audit_keep}: for how long it is kept who did what
 * @param access {@code access}: {@code "login"} or {@code "open"}; null: open on loopback alone
 */
public record TrustConfig(
    String tls,
    @Nullable String externalUrl,
    List<String> trustedProxies,
    Span audit,
    @Nullable String access) {
  /** TLS where there is a certificate, no proxy. */
  public static final TrustConfig DEFAULT =
      new TrustConfig("auto", null, List.of(), Span.parse("1 year"), null);

  private static final List<String> TLS = List.of("auto", "off");
  private static final List<String> ACCESS = List.of("login", "open");

  public TrustConfig {
    trustedProxies = List.copyOf(trustedProxies);
  }

  static TrustConfig from(Settings settings) {
    String access = settings.text("access");
    if (access != null) {
      oneOf(settings, "access", access, ACCESS);
    }
    String tls = settings.text("tls", DEFAULT.tls);
    oneOf(settings, "tls", tls, TLS);
    List<String> proxies = settings.texts("trusted_proxies");
    for (String each : proxies) {
      try {
        Network.parse(each);
      } catch (BadInput e) {
        throw settings.fault("trusted_proxies", String.valueOf(e.getMessage()));
      }
    }
    return new TrustConfig(
        tls, url(settings), proxies, settings.span("audit_keep", DEFAULT.audit), access);
  }

  private static void oneOf(Settings settings, String key, String word, List<String> known) {
    if (!known.contains(word)) {
      throw settings.fault(
          key, "expected \"" + String.join("\" or \"", known) + "\"" + Nearest.hint(word, known));
    }
  }

  private static @Nullable String url(Settings settings) {
    String text = settings.text("external_url");
    if (text == null) {
      return null;
    }
    try {
      URI url = URI.create(text);
      if (List.of("http", "https").contains(String.valueOf(url.getScheme()))
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null) {
        return text.replaceFirst("/+$", "");
      }
    } catch (IllegalArgumentException e) {
      throw settings.fault("external_url", "is no address; write \"https://monitor.example.com\"");
    }
    throw settings.fault(
        "external_url", "is scheme, host and perhaps a path: \"https://monitor.example.com\"");
  }

  /** Those of {@link #trustedProxies} as they are compared. */
  public List<Network> networks() {
    return trustedProxies.stream().map(Network::parse).toList();
  }
}
