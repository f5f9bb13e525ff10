// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command.place;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.model.Json;
import org.domestik.server.folder.DataFolder;
import org.domestik.server.json.JsonTree;
import org.domestik.server.operation.Operation;
import org.domestik.server.operation.Report;
import org.domestik.server.operation.Target;
import org.domestik.server.tls.PinnedTrust;
import org.domestik.server.tls.TlsFolder;
import org.domestik.storage.LifeCycle.Step;
import org.domestik.storage.StorageUnavailable;
import org.jspecify.annotations.Nullable;

/** The server that runs on a data folder, as a command asks it. */
public final class RemoteServer {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final String LINES = "application/x-ndjson";
  private static final String BACKUP = "/api/v1/backup";
  private static final int LOOK_SECONDS = 2;
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final HttpClient client;
  private final String url;
  private final String token;

  private RemoteServer(String url, String token, @Nullable SSLContext tls) {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    client = (tls == null ? builder : builder.sslContext(tls)).build();
    this.url = url;
    this.token = token;
  }

  /** The server on a folder; null if none answers there. */
  public static @Nullable RemoteServer on(Path folder) {
    String url = DataFolder.url(folder);
    String token = DataFolder.token(folder);
    if (url == null || token == null) {
      return null;
    }
    RemoteServer server = new RemoteServer(url, token, trust(url, folder));
    return server.answers() && !server.isAnothers() ? server : null;
  }

  private static @Nullable SSLContext trust(String url, Path folder) {
    try {
      return url.startsWith("https:") ? PinnedTrust.context(new TlsFolder(folder).pin()) : null;
    } catch (BadInput e) {
      throw new StorageUnavailable(
          "the server at " + url + " is known by its certificate: " + e.getMessage(), e);
    }
  }

  /** Whether what answers is a server of another folder, which got the port of a killed one. */
  private boolean isAnothers() {
    HttpResponse<String> response = said("/api/v1/me");
    return response.statusCode() < 500 && !isAdmin(response);
  }

  private static boolean isAdmin(HttpResponse<String> me) {
    try {
      return JsonTree.read(new ByteArrayInputStream(me.body().getBytes(UTF_8)))
              instanceof Map<?, ?> map
          && "admin".equals(map.get("role"));
    } catch (IOException | BadInput e) {
      return false; // No server of ours.
    }
  }

