// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.domestik.agent.clock.ServerTime;
import org.domestik.agent.http.HttpAnswer;
import org.domestik.agent.http.HttpConnection;
import org.domestik.agent.http.ServerAccess;
import org.domestik.agent.spool.BatchParts;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.WireFormat;
import org.jspecify.annotations.Nullable;

/** Posts batches to a server. For one thread. */
public final class ServerClient implements Receiving {
  private static final int OK = 200;
  private static final int TOO_LARGE = 413;

  /** The answers that say the batch itself is at fault, so that sending it again is no use. */
  private static final Set<Integer> REFUSALS = Set.of(400, 409, TOO_LARGE, 415, 422);

  /** The answer to what is of the future by the server's clock. */
  private static final int TOO_EARLY = 425;

  /** The answers that say that this agent may not do this, whatever it delivers. */
  private static final Set<Integer> DENIALS = Set.of(401, 403);

  /** Whatever a server says: nobody waits longer for a number. */
  private static final int MOST_GATHER_SECONDS = 60;

  private static final String PATH = "/api/v1/samples";

  private static final String ENROL =
      "; this agent was enrolled: have a new code made on the server (./domestik enrol), and say"
          + " here: ./domestik agent enrol CODE --data DIR";

  private final String address;
  private final String advice;
  private final boolean isEnrolled;
  private final HttpConnection connection;
  private int gatherSeconds;

  /** Connects with the first batch. */
  public ServerClient(ServerAccess server) {
    this(server, null);
  }

  /** Connects with the first batch; {@code time} learns of the server's clock by each answer. */
  public ServerClient(ServerAccess server, @Nullable ServerTime time) {
    this.address = server.at(PATH);
    this.isEnrolled = server.isEnrolled();
    this.advice = isEnrolled ? ENROL : "";
    this.connection = new HttpConnection(server, time);
  }

  @Override
  public void greet() throws IOException {
    try {
      connection.get("/health", null, 0); // Whatever it says, it says it with a date.
    } catch (SSLException e) {
      throw new IOException(address + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void post(Batch batch) throws IOException, RefusedBatch, NotYet {
    HttpAnswer answer;
    try {
      // That it may arrive twice does no harm: the server knows a delivery by its number.
      answer = connection.post(PATH, WireFormat.toJson(batch).getBytes(UTF_8));
    } catch (SSLException e) {
      throw new IOException(address + ": " + e.getMessage(), e);
    }
    gatherSeconds = answer.gatherSeconds(gatherSeconds, MOST_GATHER_SECONDS);
    if (isRefusal(answer, batch)) {
      throw new RefusedBatch(answer.text());
    }
    if (answer.status() == TOO_EARLY) {
      throw new NotYet(answer.text());
    }
    if (DENIALS.contains(answer.status())) {
      throw new Denied(
          address
              + " lets nothing of this agent in ("
              + answer.status()
              + "): "
              + answer.reason()
              + (answer.status() == 401 ? advice : ""));
    }
    if (answer.status() != OK) {
      throw new IOException(address + " answered " + answer.status() + ": " + answer.text());
    }
    if (!answer.says("accepted")) {
      throw new IOException(address + " is no Domestik server: it answered " + answer.reason());
    }
  }

  /**
   * Whether the server itself will never take a batch. What stands in its place, or before it, may
   * say the same of anything, and must not cost a sample: by what is too large for it a batch is
   * parted, and its last part waits.
   */
  private static boolean isRefusal(HttpAnswer answer, Batch batch) {
    return REFUSALS.contains(answer.status())
        && (answer.says("error")
            || answer.status() == TOO_LARGE && BatchParts.of(batch).size() > 1);
  }

  @Override
  public boolean isOfOneName() {
    return isEnrolled;
  }

  @Override
  public void hangUp() {
    connection.hangUp();
  }

  @Override
  public int gatherSeconds() {
    return gatherSeconds;
  }
}
