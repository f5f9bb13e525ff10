// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.measure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;

/**
 * One HTTP/1.1 connection that is kept open; does as little as it can, because it shares the
 * machine with what it measures.
 */
public final class Connection implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private String more = "";
  private String gather = "";

  /** The server closed the connection, as it may when nothing was asked for a while. */
  public static final class Closed extends IOException {
    private static final long serialVersionUID = 1L;

    public Closed() {
      super("the server closed the connection");
    }
  }

  /** The server would not have it: an answer that is no 2xx. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;
    private final int status;

    public Refused(String message, int status) {
      super(message);
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  public Connection(int port) throws IOException {
    this(plain(port), 64 * 1024);
  }

  /** Speaks over a socket that is connected, and reads so many bytes of it at once. */
  public Connection(Socket socket, int buffer) throws IOException {
    this.socket = socket;
    in = new BufferedInputStream(socket.getInputStream(), buffer);
    out = socket.getOutputStream();
  }

  private static Socket plain(int port) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(3_600_000); // An archive run may take that long.
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
    return socket;
  }

  /** Has all further requests bring a token. */
  public Connection with(String token) {
    return head("Authorization: Bearer " + token + "\r\n");
  }

  /** Has all further requests bring these lines of a head, and no others of before. */
  public Connection head(String lines) {
    more = lines;
    return this;
  }

  /** Posts a body and waits for the answer; anything but a 2xx is an error. */
  public String post(String path, String type, byte[] body) throws IOException {
    String head =
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, more, type, body.length);
    byte[] request = new byte[head.length() + body.length];
    System.arraycopy(head.getBytes(ISO_8859_1), 0, request, 0, head.length());
    System.arraycopy(body, 0, request, head.length(), body.length);
    return ask(path, request);
  }

  public String get(String path) throws IOException {
    return ask(
        path,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n".formatted(path, more).getBytes(ISO_8859_1));
  }

  private String ask(String path, byte[] request) throws IOException {
    try {
      out.write(request);
      out.flush();
    } catch (SocketException e) {
      throw new Closed();
    }
    String status = line();
    int length = -1;
    boolean chunked = false;
    gather = "";
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.contains("chunked");
      } else if (lower.startsWith("domestik-gather:")) {
        gather = lower.substring(16).strip();
      }
    }
    String answer = chunked ? chunks() : new String(in.readNBytes(Math.max(length, 0)), UTF_8);
    if (!status.startsWith("HTTP/1.1 2")) {
      throw new Refused(
          path + ": " + status + " " + answer, Integer.parseInt(status.substring(9, 12)));
    }
    return answer;
  }

  /** For how many seconds the last answer asks agents to gather; 0 if it does not. */
  public int gatherSeconds() {
    return gather.isEmpty() ? 0 : Integer.parseInt(gather);
  }

  private String chunks() throws IOException {
    StringBuilder answer = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(line().strip(), 16);
      answer.append(new String(in.readNBytes(size), UTF_8));
      line();
      if (size == 0) {
        return answer.toString();
      }
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new Closed();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
