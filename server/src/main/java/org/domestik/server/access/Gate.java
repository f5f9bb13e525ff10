// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.server.http.Caller;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.Gatekeeper;
import org.domestik.server.http.Refused;
import org.domestik.server.http.Right;
import org.domestik.storage.access.Session;
import org.domestik.storage.access.Token;
import org.domestik.storage.access.User;
import org.jspecify.annotations.Nullable;

/** Knows callers by the cookie of their session, their token, or their password. */
public final class Gate implements Gatekeeper {
  private static final Pattern PORT = Pattern.compile(":(\\d{1,5})$");

  private static final HeaderName AGENT = HeaderNames.create("Domestik-Agent");
  private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
  private static final List<HeaderName> PROXIES =
      List.of(
          HeaderNames.X_FORWARDED_FOR,
          HeaderNames.create("X-Forwarded-Proto"),
          HeaderNames.FORWARDED,
          HeaderNames.create("Via"));
  private static final String CURE =
      "; a person logs in on the page, a program sends Authorization: Bearer TOKEN, which"
          + " ./domestik token new NAME --role read|write|admin makes, and an agent is enrolled by"
          + " ./domestik enrol";

  /** Where InfluxDB's clients say their password as a parameter. */
  private static final Set<String> BY_PARAMETER =
      Set.of("/write", "/api/v2/write", "/ping", "/query");

  private final Directory directory;
  private final Logins logins;
  private final byte[] operator;

  /** {@code operator}: the word of those who can read the data folder. */
  public Gate(Directory directory, Logins logins, String operator) {
    this.directory = directory;
    this.logins = logins;
    this.operator = operator.getBytes(UTF_8);
  }

  @Override
  public Caller admit(Exchange exchange, Right needed) throws IOException {
    Caller caller = caller(exchange, needed == Right.NONE);
    if (caller == null) {
      if (needed == Right.NONE) {
        return Caller.STRANGER;
      }
      throw new Refused(401, "it is not known who asks" + stripped(exchange) + CURE);
    }
    if (!caller.may(needed)) {
      throw new Refused(403, lack(caller, needed, exchange.site().asksWho()));
    }
    return caller;
  }

  /** What comes from a proxy without a word of who sends it had one perhaps. */
  private static String stripped(Exchange exchange) {
    boolean isProxied = PROXIES.stream().anyMatch(name -> exchange.header(name) != null);
    return isProxied && exchange.header(HeaderNames.AUTHORIZATION) == null
        ? "; it came through a proxy, which has to pass the header Authorization on"
        : "";
  }

  private static String lack(Caller caller, Right needed, boolean asksWho) {
    String right = needed.name().toLowerCase(Locale.ROOT);
    if (!asksWho) {
      return "this needs the right "
          + right
          + ", and nobody is asked who he is here: use the"
          + " commands, or write access = \"login\" into server.conf";
    }
    return caller.name()
        + " may not do this: it needs the right "
        + right
        + (caller.user() == null
            ? "; make a token that has it: ./domestik token new NAME --role " + right
            : "; an admin may give it: ./domestik user role " + caller.user() + " " + right);
  }

  /** Null for a stranger. What strangers may have as well is refused to none for his secret. */
  private @Nullable Caller caller(Exchange exchange, boolean lenient) throws IOException {
    Caller caller = byHeader(exchange, lenient);
    if (caller == null) {
      caller = byCookie(exchange);
    }
    if (caller == null && BY_PARAMETER.contains(exchange.path())) {
      String secret = exchange.parameter("p");
      caller = secret == null || secret.isEmpty() ? null : bySecret(exchange, secret, lenient);
    }
    if (caller == null && !exchange.site().asksWho()) {
      return Caller.ANYBODY;
    }
    return caller;
  }

  private @Nullable Caller byHeader(Exchange exchange, boolean lenient) throws IOException {
    String header = exchange.header(HeaderNames.AUTHORIZATION);
    if (header == null) {
      return null;
    }
    int blank = header.indexOf(' ');
    String scheme = header.substring(0, Math.max(blank, 0)).toLowerCase(Locale.ROOT);
    String rest = header.substring(blank + 1).strip();
    return switch (scheme) {
      case "bearer" -> bySecret(exchange, rest, lenient);
      // InfluxDB 1 takes user and password so, too.
      case "token" -> bySecret(exchange, rest.substring(rest.lastIndexOf(':') + 1), lenient);
      case "basic" -> byBasic(exchange, rest, lenient);
      default -> {
        if (lenient) {
          yield null;
        }
        throw new Refused(401, "Authorization is Bearer, Token or Basic" + CURE);
      }
    };
  }

