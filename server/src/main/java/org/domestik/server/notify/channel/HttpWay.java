// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.domestik.server.notify.message.Refused;
import org.domestik.server.notify.message.TryLater;
import org.domestik.server.notify.message.Words;
import org.jspecify.annotations.Nullable;

/**
 * A way over HTTP. Of its address only scheme, host and port are ever said, since the rest and the
 * headers may be secrets.
 *
 * @param headers what is sent with every request
 * @param trust null: what Java trusts
 */
record HttpWay(URI uri, Map<String, String> headers, @Nullable SSLContext trust) {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int MOST_SECONDS = 25;

  /** Shorter words of an address or a header are no secrets. */
  private static final int SHORT = 8;

  private static final Pattern SEPARATOR = Pattern.compile("[/?&=: ]");

  private static final Set<Integer> LATER = Set.of(408, 425, 429);

  HttpWay {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (uri.getUserInfo() != null) {
      String user = Base64.getEncoder().encodeToString(uri.getUserInfo().getBytes(UTF_8));
      all.put("Authorization", "Basic " + user);
    }
    all.putAll(headers);
    headers = all;
  }

  /** The same with other headers if it has them not yet. */
  HttpWay or(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(more);
    all.putAll(headers);
    return new HttpWay(uri, all, trust);
  }

  /** Scheme, host and port. */
  String address() {
    return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }

  /**
   * Sends a body, and waits until the other side says that it has taken it.
   *
   * @param path appended to the address
   * @throws Refused where it never will
   */
  void send(String method, String path, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(bare(path))
            .method(method, BodyPublishers.ofByteArray(body))
            .timeout(Duration.ofSeconds(MOST_SECONDS));
    headers.forEach(request::header);
    // A client for each: messages are rare, and an idle client keeps a thread and its buffers.
    HttpClient client = client();
    try {
      judge(answer(client.sendAsync(request.build(), FirstBytes::of)));
    } finally {
      client.shutdownNow();
    }
  }

  private URI bare(String path) {
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return URI.create(address() + uri.getRawPath() + path + query);
  }

  private HttpClient client() {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT);
    return trust == null ? client.build() : client.sslContext(trust).build();
  }

  private HttpResponse<byte[]> answer(CompletableFuture<HttpResponse<byte[]>> answer)
      throws IOException {
    try {
      return answer.get(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(address() + ": " + Faults.words(cause), cause);
    } catch (TimeoutException e) {
      throw new IOException(address() + ": no answer within " + MOST_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(address() + ": interrupted");
    } finally {
      answer.cancel(true);
    }
  }

  /** What an answer says without what may be a secret: many repeat the path, some a token. */
  private String hidden(String line) {
    StringBuilder secrets = new StringBuilder();
    secrets.append(uri.getRawPath()).append('/').append(uri.getRawQuery());
    headers.forEach(
        (name, value) -> secrets.append(name.startsWith("Content-") ? "" : "/" + value));
    String hidden = line;
    for (String word : SEPARATOR.splitAsStream(secrets).toList()) {
      hidden = word.length() < SHORT ? hidden : hidden.replace(word, "…");
    }
    return hidden;
  }

  private void judge(HttpResponse<byte[]> answer) throws IOException {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return;
    }
    String line = hidden(new String(answer.body(), UTF_8).lines().findFirst().orElse(""));
    String why = address() + ": answered " + status + (line.isBlank() ? "" : ": " + line);
    if (status / 100 == 3) {
      // Who listens there may not be who was meant, or a portal that wants a login first.
      throw new IOException(why + "; redirects are not followed: write the address it leads to");
    }
    if (status / 100 == 4 && !LATER.contains(status)) {
      throw new Refused(Words.line(why, 500));
    }
    Duration pause = RetryAfter.of(answer.headers());
    throw pause == null
        ? new IOException(Words.line(why, 500))
        : new TryLater(Words.line(why, 500), pause);
  }
}
