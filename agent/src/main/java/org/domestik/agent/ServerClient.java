// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Set;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import org.domestik.model.Batch;
import org.domestik.model.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * Posts batches to a server.
 *
 * <p>HttpURLConnection, because java.net.http.HttpClient costs 20 MiB of memory for the same.
 */
final class ServerClient implements Receiving {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 30_000;
  private static final int ANSWER_BYTES = 4_000;

  /** The answers that say the batch itself is at fault, so that sending it again is no use. */
  private static final Set<Integer> REFUSALS = Set.of(400, 409, 413, 415, 422);

  private final URI address;
  private final @Nullable Authority authority;

  /**
   * @param authority who must have signed an https server's certificate; null: those the JDK trusts
   */
  ServerClient(URI server, @Nullable Authority authority) {
    this.address = server.resolve("/api/v1/samples");
    this.authority = authority;
  }

  @Override
  public void post(Batch batch) throws IOException, RefusedBatch {
    try {
      send(WireFormat.toJson(batch).getBytes(UTF_8));
    } catch (SSLException e) {
      String hint =
          authority == null
              ? "; if an authority of your own signed its certificate, name that one's file: ca"
              : "; it has to be one that " + authority + " signed";
      throw new IOException(address + ": its certificate: " + e.getMessage() + hint, e);
    }
  }

  private void send(byte[] document) throws IOException, RefusedBatch {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    if (authority != null && connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(authority.sockets());
    }
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(document.length);
    connection.setRequestProperty("Content-Type", "application/json");
    try (OutputStream out = connection.getOutputStream()) {
      out.write(document);
    }
    int status = connection.getResponseCode();
    String answer = answer(connection, status);
    if (REFUSALS.contains(status)) {
      throw new RefusedBatch(answer);
    }
    if (status != HttpURLConnection.HTTP_OK) {
      throw new IOException(address + " answered " + status + ": " + answer);
    }
  }

  /** Read to its end, so that the connection is used again. */
  private static String answer(HttpURLConnection connection, int status) throws IOException {
    InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    if (body == null) {
      return "";
    }
    try (body) {
      String text = new String(body.readNBytes(ANSWER_BYTES), UTF_8);
      body.skip(Long.MAX_VALUE);
      return text;
    }
  }
}