  private @Nullable Caller byBasic(Exchange exchange, String encoded, boolean lenient)
      throws IOException {
    String both;
    try {
      both = new String(Base64.getDecoder().decode(encoded), UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refused(401, "Authorization: Basic is not followed by base64" + CURE);
    }
    int colon = both.indexOf(':');
    String name = both.substring(0, Math.max(colon, 0));
    String password = both.substring(colon + 1);
    if (Secrets.isToken(password) || isOperator(password)) {
      return bySecret(exchange, password, lenient);
    }
    if (!exchange.site().asksWho() && BY_PARAMETER.contains(exchange.path())) {
      return null; // InfluxDB's clients say root, and root, where nobody told them another name.
    }
    User user = logins.ofProgram(exchange, name, password);
    if (user == null && !lenient) {
      throw new Refused(401, "the name or the password is wrong" + CURE);
    }
    return user == null ? null : of(user, null);
  }

  private boolean isOperator(String secret) {
    return MessageDigest.isEqual(secret.getBytes(UTF_8), operator);
  }

  private @Nullable Caller bySecret(Exchange exchange, String secret, boolean lenient) {
    if (isOperator(secret)) {
      return Caller.OPERATOR;
    }
    String hash = Secrets.hash(secret);
    Token token = directory.known().tokens().get(hash);
    Instant expires = token == null ? null : token.expires();
    if (token == null || expires != null && directory.now().isAfter(expires)) {
      if (lenient || !exchange.site().asksWho()) {
        return null;
      }
      throw new Refused(
          401,
          (token == null
                  ? "the token is not known: it is mistyped, or was revoked"
                  : "the token \"" + token.name() + "\" expired at " + expires)
              + CURE);
    }
    String agent = token.agent();
    String said = exchange.header(AGENT);
    if (agent != null && !agent.equals(said)) {
      throw new Refused(
          403,
          "this token is of another agent, that of host \""
              + token.host()
              + "\": a folder was copied; enrol this machine by a code of its own:"
              + " ./domestik agent enrol CODE");
    }
    directory.used(hash);
    return of(token);
  }

  private Caller of(Token token) {
    Set<Right> rights =
        switch (token.role()) {
          case "admin" -> EnumSet.allOf(Right.class);
          case "read" -> EnumSet.of(Right.NONE, Right.READ);
          default -> EnumSet.of(Right.NONE, Right.WRITE);
        };
    return new Caller(
        token.name(),
        null,
        rights,
        hosts(token),
        token.host(),
        token.said(),
        null,
        () -> {
          Token now = directory.known().tokens().get(token.hash());
          Instant expires = now == null ? null : now.expires();
          return now != null && (expires == null || directory.now().isBefore(expires));
        });
  }

  /** Of an enrolled agent its own, and others it was let in for that are no other agent's. */
  private Predicate<String> hosts(Token token) {
    Predicate<String> all = HostGlobs.of(token.hosts());
    return token.host() == null
        ? all
        : host -> host.equals(token.host()) || all.test(host) && !isEnrolled(host);
  }

  private boolean isEnrolled(String host) {
    return directory.known().tokens().values().stream().anyMatch(it -> host.equals(it.host()));
  }

  private Caller of(User user, @Nullable Session session) {
    Set<Right> rights =
        user.role().equals("admin")
            ? EnumSet.allOf(Right.class)
            : EnumSet.of(Right.NONE, Right.READ);
    return new Caller(
        user.name(),
        user.name(),
        rights,
        host -> true,
        null,
        null,
        session == null ? null : session.hash(),
        () -> {
          User now = directory.known().users().get(user.name());
          return now != null
              && now.role().equals(user.role())
              && (session == null
                  || directory.known().sessions().containsKey(session.hash())
                      && directory.now().isBefore(session.expires()));
        });
  }

  /**
   * The name of the cookie that a login gives. It has the port in it: cookies do not tell ports
   * apart, and two servers on one machine would log each other's users out.
   */
  static String cookie(Exchange exchange) {
    String host = exchange.header(HeaderNames.HOST);
    Matcher port = PORT.matcher(host == null ? "" : host);
    return port.find() ? "domestik-" + port.group(1) : "domestik";
  }

  private @Nullable Caller byCookie(Exchange exchange) {
    String cookie = exchange.cookie(cookie(exchange));
    if (cookie == null) {
      return null;
    }
    Session session = directory.known().sessions().get(Secrets.hash(cookie));
    if (session == null || directory.now().isAfter(session.expires())) {
      return null;
    }
    User user = directory.known().users().get(session.user());
    if (user == null) {
      return null;
    }
    // The browser sends the cookie with what other pages have it do, too; those say where they are.
    if (!exchange.isRead()
        && exchange.header(HeaderNames.ORIGIN) == null
        && !"same-origin".equals(exchange.header(FETCH_SITE))) {
      throw new Refused(403, "what a login changes must come from a page of this server");
    }
    directory.used(session.hash());
    return of(user, session);
  }
}
