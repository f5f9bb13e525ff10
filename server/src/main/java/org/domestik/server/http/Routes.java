// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.server.metrics.Counter;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/** Which endpoint answers which path and method, to whom; all else is a page. */
public final class Routes {
  private final Map<String, Map<String, Route>> paths = new HashMap<>();
  private final Map<String, Map<String, Route>> folders = new HashMap<>();
  private final StaticPages pages;
  private final Counter requests;
  private final Gatekeeper gatekeeper;
  private final Faults faults = new Faults();

  private record Route(Right right, Endpoint endpoint) {}

  public Routes(StaticPages pages, Counter requests, Gatekeeper gatekeeper) {
    this.pages = pages;
    this.requests = requests;
    this.gatekeeper = gatekeeper;
  }

  /** What those may get who may read. */
  public Routes get(String path, Endpoint endpoint) {
    return add("GET", path, Right.READ, endpoint);
  }

  /**
   * Adds one; a path that ends with a slash stands for all behind it, and a last part but one that
   * is a star for any.
   */
  public Routes add(String method, String path, Right right, Endpoint endpoint) {
    (path.endsWith("/") ? folders : paths)
        .computeIfAbsent(path, absent -> new TreeMap<>())
        .put(method, new Route(right, endpoint));
    return this;
  }

  /** Answers a request, whatever happens. */
  void answer(Exchange exchange) throws IOException {
    String path = exchange.path();
    try {
      Guard.checkPlace(exchange);
      Route route = route(exchange, path);
      exchange.isOf(gatekeeper.admit(exchange, route.right));
      route.endpoint.answer(exchange);
    } catch (CloseConnectionException e) {
      throw e; // Nobody is there any more.
    } catch (RuntimeException e) {
      if (exchange.isAnswered()) {
        throw e; // Too late to say so: the connection is closed instead.
      }
      faults.answer(exchange, e);
    } finally {
      String folder = folder(path);
      String route =
          paths.containsKey(starred(path))
              ? starred(path)
              : folders.containsKey(folder) ? folder : path.startsWith("/api/") ? "/api" : "/";
      requests.add(1, route, Integer.toString(exchange.status()));
    }
  }

  private static String folder(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  /** The path itself if there is one; else with a star for its last part but one. */
  private String starred(String path) {
    int last = path.lastIndexOf('/');
    int before = last <= 0 ? -1 : path.lastIndexOf('/', last - 1);
    return paths.containsKey(path) || before < 0
        ? path
        : path.substring(0, before) + "/*" + path.substring(last);
  }

  private Route route(Exchange exchange, String path) throws IOException {
    Map<String, Route> methods = paths.getOrDefault(starred(path), folders.get(folder(path)));
    if (methods == null) {
      if (path.startsWith("/api/") || !exchange.isRead() && !pages.has(path)) {
        throw new Refused(404, "there is no " + Texts.quoted(path));
      }
      Route page = new Route(Right.NONE, pages);
      methods = Map.of("GET", page, "HEAD", page);
    }
    Route route = route(methods, exchange.method());
    if (route == null) {
      String allowed = String.join(", ", new java.util.TreeSet<>(methods.keySet()));
      exchange.header(HeaderNames.ALLOW, allowed);
      throw new Refused(405, path + " takes " + allowed + ", not " + exchange.method());
    }
    return route;
  }

  // HEAD is GET whose body the exchange leaves out.
  private static @Nullable Route route(Map<String, Route> methods, String method) {
    return methods.get(method.equals("HEAD") && !methods.containsKey("HEAD") ? "GET" : method);
  }
}
