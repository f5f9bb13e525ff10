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
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Posts documents to one address by HTTP/1.1, over one connection that is kept between them. For
 * one thread.
 *
 * <p>The JDK's clients know far more, and cost memory and processor time for it.
 */
public final class HttpConnection implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;
  private static final Duration READ = Duration.ofSeconds(30);

  /** Firewalls forget what is idle for longer, and then a document would wait for its answer. */
  private static final long IDLE_NANOS = 30_000_000_000L;

  private final URI address;
  private final @Nullable Authority authority;
  private final Duration patience;
  private final byte[] head;
  private @Nullable Socket socket;
  private InputStream in = InputStream.nullInputStream();
  private long idleSince;

  /**
   * @param authority who must have signed an https server's certificate; null: those the JDK trusts
   */
  public HttpConnection(URI address, @Nullable Authority authority) {
    this(address, authority, READ);
  }

  /**
   * @param patience how long to wait for an answer
   */
  HttpConnection(URI address, @Nullable Authority authority, Duration patience) {
    this.patience = patience;
    this.address = address;
    this.authority = authority;
    this.head =
        ("POST "
                + address.getRawPath()
                + " HTTP/1.1\r\nHost: "
                + address.getHost()
                + (address.getPort() < 0 ? "" : ":" + address.getPort())
                + "\r\nUser-Agent: dmkcheckd\r\nAccept: application/json\r\n"
                + "Content-Type: application/json\r\nContent-Length: ")
            .getBytes(US_ASCII);
  }

  /**
   * Posts a document and returns the answer, whatever its status.
   *
   * <p>Over a connection that was kept it may arrive twice: the other side may have closed that
   * before or after it read the document, and nothing here can tell.
   *
   * @throws IOException if there is no whole answer in HTTP
   */
  public HttpAnswer post(byte[] document) throws IOException {
    if (socket != null && System.nanoTime() - idleSince > IDLE_NANOS) {
      close();
    }
    if (socket != null) {
      try {
        return exchange(document);
      } catch (SocketTimeoutException e) {
        close();
        throw e; // A slow server is not helped by the same document once more.
      } catch (IOException e) {
        close(); // It may be only that the other side has given this connection up.
      }
    }
    try {
      return exchange(document);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private HttpAnswer exchange(byte[] document) throws IOException {
    Socket line = socket == null ? connect() : socket;
    // One write, so that the document does not wait for an acknowledgement of its head.
    ByteArrayOutputStream request = new ByteArrayOutputStream(head.length + 16 + document.length);
    request.writeBytes(head);
    request.writeBytes((document.length + "\r\n\r\n").getBytes(US_ASCII));
    request.writeBytes(document);
    OutputStream out = line.getOutputStream();
    request.writeTo(out);
    out.flush();
    HttpAnswer answer = HttpAnswer.read(in);
    if (answer.last()) {
      close();
    }
    idleSince = System.nanoTime();
    return answer;
  }

  private Socket connect() throws IOException {
    String host = address.getHost();
    // An IPv6 address stands in brackets in an URI, and only there.
    String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    boolean secure = "https".equals(address.getScheme());
    int port = address.getPort() < 0 ? (secure ? 443 : 80) : address.getPort();
    Socket line = new Socket();
    try {
      line.connect(new InetSocketAddress(plain, port), CONNECT_MILLIS);
      line.setSoTimeout((int) patience.toMillis());
      line.setTcpNoDelay(true);
      if (secure) {
        line = secured(line, plain, port);
      }
      in = new BufferedInputStream(line.getInputStream(), 1024);
    } catch (IOException e) {
      line.close();
      throw e;
    }
    socket = line;
    return line;
  }

  private Socket secured(Socket line, String host, int port) throws IOException {
    SSLSocketFactory sockets =
        authority == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : authority.sockets();
    SSLSocket secure = (SSLSocket) sockets.createSocket(line, host, port, true);
    SSLParameters parameters = secure.getSSLParameters();
    // Without this line a certificate of any other host would do.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
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
