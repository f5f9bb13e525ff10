// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.TooMuch;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.TooEarly;

/** Turns what an endpoint throws into an answer {@code {"error":"…"}}. */
final class Faults {
  private static final Logger LOG = Logger.getLogger(Faults.class.getName());

  /** Not yet: the batch is good, but of the future by this server's clock. */
  private static final int TOO_EARLY = 425;

  private static final String RETRY_SECONDS = "5";
  private static final String RETRY_EARLY_SECONDS = "60";

  private Faults() {}

  /** The status that tells the sender whose fault it was. */
  static int status(RuntimeException fault) {
    return switch (fault) {
      case Refused refused -> refused.status();
      case BadInput bad -> 400;
      case TooMuch much -> 413;
      case TooEarly early -> TOO_EARLY;
      case StorageUnavailable unavailable -> 503;
      default -> 500;
    };
  }

  static void answer(Exchange exchange, RuntimeException fault) throws IOException {
    int status = status(fault);
    String message = fault.getMessage();
    if (status == 500) {
      LOG.log(Level.SEVERE, exchange.method() + " " + exchange.path() + " failed", fault);
      message = "the server failed; its log says more";
    } else if (status == 503) {
      if (fault instanceof StorageUnavailable && !(fault.getCause() instanceof TooEarly)) {
        LOG.log(Level.WARNING, "the store is unavailable: {0}", message);
      } // Whose clock differs is told elsewhere.
      exchange.header(HeaderNames.RETRY_AFTER, RETRY_SECONDS);
    } else if (status == TOO_EARLY) {
      exchange.header(HeaderNames.RETRY_AFTER, RETRY_EARLY_SECONDS);
    }
    answer(exchange, status, message == null ? "no reason given" : message);
  }

  static void answer(Exchange exchange, int status, String message) throws IOException {
    exchange.json(
        status,
        out -> {
          out.writeStartObject();
          out.writeStringField("error", message);
          out.writeEndObject();
        });
  }
}
