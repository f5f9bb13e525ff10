// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.domestik.model.Nearest;
import org.domestik.server.connection.Connection;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/** One request and its answer. */
public final class Exchange {
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

  private static final long MOST_DISCARDED = 32 << 20;
  private static final byte[] NOTHING = {};

  private final ServerRequest request;
  private final ServerResponse response;
  private boolean isHeld;
  private byte[] held = new byte[0];
  private final Connection connection;
  private final Site site;
  private boolean last;
  private @Nullable Caller caller;

  Exchange(ServerRequest request, ServerResponse response, Connection connection, Site site) {
    this.request = request;
    this.response = response;
    this.connection = connection;
    this.site = site;
    if (!request.content().hasEntity()) {
      connection.whole();
    }
  }

  /** Who asks, for people: the address, and what a proxy and the client say of themselves. */
  String sender() {
    String address = address();
    String proxied =
        address.equals(connection.address()) ? list(HeaderNames.X_FORWARDED_FOR) : null;
    String agent = header(HeaderNames.USER_AGENT);
    return address
        + (proxied == null ? "" : " for " + Texts.quoted(proxied))
        + (agent == null ? "" : " (" + Texts.quoted(agent) + ")");
  }

  /** The client's IP address, as a proxy says where one that is trusted stands before. */
  public String address() {
    return site.address(connection.address(), list(HeaderNames.X_FORWARDED_FOR));
  }

