// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ErrorHandling;
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
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.model.BadInput;
import org.domestik.model.Json;
import org.domestik.server.connection.Connection;
import org.domestik.server.connection.ConnectionLimits;
import org.domestik.server.connection.Connections;
import org.domestik.server.metrics.Gauge;
import org.domestik.server.metrics.ServerMetrics;
import org.domestik.server.tls.TlsDoor;

/** The open port. */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(HttpServer.class.getName());

  /** Those that are told that there are too many, and those being ended. */
  private static final int CONNECTIONS_MORE = 32;

  private static final Duration LOOK = Duration.ofMillis(250);

  /** For the requests under way at the end; an archive run that takes longer begins again. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Listening listening;
  private final Port port;
  private final Connections connections;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("http-watch").daemon().factory());

  private HttpServer(Port port, Connections connections, Listening listening) {
    this.port = port;
    this.connections = connections;
    this.listening = listening;
  }

  /**
   * Opens the port and answers from then on.
   *
   * @throws BadInput where there is no such address, or the port is taken
   */
  public static HttpServer start(
      Listening listening, ConnectionLimits limits, Routes routes, ServerMetrics metrics)
      throws IOException {
    check(listening.listen(), listening.port());
    Connections connections = new Connections(limits, listening.door());
    metrics.add(new Gauge("domestik_http_connections", "Connections open.", connections::size));
    metrics.add(
        new Gauge("domestik_http_connections_max", "Connections that may be open.", limits::most));
    try {
      Port open =
          Port.open(
              Listening.address(listening.listen()),
              listening.port(),
              number -> server(listening, number, connections, routes).start());
      HttpServer server = new HttpServer(open, connections, listening);
      server.every(LOOK, connections::look);
      server.every(Port.LOOK, open::look);
      return server;
    } catch (RuntimeException e) {
      throw new BadInput(
          "cannot listen on " + listening.listen() + ":" + listening.port() + ": " + reason(e), e);
    }
  }

  private static WebServer server(
      Listening listening, int port, Connections connections, Routes routes) {
    WebServerConfig.Builder server = WebServer.builder();
    TlsDoor tls = listening.tls();
    if (tls != null) {
      server
          .tls(Tls.builder().sslContext(tls.context()).build())
          // The other way of reading asks DNS for the name of each client.
          .useNio(false);
    }
    return server
        .address(Listening.address(listening.listen()))
        .port(port)
        .shutdownHook(false)
        .shutdownGracePeriod(GRACE)
        // Each connection has one request at a time: who waits for a body must not be in the way
        // of others, so there is no other limit on requests.
        .maxTcpConnections(connections.limits().most() + CONNECTIONS_MORE)
        // The only one, so that nothing is read from a connection before it is watched.
        .protocolsDiscoverServices(false)
        .addConnectionSelector(connections)
        .connectionOptions(
            // Without it an answer of several packets waits 40 ms for the reader's word.
            options -> options.tcpNoDelay(true))
        .contentEncoding(new AnyEncoding())
        .errorHandling(ErrorHandling.builder().includeEntity(true).build())
        .directHandlers(jsonErrors())
        .routing(
            routing ->
                routing.any(
                    (request, response) -> answer(routes, listening.site(), request, response)))
        .build();
  }

  private void every(Duration pause, Runnable look) {
    var _ =
        watch.scheduleWithFixedDelay(
            () -> {
              try {
                look.run();
              } catch (RuntimeException e) {
                // Whatever it was: a scheduled task that throws would never run again.
                LOG.log(Level.SEVERE, "looking after the connections failed", e);
              }
            },
            pause.toMillis(),
            pause.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static void answer(
      Routes routes, Site site, ServerRequest request, ServerResponse response) throws IOException {
    Connection connection = Connection.current();
    try {
      Exchange exchange = new Exchange(request, response, connection, site);
      routes.answer(exchange);
      if (!exchange.goesOn()) {
        throw new CloseConnectionException("the answer was the last");
      }
    } finally {
      connection.answered();
    }
  }

  /** Throws {@link BadInput} if {@link #start} would: before anything else is begun. */
  public static void check(String listen, int port) {
    checkFree(Listening.address(listen), port);
  }

  private static String reason(Throwable fault) {
    Throwable cause = fault;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  // Asked before, because the HTTP server logs a stack trace of its own.
  private static void checkFree(InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
    } catch (BindException e) {
      throw new BadInput(
          unbound(address.getHostAddress(), port, String.valueOf(e.getMessage())), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInput("cannot listen on port " + port + ": " + e.getMessage(), e);
    }
  }

  private static String unbound(String address, int port, String fault) {
    if (fault.contains("Cannot assign requested address")) {
      return "listen: " + address + " is no address of this machine";
    }
    return "port "
        + port
        + " on "
        + address
        + (fault.contains("Permission denied")
            ? " may not be opened by this user; choose one from 1024 on"
            : " is taken; choose another");
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
    return listening.url(port.number());
  }

  /** Takes no more requests and waits up to 2 s for those under way. */
  @Override
  public void close() {
    watch.shutdownNow();
    connections.close();
    port.close();
  }
}
