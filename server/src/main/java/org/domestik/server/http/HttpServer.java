// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Json;

/** The open port. Loopback only: there are neither TLS nor credentials yet. */
public final class HttpServer implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 4_000;
  private static final int MAX_REQUESTS = 1_000;

  private final WebServer server;
  private final EventStream events;
  private final String host;

  private HttpServer(WebServer server, EventStream events, String host) {
    this.server = server;
    this.events = events;
    this.host = host;
  }

  /**
   * Opens the port and answers from then on.
   *
   * @param port 0: any free one
   * @throws BadInput where the address is not this machine's loopback, or the port is taken
   */
  public static HttpServer start(String listen, int port, Services services) throws IOException {
    check(listen, port);
    InetAddress address = loopback(listen);
    EventStream events = new EventStream();
    Routes routes = services.routes(events);
    WebServerConfig.Builder config =
        WebServer.builder()
            .address(address)
            .port(port)
            .shutdownHook(false)
            .shutdownGracePeriod(Duration.ofSeconds(10))
            .maxTcpConnections(MAX_CONNECTIONS)
            .maxConcurrentRequests(MAX_REQUESTS)
            .connectionOptions(
                options ->
                    // Without it an answer of several packets waits 40 ms for the reader's word.
                    options.readTimeout(Duration.ofSeconds(30)).tcpNoDelay(true))
            .contentEncoding(
                ContentEncodingContext.builder()
                    .contentEncodingsDiscoverServices(false)
                    .addContentEncoding(new InflatedLater())
                    .build())
            .directHandlers(jsonErrors())
            .routing(
                routing -> routing.any((request, response) -> answer(routes, request, response)));
    try {
      return new HttpServer(config.build().start(), events, listen);
    } catch (RuntimeException e) {
      throw new BadInput("cannot listen on " + listen + ":" + port + ": " + reason(e), e);
    }
  }

  private static void answer(Routes routes, ServerRequest request, ServerResponse response)
      throws IOException {
    routes.answer(new Exchange(request, response));
    if (request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
      // Helidon up to 4.5.3 says so too, but leaves the connection open (its issue 12324).
      throw new CloseConnectionException("asked for by the client");
    }
  }

  /** Throws {@link BadInput} if {@link #start} would: before anything else is begun. */
  public static void check(String listen, int port) {
    checkFree(loopback(listen), port);
  }

  private static String reason(Throwable fault) {
    Throwable cause = fault;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private static InetAddress loopback(String listen) {
    InetAddress address;
    try {
      address = InetAddress.getByName(listen);
    } catch (UnknownHostException e) {
      throw new BadInput("listen: there is no address \"" + listen + "\"", e);
    }
    if (!address.isLoopbackAddress()) {
      throw new BadInput(
          "listen: "
              + listen
              + " is refused: only loopback (127.0.0.1, ::1) is served as long as there are"
              + " neither TLS nor credentials");
    }
    return address;
  }

  // Asked before, because the HTTP server logs a stack trace of its own.
  private static void checkFree(InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
    } catch (BindException e) {
      throw new BadInput(
          "port " + port + " on " + address.getHostAddress() + " is taken; choose another", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInput("cannot listen on port " + port + ": " + e.getMessage(), e);
    }
  }

  // What is no HTTP never reaches the routes; it gets an answer of the same form all the same.
  private static DirectHandlers jsonErrors() {
    DirectHandler handler =
        (request, type, status, headers, message) ->
            DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .entity(
                    Json.write(
                        Map.of(
                            "error",
                            message == null || message.isEmpty()
                                ? status.reasonPhrase()
                                : message)))
                .build();
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, handler);
    }
    return handlers.build();
  }

  /** Where it answers: {@code http://127.0.0.1:8787}, without a slash at the end. */
  public String url() {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.port();
  }

  /** Takes no more requests and waits up to 10 s for those under way. */
  @Override
  public void close() {
    events.close();
    server.stop();
  }
}
