// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

/** A request that is answered with a status and a reason instead of what it asked for. */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final long retrySeconds;

  public Refused(int status, String message) {
    this(status, message, 0);
  }

  /** {@code retrySeconds}: when it is worth trying again; 0: as usual with the status. */
  public Refused(int status, String message, long retrySeconds) {
    super(message);
    this.status = status;
    this.retrySeconds = retrySeconds;
  }

  /** The same for who gives up what is answered 429: with 503, to be tried again as soon. */
  public Refused orUnavailable() {
    return status == 429 ? new Refused(503, String.valueOf(getMessage()), retrySeconds) : this;
  }

  long retrySeconds() {
    return retrySeconds;
  }

  int status() {
    return status;
  }
}
