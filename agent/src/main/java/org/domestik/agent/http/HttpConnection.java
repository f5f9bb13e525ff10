// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.domestik.agent.clock.ServerTime;
import org.domestik.agent.config.Token;
import org.domestik.model.Version;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server by HTTP/1.1, over one connection that is kept between requests. For one thread,
 * but for {@link #hangUp}.
 *
 * <p>The JDK's clients know far more, and cost memory and processor time for it.
 */
public final class HttpConnection implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;
  private static final Duration READ = Duration.ofSeconds(30);

  private static final int UNAUTHORIZED = 401;

  /** What is worth showing of the answer to a document. */
  private static final int KEPT_BYTES = 4_000;

  /** Firewalls forget what is idle for longer, and then a request would wait for its answer. */
  private static final long IDLE_NANOS = 30_000_000_000L;

  private final ServerAccess server;
  private final Duration patience;
  private final @Nullable ServerTime time;
  private @Nullable Token token;
  private @Nullable Socket socket;

  /** What was dialled last, for whoever hangs up. */
  private volatile @Nullable Socket dialled;

  private volatile boolean isOver;
  private InputStream in = InputStream.nullInputStream();
  private long idleSince;

  /** Connects with the first request. */
  public HttpConnection(ServerAccess server) {
    this(server, READ);
  }

  /**
   * @param patience how long to wait for an answer
   */
  HttpConnection(ServerAccess server, Duration patience) {
    this(server, patience, null);
  }

  /**
   * @param time hears of the server's clock with each answer, and tells the server of this
   *     machine's; null: neither
   */
  public HttpConnection(ServerAccess server, @Nullable ServerTime time) {
    this(server, READ, time);
  }

  private HttpConnection(ServerAccess server, Duration patience, @Nullable ServerTime time) {
    this.server = server;
    this.time = time;
    this.patience = patience;
    this.token = server.token();
  }

  /**
   * Posts a document of JSON and returns the answer, whatever its status.
   *
   * <p>Over a connection that was kept it may arrive twice: the other side may have closed that
   * before or after it read the document, and nothing here can tell.
   *
   * @param path below the server's address
   * @throws SSLException if the server is not the trusted one, with the cure
   * @throws IOException if there is no whole answer in HTTP
   */
  public HttpAnswer post(String path, byte[] document) throws IOException {
    String more = "Content-Type: application/json\r\nContent-Length: " + document.length + "\r\n";
    return request("POST", path, more, document, KEPT_BYTES);
  }

  /**
   * Asks for what is at a path and returns the answer, whatever its status.
   *
   * @param path below the server's address, with its query
   * @param tag of what is known already: the answer is 304 if nothing changed; null: nothing is
   * @param mostBytes what is kept of the body
   * @throws IOException as {@link #post} does
   */
  public HttpAnswer get(String path, @Nullable String tag, int mostBytes) throws IOException {
    String more = tag == null ? "" : "If-None-Match: " + tag + "\r\n";
    return request("GET", path, more, new byte[0], mostBytes);
  }

  private HttpAnswer request(String method, String path, String more, byte[] body, int mostBytes)
      throws IOException {
    String head =
        method
            + " "
            + server.fullPath(path)
            + " HTTP/1.1\r\nHost: "
            + server.authority()
            + "\r\nUser-Agent: dmkcheckd/"
            + Version.current()
            + "\r\nAccept: application/json\r\n"
            + server.headers(token)
            + (time == null ? "" : "Date: " + HttpDate.text(time.now()) + "\r\n")
            + more
            + "\r\n";
    // One write, so that the document does not wait for an acknowledgement of its head.
    ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + body.length);
    request.writeBytes(head.getBytes(US_ASCII));
    request.writeBytes(body);
    if (socket != null && System.nanoTime() - idleSince > IDLE_NANOS) {
      close();
    }
    if (socket != null) {
      try {
        return exchange(request, mostBytes);
      } catch (SocketTimeoutException e) {
        close();
        throw e; // A slow server is not helped by the same document once more.
      } catch (IOException e) {
        close(); // It may be only that the other side has given this connection up.
      }
    }
    try {
      return exchange(request, mostBytes);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private HttpAnswer exchange(ByteArrayOutputStream request, int mostBytes) throws IOException {
    Socket line = socket == null ? connect() : socket;
    OutputStream out = line.getOutputStream();
    long sent = time == null ? 0 : time.uptime();
    request.writeTo(out);
    out.flush();
    HttpAnswer answer =
        HttpAnswer.read(
            in,
            mostBytes,
            date -> {
              if (time != null) {
                time.heard(date, sent);
              }
            });
    if (answer.last()) {
      close();
    }
    if (answer.status() == UNAUTHORIZED && token != null) {
      token = token.latest(); // It may have been changed since: the next request shows the new one.
    }
    idleSince = System.nanoTime();
    return answer;
  }

  private Socket connect() throws IOException {
    String host = server.address().getHost();
    // An IPv6 address stands in brackets in an URI, and only there.
    String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    Socket line = new Socket();
    dialled = line; // Before it is asked: who hangs up closes it, or is seen here.
    try {
      if (isOver) {
        throw new IOException("not asked any more: this agent stops");
      }
      line.connect(new InetSocketAddress(plain, server.port()), CONNECT_MILLIS);
      line.setSoTimeout((int) patience.toMillis());
      line.setTcpNoDelay(true);
      if (server.isSecure()) {
        line = secured(line, plain);
      }
      in = new BufferedInputStream(line.getInputStream(), 1024);
    } catch (IOException e) {
      line.close();
      throw e;
    }
    socket = line;
    return line;
  }

  private Socket secured(Socket line, String host) throws IOException {
    Trust trust = server.trust();
    SSLSocketFactory sockets =
        trust == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : trust.sockets();
    SSLSocket secure = (SSLSocket) sockets.createSocket(line, host, server.port(), true);
    if (trust == null || trust.isOfTheAddress()) {
      SSLParameters parameters = secure.getSSLParameters();
      // Without this line a certificate of any other host would do.
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secure.setSSLParameters(parameters);
    }
    try {
      secure.startHandshake();
    } catch (SSLException e) {
      String why =
          e.getCause() instanceof CertificateException it
              ? refusal(trust, it)
              : "TLS: " + e.getMessage();
      throw new SSLException(why, e);
    }
    return secure;
  }

  private static String refusal(@Nullable Trust trust, CertificateException reason) {
    return trust != null
        ? trust.refusal(reason)
        : CertificateFault.words(
            reason, "; if an authority of your own signed it, name that one's file: ca");
  }

  /** Ends for good what waits for an answer, or for a connection. By any thread. */
  public void hangUp() {
    isOver = true;
    Socket line = dialled;
    try {
      if (line != null) {
        line.close();
      }
    } catch (IOException e) {
      // It is given up all the same.
    }
  }

  @Override
  public void close() throws IOException {
    Socket line = socket;
    socket = null;
    if (line != null) {
      line.close();
    }
  }
}
