// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.domestik.agent.http.Authority;
import org.domestik.agent.http.HttpAnswer;
import org.domestik.agent.http.HttpConnection;
import org.domestik.model.Batch;
import org.domestik.model.WireFormat;
import org.jspecify.annotations.Nullable;

/** Posts batches to a server. For one thread. */
public final class ServerClient implements Receiving {
  private static final int OK = 200;

  /** The answers that say the batch itself is at fault, so that sending it again is no use. */
  private static final Set<Integer> REFUSALS = Set.of(400, 409, 413, 415, 422);

  /** The answer to what is of the future by the server's clock. */
  private static final int TOO_EARLY = 425;

  private final URI address;
  private final @Nullable Authority authority;
  private final HttpConnection connection;

  /**
   * @param authority who must have signed an https server's certificate; null: those the JDK trusts
   */
  public ServerClient(URI server, @Nullable Authority authority) {
    this.address = server.resolve("/api/v1/samples");
    this.authority = authority;
    this.connection = new HttpConnection(address, authority);
  }

  @Override
  public void post(Batch batch) throws IOException, RefusedBatch, NotYet {
    try {
      // That it may arrive twice does no harm: the server knows a delivery by its number.
      HttpAnswer answer = connection.post(WireFormat.toJson(batch).getBytes(UTF_8));
      if (REFUSALS.contains(answer.status())) {
        throw new RefusedBatch(answer.text());
      }
      if (answer.status() == TOO_EARLY) {
        throw new NotYet(answer.text());
      }
      if (answer.status() != OK) {
        throw new IOException(address + " answered " + answer.status() + ": " + answer.text());
      }
    } catch (SSLException e) {
      String hint =
          authority == null
              ? "; if an authority of your own signed its certificate, name that one's file: ca"
              : "; it has to be one that " + authority + " signed";
      throw new IOException(address + ": its certificate: " + e.getMessage() + hint, e);
    }
  }
}
