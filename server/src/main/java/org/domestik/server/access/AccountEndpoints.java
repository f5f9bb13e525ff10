// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.access;

import java.io.IOException;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.JsonRequest;
import org.domestik.server.http.Refused;
import org.domestik.server.http.Right;
import org.domestik.server.http.Routes;
import org.jspecify.annotations.Nullable;

/** Users, tokens, enrolment and the audit over HTTP. */
public final class AccountEndpoints {
  private static final int MOST_LINES = 10_000;
  private static final int LINES = 100;

  private final Accounts accounts;
  private final LoginLimits limits;
  private final CodeAddress address;

  /** {@code address}: where agents find the server. */
  public AccountEndpoints(Accounts accounts, Logins logins, CodeAddress address) {
    this.accounts = accounts;
    this.limits = logins.limits();
    this.address = address;
  }

  /** Adds them all. */
  public void addTo(Routes routes) {
    routes
        .add(
            "GET",
            "/api/v1/users",
            Right.ADMIN,
            exchange -> {
              exchange.onlyParameters();
              exchange.json(200, JsonBody.of(accounts.users()));
            })
        .add("POST", "/api/v1/users", Right.ADMIN, this::addUser)
        .add("POST", "/api/v1/users/", Right.ADMIN, this::changeUser)
        .add("DELETE", "/api/v1/users/", Right.ADMIN, this::removeUser)
        .add(
            "GET",
            "/api/v1/tokens",
            Right.ADMIN,
            exchange -> {
              exchange.onlyParameters();
              exchange.json(200, JsonBody.of(accounts.tokens()));
            })
        .add("POST", "/api/v1/tokens", Right.ADMIN, this::newToken)
        .add("DELETE", "/api/v1/tokens/", Right.ADMIN, this::revoke)
        .add("POST", "/api/v1/enrolments", Right.ADMIN, this::newEnrolment)
        .add("POST", "/api/v1/enrol", Right.NONE, this::enrol)
        .add("GET", "/api/v1/audit", Right.ADMIN, this::audit);
  }

  private void note(Exchange exchange, String what, String detail) {
    accounts.note(exchange.caller().name(), exchange.address(), what, detail);
  }

  private void addUser(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    JsonRequest request = new JsonRequest(exchange, "user", "role", "password");
    String name = request.required("user");
    Map<String, @Nullable Object> user =
        accounts.addUser(name, request.required("role"), request.required("password"));
    note(exchange, "user", "added " + name + " as " + request.required("role"));
    exchange.json(201, JsonBody.of(user));
  }

  private void changeUser(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    String name = exchange.lastOfPath();
    JsonRequest request = new JsonRequest(exchange, "role", "password");
    String role = request.text("role");
    String password = request.text("password");
    if ((role == null) == (password == null)) {
      throw new BadInput("say either \"role\" or \"password\"");
    }
    Map<String, @Nullable Object> user =
        role == null
            ? accounts.setPassword(name, request.required("password"))
            : accounts.setRole(name, role);
    if (role == null) {
      note(exchange, "password", "of " + name);
    } else {
      note(exchange, "user", name + " is " + role + " now");
    }
    exchange.json(200, JsonBody.of(user));
  }

  private void removeUser(Exchange exchange) {
    exchange.onlyParameters();
    accounts.removeUser(exchange.lastOfPath());
    note(exchange, "user", "removed " + exchange.lastOfPath());
    exchange.empty(204);
  }

  private void newToken(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    JsonRequest request = new JsonRequest(exchange, "name", "role", "hosts", "for");
    Map<String, @Nullable Object> token =
        accounts.newToken(
            request.required("name"),
            request.required("role"),
            request.text("hosts"),
            request.text("for"));
    note(exchange, "token", "made " + token.get("name") + ", " + token.get("role"));
    exchange.json(201, JsonBody.of(token));
  }

  private void revoke(Exchange exchange) {
    exchange.onlyParameters();
    accounts.revoke(exchange.lastOfPath());
    note(exchange, "revoke", exchange.lastOfPath());
    exchange.empty(204);
  }

  private void newEnrolment(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    JsonRequest request = new JsonRequest(exchange, "hosts", "uses", "for", "url");
    String uses = request.text("uses", "1");
    if (!uses.matches("\\d{1,9}")) {
      throw new BadInput("\"uses\" is a whole number, not " + uses);
    }
    Map<String, @Nullable Object> made =
        address.code(
            accounts,
            request.text("hosts", "*"),
            Integer.parseInt(uses),
            request.text("for", "1 hour"),
            request.text("url"));
    note(exchange, "enrolment", "a code for hosts " + made.get("hosts"));
    exchange.json(201, JsonBody.of(made));
  }

  private void enrol(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    JsonRequest request = new JsonRequest(exchange, "secret", "agent", "host");
    String agent = request.required("agent");
    if (!agent.matches("[0-9a-fA-F-]{36}")) {
      throw new BadInput("\"agent\" is a UUID");
    }
    String host = Names.host(request.required("host"));
    limits.check(exchange.address());
    Map<String, @Nullable Object> token;
    try {
      token = accounts.enrol(request.required("secret"), agent, host);
    } catch (Refused e) {
      limits.failed(exchange.address());
      accounts.note(
          "host " + host, exchange.address(), "enrol refused", String.valueOf(e.getMessage()));
      throw e;
    }
    accounts.note("host " + host, exchange.address(), "enrol", "agent " + agent);
    exchange.json(200, JsonBody.of(token));
  }

  private void audit(Exchange exchange) throws IOException {
    exchange.onlyParameters("points");
    String points = exchange.parameter("points");
    if (points != null && !points.matches("[1-9]\\d{0,8}")) {
      throw new BadInput("\"points\" is a number from 1, not " + points);
    }
    int most = points == null ? LINES : Math.min(MOST_LINES, Integer.parseInt(points));
    exchange.json(200, JsonBody.of(accounts.audit(most)));
  }
}