  /** Whether one answers there at all: a killed server leaves its address behind. */
  public boolean answers() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + "/health"))
              .timeout(CONNECT.multipliedBy(6))
              .build();
      return client.send(request, BodyHandlers.discarding()).statusCode() > 0;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      throw silent(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** What it says of its health, whether it is well or not. */
  public Map<?, ?> health() {
    Object answer = read("/health");
    return answer instanceof Map<?, ?> map ? map : Map.of();
  }

  private @Nullable Object read(String path) {
    try {
      return JsonTree.read(new ByteArrayInputStream(text(path).getBytes(UTF_8)));
    } catch (IOException e) {
      throw silent(e);
    }
  }

  /** What is at a path, as text, whatever the status. */
  public String text(String path) {
    return said(path).body();
  }

  private HttpResponse<String> said(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(CONNECT.multipliedBy(6))
            .header("Authorization", "Bearer " + token)
            .build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw silent(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Has an operation run there; {@code progress} hears of its steps meanwhile. */
  public Report run(Operation operation, Target target, Consumer<Step> progress) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("host", target.host());
    body.put("probe", target.probe());
    Instant now = target.now();
    if (now != null) {
      body.put("now", now.toString());
    }
    return post("/api/v1/operations/" + operation.word(), body, progress);
  }

  public Report select(String sql) {
    return post("/api/v1/sql", Map.of("sql", sql), step -> {});
  }

  /** Has the server do something with its own; the answer as a tree, null if there is none. */
  public @Nullable Object ask(String method, String path, Map<String, ?> body) {
    return ask(method, path, body.isEmpty() ? "" : Json.write(body), CONNECT.multipliedBy(12));
  }

  /** The same with a body as it stands, for as long as the store may take over it. */
  @Nullable Object send(String path, String body) {
    return ask("POST", path, body, PATIENCE);
  }

  private @Nullable Object ask(String method, String path, String body, Duration patience) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(patience)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      Object answer =
          response.body().length == 0
              ? null
              : JsonTree.read(new ByteArrayInputStream(response.body()));
      int status = response.statusCode();
      if (status < 300) {
        return answer;
      }
      throw fault(status, answer);
    } catch (IOException e) {
      throw silent(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** A copy of the store on its way. */
  public record Coming(InputStream in, long bytes) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Has the store copied; {@code waiting} is called now and then, until the copy comes. */
  public Coming copy(boolean secrets, Runnable waiting) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + BACKUP))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString(Json.write(Map.of("secrets", "" + secrets))))
            .build();
    CompletableFuture<HttpResponse<InputStream>> answer =
        client.sendAsync(request, BodyHandlers.ofInputStream());
    try {
      while (true) {
        try {
          return coming(answer.get(LOOK_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
          waiting.run();
        }
      }
    } catch (ExecutionException e) {
      throw silent(e.getCause() instanceof IOException cause ? cause : new IOException(e));
    } catch (IOException e) {
      throw silent(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** How much of the rows that is being copied has passed, in percent. */
  public long copying() {
    return ask("GET", BACKUP, Map.of()) instanceof Map<?, ?> state
            && state.get("rows") instanceof Number rows
            && state.get("of") instanceof Number of
            && of.longValue() > 0
        ? 100 * rows.longValue() / of.longValue()
        : 0;
  }

  private static Coming coming(HttpResponse<InputStream> response) throws IOException {
    if (response.statusCode() == 200) {
      return new Coming(
          response.body(), response.headers().firstValueAsLong("Content-Length").orElse(-1));
    }
    try (InputStream in = response.body()) {
      throw fault(response.statusCode(), JsonTree.read(in));
    }
  }

  private static RuntimeException fault(int status, @Nullable Object answer) {
    Object said = answer instanceof Map<?, ?> map ? map.get("error") : null;
    String error = said == null ? "no reason given" : said.toString();
    return status >= 500
        ? new StorageUnavailable(error, new IOException("status " + status))
        : new BadInput(error);
  }

  private Report post(String path, Map<String, Object> body, Consumer<Step> progress) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("Accept", LINES + ", application/json")
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString(Json.write(body)))
            .build();
    try {
      HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
      Object last = null;
      try (Stream<String> lines = response.body()) {
        for (String line : (Iterable<String>) lines::iterator) {
          last = JsonTree.read(new ByteArrayInputStream(line.getBytes(UTF_8)));
          step(last, progress);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      return report(response.statusCode(), last);
    } catch (IOException e) {
      throw silent(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void step(@Nullable Object line, Consumer<Step> progress) {
    if (line instanceof Map<?, ?> step
        && step.get("before") instanceof String before
        && step.get("rows") instanceof Number rows
        && step.get("buckets") instanceof Number buckets) {
      progress.accept(
          new Step(
              String.valueOf(step.get("host")),
              String.valueOf(step.get("probe")),
              Instant.parse(before),
              rows.longValue(),
              buckets.longValue()));
    }
  }

  /** What the last line of an answer says, or the only one. */
  private static Report report(int status, @Nullable Object last) {
    Map<?, ?> answer = last instanceof Map<?, ?> map ? map : Map.of();
    if (answer.get("report") != null) {
      return Report.of(answer.get("report"));
    }
    int said = answer.get("status") instanceof Number number ? number.intValue() : status;
    if (said == 200) {
      return Report.of(answer);
    }
    Object given = answer.get("error");
    String error = given == null ? "no reason given" : given.toString();
    if (said >= 500) {
      throw new StorageUnavailable(error, new IOException("status " + said));
    }
    throw new BadInput(error);
  }

  private StorageUnavailable silent(IOException e) {
    return new StorageUnavailable(
        "the server at " + url + " does not answer: " + FileFault.of(e), e);
  }

  private static StorageUnavailable interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StorageUnavailable("interrupted", e);
  }
}