  /** The last part of the path, decoded. */
  public String lastOfPath() {
    String path = path();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Notes who makes it. */
  void isOf(Caller its) {
    caller = its;
  }

  /** Who makes it. */
  public Caller caller() {
    if (caller == null) {
      throw new IllegalStateException("nobody was admitted");
    }
    return caller;
  }

  /** A cookie; null if it is not given. */
  public @Nullable String cookie(String name) {
    String all = joined(HeaderNames.COOKIE, ";");
    if (all != null) {
      for (String each : all.split(";", 50)) {
        String pair = each.strip();
        if (pair.startsWith(name + "=")) {
          return pair.substring(name.length() + 1);
        }
      }
    }
    return null;
  }

  /** Where the server stands. */
  public Site site() {
    return site;
  }

  /** Whether the client's line is safe from listeners. */
  public boolean isSecure() {
    return site.isSecure(connection.address(), this);
  }

  /** The origins whose pages are the server's own. */
  List<String> origins() {
    return site.origins(connection.address(), this);
  }

  /** All of the body has come. */
  void whole() {
    connection.whole();
  }

  /** Closes the connection behind the answer: what follows on it makes no sense. */
  void isLast() {
    last = true;
    response.header(HeaderValues.CONNECTION_CLOSE);
  }

  /**
   * Behind the answer, whether the connection can go on: it reads to its end what nobody wanted of
   * the body, if that is not too much.
   */
  boolean goesOn() {
    if (last || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
      // Helidon up to 4.5.3 says so too, but leaves the connection open (its issue 12324).
      return false;
    }
    if (!request.content().hasEntity() || request.content().consumed()) {
      return true;
    }
    boolean unasked =
        request.headers().containsToken(HeaderValues.EXPECT_100) && !request.continueSent();
    if (unasked || contentLength() > MOST_DISCARDED) {
      return false;
    }
    if (contentLength() >= 0) {
      connection.discard(); // Of one in chunks, a whole chunk is held at once.
    }
    try {
      request.content().consume();
      return true;
    } catch (RuntimeException e) {
      return false; // Broken, or too slow; it is answered already.
    }
  }

  public String method() {
    return request.prologue().method().text();
  }

  /** Whether it only asks. */
  public boolean isRead() {
    return method().equals("GET") || isHead();
  }

  /** Whether it wants only what stands before the body of an answer. */
  public boolean isHead() {
    return method().equals("HEAD");
  }

  /** The path as decoded, beginning with '/', without what a proxy has before it. */
  public String path() {
    return site.within(request.path().path());
  }

  /** A header that has one value; null if it is not given. */
  public @Nullable String header(HeaderName name) {
    return request.headers().contains(name) ? request.headers().get(name).get() : null;
  }

  /** A header that is a list, of which several lines are one (RFC 9110, 5.3); null if not given. */
  public @Nullable String list(HeaderName name) {
    return joined(name, ",");
  }

  private @Nullable String joined(HeaderName name, String separator) {
    List<String> lines = request.headers().all(name, List::of);
    return lines.isEmpty() ? null : String.join(separator, lines);
  }

  /** A parameter of the query; null if it is not given, refused if it is given twice. */
  public @Nullable String parameter(String name) {
    List<String> all = parameters(name);
    if (all.size() > 1) {
      throw new Refused(400, "the parameter \"" + name + "\" comes twice");
    }
    return all.isEmpty() ? null : all.getFirst();
  }

  /** A parameter that must be given. */
  public String required(String name) {
    String value = parameter(name);
    if (value == null || value.isEmpty()) {
      throw new Refused(400, "the parameter \"" + name + "\" is missing");
    }
    return value;
  }

  public List<String> parameters(String name) {
    Parameters query = request.query();
    return query.contains(name) ? query.all(name) : List.of();
  }

  /** A parameter that is a time; null if it is not given, refused where it must be in seconds. */
  public @Nullable Instant instant(String name) {
    String text = parameter(name);
    if (text != null && text.matches("\\d{9,10}")) {
      throw new Refused(
          400,
          name
              + " is milliseconds since 1970, and "
              + text
              + " of them are "
              + Instant.ofEpochMilli(Long.parseLong(text))
              + "; if seconds are meant write "
              + text
              + "000");
    }
    return text == null ? null : Texts.instant(text);
  }

  /** Refuses parameters nobody reads: mostly typing errors. */
  public void onlyParameters(String... known) {
    Set<String> names = Set.of(known);
    for (String name : request.query().names()) {
      if (!names.contains(name)) {
        throw new Refused(
            400, "unknown parameter " + Texts.quoted(name) + Nearest.hint(name, names));
      }
    }
  }

  /** The body's length; -1 if the request does not say. */
  long contentLength() {
    String length = header(HeaderNames.CONTENT_LENGTH);
    if (length == null) {
      return -1;
    }
    if (!LENGTH.matcher(length).matches()) {
      throw new Refused(400, "Content-Length " + Texts.quoted(length) + " is not a number");
    }
    return Long.parseLong(length);
  }

  /** The body as it came: without a bound, perhaps compressed. */
  InputStream body() {
    return request.content().hasEntity()
        ? request.content().inputStream()
        : InputStream.nullInputStream();
  }

  public void header(HeaderName name, String value) {
    response.header(name, value);
  }

  public void json(int status, JsonBody body) throws IOException {
    header(HeaderNames.CACHE_CONTROL, "no-store");
    send(status, "application/json", body.bytes());
  }

  public void text(int status, String type, String text) {
    send(status, type, text.getBytes(UTF_8));
  }

  /** An answer that is neither text nor JSON. */
  public void bytes(int status, String type, byte[] body) {
    send(status, type, body);
  }

  void send(int status, String type, byte[] body) {
    response.status(status);
    header(HeaderNames.CONTENT_TYPE, type);
    // What says it is JSON, or a text, is never to be taken for a page.
    header(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    byte[] sent = isHead() ? left(body) : body;
    if (isHeld) {
      held = sent;
    } else {
      response.send(sent);
    }
  }

  /** Leaves a body out and says how long it is, which the HTTP server does not. */
  private byte[] left(byte[] body) {
    header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    return NOTHING;
  }

  /** Keeps an answer that is sent from now on until it is {@linkplain #release released}. */
  void hold() {
    isHeld = true;
  }

  /** Sends what was held; refused with 503 where slow readers hold too much already. */
  void release() {
    isHeld = false;
    if (!connection.holds(held.length)) {
      throw new Refused(503, "too many answers wait for readers that are slow; try again");
    }
    response.send(held);
  }

  /** Sends nothing of what was held: another answer follows. */
  void discard() {
    isHeld = false;
  }

  /** An answer without a body. */
  public void empty(int status) {
    response.status(status);
    response.send();
  }

  /** Begins an answer without an end in sight; of one to HEAD nothing but the head is sent. */
  public OutputStream stream(String type) {
    header(HeaderNames.CONTENT_TYPE, type);
    header(HeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    header(HeaderNames.CACHE_CONTROL, "no-store");
    if (isHead()) {
      response.send();
      return OutputStream.nullOutputStream();
    }
    return response.outputStream();
  }

  boolean isAnswered() {
    return response.isSent();
  }

  int status() {
    return response.status().code();
  }
}
