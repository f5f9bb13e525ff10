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

/** Which endpoint answers which path and method; all else is a page. */
public final class Routes {
  private final Map<String, Map<String, Endpoint>> paths = new HashMap<>();
  private final StaticPages pages;
  private final Counter requests;
  private final Faults faults = new Faults();

  public Routes(StaticPages pages, Counter requests) {
    this.pages = pages;
    this.requests = requests;
  }

  public Routes get(String path, Endpoint endpoint) {
    return add(path, "GET", endpoint);
  }

  public Routes post(String path, Endpoint endpoint) {
    return add(path, "POST", endpoint);
  }

  private Routes add(String path, String method, Endpoint endpoint) {
    paths.computeIfAbsent(path, absent -> new TreeMap<>()).put(method, endpoint);
    return this;
  }

  /** Answers a request, whatever happens. */
  void answer(Exchange exchange) throws IOException {
    String path = exchange.path();
    try {
      Guard.checkPlace(exchange);
      endpoint(exchange, path).answer(exchange);
    } catch (CloseConnectionException e) {
      throw e; // Nobody is there any more.
    } catch (RuntimeException e) {
      if (exchange.isAnswered()) {
        throw e; // Too late to say so: the connection is closed instead.
      }
      faults.answer(exchange, e);
    } finally {
      String route = paths.containsKey(path) ? path : path.startsWith("/api/") ? "/api" : "/";
      requests.add(1, route, Integer.toString(exchange.status()));
    }
  }

  private Endpoint endpoint(Exchange exchange, String path) throws IOException {
    Map<String, Endpoint> methods = paths.get(path);
    if (methods == null) {
      if (path.startsWith("/api/") || !exchange.isRead() && !pages.has(path)) {
        throw new Refused(404, "there is no " + Texts.quoted(path));
      }
      methods = Map.of("GET", pages, "HEAD", pages);
    }
    Endpoint endpoint = endpoint(methods, exchange.method());
    if (endpoint == null) {
      String allowed = String.join(", ", new java.util.TreeSet<>(methods.keySet()));
      exchange.header(HeaderNames.ALLOW, allowed);
      throw new Refused(405, path + " takes " + allowed + ", not " + exchange.method());
    }
    return endpoint;
  }

  // HEAD is GET whose body the HTTP server leaves out.
  private static @Nullable Endpoint endpoint(Map<String, Endpoint> methods, String method) {
    return methods.get(method.equals("HEAD") && !methods.containsKey("HEAD") ? "GET" : method);
  }
}
