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

  /** Of one user; of more the one that was used longest ago ends. */
  private static final int MOST_SESSIONS = 50;

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
      throw wrong();
    }
    String cookie = Secrets.random();
    if (!directory.access().login(user, session(exchange, name, cookie))) {
      throw wrong(); // His role or password was changed while the password was compared.
    }
    String old = exchange.cookie(Gate.cookie(exchange));
    if (old != null) {
      directory.access().removeSession(Secrets.hash(old));
    }
    endUnused(name);
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

  private static Refused wrong() {
    return new Refused(
        401,
        "the name or the password is wrong; who forgot it has an admin say:"
            + " ./domestik user password NAME");
  }

  private Session session(Exchange exchange, String name, String cookie) {
    String agent = exchange.header(HeaderNames.USER_AGENT);
    Instant now = directory.now();
    return new Session(
        Secrets.hash(cookie),
        Secrets.random().substring(0, 12),
        name,
        exchange.address(),
        agent == null ? "" : Texts.free(agent, AGENT_LENGTH),
        now,
        now,
        now.plus(LIFE));
  }

  /** A script that logs in each time fills its own user's room, and keeps nobody else out. */
  private void endUnused(String name) {
    List<Session> own =
        directory.known().sessions().values().stream()
            .filter(each -> each.user().equals(name))
            .sorted(Comparator.comparing(this::seen))
            .toList();
    own.stream()
        .limit(Math.max(0, own.size() - MOST_SESSIONS + 1))
        .forEach(each -> directory.access().removeSession(each.hash()));
  }

  private Instant seen(Session session) {
    Instant use = directory.lastUse(session.hash());
    return use == null ? session.seen() : use;
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
    User user = logins.of(exchange, name, request.required("old"));
    if (user == null) {
      throw new Refused(403, "the old password is wrong");
    }
    accounts.setPassword(user, request.required("new"), exchange.caller().session());
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
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("id", session.id());
    tree.put("user", session.user());
    tree.put("address", session.address());
    tree.put("agent", session.agent());
    tree.put("created", session.created().toString());
    tree.put("seen", seen(session).toString());
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
