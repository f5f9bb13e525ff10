// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.Version;
import org.domestik.server.http.Caller;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.JsonRequest;
import org.domestik.server.http.Refused;
import org.domestik.server.http.Right;
import org.domestik.server.http.Routes;
import org.domestik.server.text.Texts;
import org.domestik.storage.access.Session;
import org.domestik.storage.access.User;
import org.jspecify.annotations.Nullable;

/** Who is logged in, and how one gets in and out. */
public final class SessionEndpoints {
  private static final Duration LIFE = Duration.ofDays(30);
  private static final int MOST_SESSIONS = 10_000;
  private static final int AGENT_LENGTH = 200;

  private final Directory directory;
  private final Logins logins;
  private final Accounts accounts;

  public SessionEndpoints(Directory directory, Logins logins, Accounts accounts) {
    this.directory = directory;
    this.logins = logins;
    this.accounts = accounts;
  }

  /** Adds them all. */
  public void addTo(Routes routes) {
    routes
        .add("GET", "/api/v1/me", Right.NONE, this::me)
        .add("POST", "/api/v1/login", Right.NONE, this::login)
        .add("POST", "/api/v1/logout", Right.NONE, this::logout)
        .add("POST", "/api/v1/password", Right.NONE, this::password)
        .add("GET", "/api/v1/sessions", Right.NONE, this::sessions)
        .add("DELETE", "/api/v1/sessions/", Right.NONE, this::end);
  }

  private void me(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    exchange.json(200, JsonBody.of(me(exchange.caller(), exchange.site().asksWho())));
  }

  private static Map<String, @Nullable Object> me(Caller caller, boolean asksWho) {
    String role =
        caller.may(Right.ADMIN)
            ? "admin"
            : caller.may(Right.READ) ? "read" : caller.may(Right.WRITE) ? "write" : null;
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("user", caller.user());
    tree.put("role", role);
    tree.put("login", asksWho);
    if (caller.may(Right.READ)) {
      tree.put("version", Version.current());
    }
    if (caller.host() != null) {
      tree.put("host", caller.host());
    }
    return tree;
  }

  private void login(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    JsonRequest request = new JsonRequest(exchange, "user", "password");
    String name = request.required("user");
    User user = logins.of(exchange, name, request.required("password"));
    if (user == null) {
      accounts.note(shown(name), exchange.address(), "login refused", "");
      throw new Refused(
          401,
          "the name or the password is wrong; who forgot it has an admin say:"
              + " ./domestik user password NAME");
    }
    String old = exchange.cookie(Gate.cookie(exchange));
    if (old != null) {
      directory.access().removeSession(Secrets.hash(old));
    }
    Instant now = directory.now();
    if (directory.known().sessions().size() >= MOST_SESSIONS) {
      directory.access().forget(now);
      throw new Refused(503, "there are too many sessions; an admin may end some");
    }
    String cookie = Secrets.random();
    String agent = exchange.header(HeaderNames.USER_AGENT);
    directory
        .access()
        .add(
            new Session(
                Secrets.hash(cookie),
                Secrets.random().substring(0, 12),
                name,
                exchange.address(),
                agent == null ? "" : Texts.free(agent, AGENT_LENGTH),
                now,
                now,
                now.plus(LIFE)));
    directory.access().change(new User(name, user.role(), user.password(), user.created(), now));
    directory.changed();
    accounts.note(name, exchange.address(), "login", "");
    cookie(exchange, cookie, LIFE);
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("user", name);
    tree.put("role", user.role());
    tree.put("login", exchange.site().asksWho());
    tree.put("version", Version.current());
    exchange.json(200, JsonBody.of(tree));
  }

  private static String shown(String name) {
    return Texts.free(name, 64);
  }

  private static void cookie(Exchange exchange, String value, Duration life) {
    exchange.header(
        HeaderNames.SET_COOKIE,
        Gate.cookie(exchange)
            + "="
            + value
            + "; Path="
            + exchange.site().prefix()
            + "/; Max-Age="
            + life.toSeconds()
            + "; HttpOnly; SameSite=Strict"
            + (exchange.isSecure() ? "; Secure" : ""));
  }

  private void logout(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    String session = exchange.caller().session();
    if (session != null) {
      directory.access().removeSession(session);
      directory.changed();
      accounts.note(exchange.caller().name(), exchange.address(), "logout", "");
    }
    cookie(exchange, "", Duration.ZERO);
    exchange.empty(204);
  }

  private static String person(Exchange exchange) {
    String user = exchange.caller().user();
    if (user == null) {
      throw new Refused(401, "nobody is logged in");
    }
    return user;
  }

  private void password(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    String name = person(exchange);
    JsonRequest request = new JsonRequest(exchange, "old", "new");
    if (logins.of(exchange, name, request.required("old")) == null) {
      throw new Refused(403, "the old password is wrong");
    }
    accounts.setPassword(name, request.required("new"), exchange.caller().session());
    accounts.note(name, exchange.address(), "password", "of " + name);
    exchange.empty(204);
  }

  private List<Session> visible(Exchange exchange) {
    Caller caller = exchange.caller();
    boolean all = caller.may(Right.ADMIN);
    String user = all ? "" : person(exchange);
    return directory.known().sessions().values().stream()
        .filter(each -> all || each.user().equals(user))
        .filter(each -> directory.now().isBefore(each.expires()))
        .sorted(Comparator.comparing(Session::created).reversed())
        .toList();
  }

  private void sessions(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    List<Map<String, Object>> shown =
        visible(exchange).stream().map(it -> tree(it, exchange.caller().session())).toList();
    exchange.json(200, JsonBody.of(shown));
  }

  private Map<String, Object> tree(Session session, @Nullable String current) {
    Instant use = directory.lastUse(session.hash());
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("id", session.id());
    tree.put("user", session.user());
    tree.put("address", session.address());
    tree.put("agent", session.agent());
    tree.put("created", session.created().toString());
    tree.put("seen", (use == null ? session.seen() : use).toString());
    tree.put("current", session.hash().equals(current));
    return tree;
  }

  private void end(Exchange exchange) {
    exchange.onlyParameters();
    for (Session each : visible(exchange)) {
      if (each.id().equals(exchange.lastOfPath())) {
        directory.access().removeSession(each.hash());
        directory.changed();
        accounts.note(
            exchange.caller().name(), exchange.address(), "logout", "a session of " + each.user());
        exchange.empty(204);
        return;
      }
    }
    throw new Refused(404, "there is no such session");
  }
}
