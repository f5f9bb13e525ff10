// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.Keys;
import org.openqa.selenium.json.Json;

/**
 * A server that asks who is there, with one host, {@code web-1}, an admin, {@code ada}, and one who
 * reads, {@code rita}.
 */
final class Login implements AutoCloseable {
  static final String ADMIN = "ada";
  static final String READER = "rita";
  static final String PASSWORD = "correct horse battery";

  private static final Json JSON = new Json();

  final ServerProcess server;
  private final HttpClient http = HttpClient.newHttpClient();

  private Login(ServerProcess server) {
    this.server = server;
  }

  static Login start() {
    Login login = new Login(ServerProcess.start("access = \"login\"\n"));
    login.server.addUser(ADMIN, "admin", PASSWORD);
    login.server.addUser(READER, "read", PASSWORD);
    Map<String, Object> token =
        JSON.toType(
            login.asAdmin("POST", "tokens", Map.of("name", "feed", "role", "write")),
            Json.MAP_TYPE);
    login.sendSample((String) token.get("token"));
    return login;
  }

  /** Delivers a sample of now. */
  private void sendSample(String token) {
    var sample = Fleet.sample("load", InstantSource.system().instant(), Fleet.load(0.42));
    var batch = Map.of("host", "web-1", "samples", List.of(sample));
    ask("POST", "samples", batch, "Authorization", "Bearer " + token);
  }

  String url(String view) {
    return server.url() + view;
  }

  /** Opens a page as one whom the server does not know. */
  void openAsStranger(Browser browser, String view) {
    browser.forgetCookies();
    browser.leave();
    browser.open(url(view));
    browser.awaitText("h1", "Log in");
  }

  /** Types a name and a password into the page, as at a keyboard. */
  static void typeIn(Browser browser, String user, String password) {
    browser.run("document.querySelector('input[name=user]').select()");
    browser.type(user, Keys.TAB, password, Keys.ENTER);
  }

  /** Opens a page as this user. */
  void open(Browser browser, String user, String view) {
    openAsStranger(browser, view);
    typeIn(browser, user, PASSWORD);
    browser.awaitText(".account", user);
    browser.await("the page is there", "return document.querySelector('.login') === null");
  }

  /** What the server answers a program that has a token; the status alone. */
  int statusFor(String token) {
    return send("GET", "hosts", null, "Authorization", "Bearer " + token).statusCode();
  }

  /** Ends all sessions of a user, as the admin does. */
  void endSessions(String user) {
    List<Map<String, Object>> all =
        JSON.toType(asAdmin("GET", "sessions", null), Json.LIST_OF_MAPS_TYPE);
    all.stream()
        .filter(session -> user.equals(session.get("user")))
        .forEach(session -> asAdmin("DELETE", "sessions/" + session.get("id"), null));
  }

  /** Asks as the admin does, in a session of its own. */
  private String asAdmin(String method, String path, @Nullable Map<String, Object> body) {
    var entered = send("POST", "login", Map.of("user", ADMIN, "password", PASSWORD));
    String cookie = entered.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    return ask(method, path, body, "Cookie", cookie);
  }

  private String ask(
      String method, String path, @Nullable Map<String, Object> body, String... header) {
    HttpResponse<String> answer = send(method, path, body, header);
    if (answer.statusCode() >= 300) {
      throw new AssertionError(path + ": " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  private HttpResponse<String> send(
      String method, String path, @Nullable Map<String, Object> body, String... header) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url("api/v1/" + path)))
            .header("Content-Type", "application/json")
            .header("Origin", server.url().substring(0, server.url().length() - 1))
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(JSON.toJson(body)));
    if (header.length > 0) {
      request.headers(header);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
