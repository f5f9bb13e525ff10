// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.domestik.model.BadInput;
import org.domestik.server.connection.RareLog;
import org.domestik.server.text.Texts;
import org.domestik.server.text.TooMuch;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.TooEarly;

/** Turns what an endpoint throws into an answer {@code {"error":"…"}}. */
public final class Faults {
  private static final Logger LOG = Logger.getLogger(Faults.class.getName());

  /** Not yet: the batch is good, but of the future by this server's clock. */
  private static final int TOO_EARLY = 425;

  private static final String RETRY_SECONDS = "5";
  private static final String RETRY_EARLY_SECONDS = "60";
  private static final String RETRY_LOGIN_SECONDS = "600";

  /** What strangers cause. */
  private final RareLog rarely = new RareLog(LOG);

  /** The status that tells the sender whose fault it was. */
  public static int status(RuntimeException fault) {
    return switch (fault) {
      case Refused refused -> refused.status();
      case BadInput bad -> 400;
      case TooMuch much -> 413;
      case TooEarly early -> TOO_EARLY;
      case StorageUnavailable unavailable -> 503;
      case RequestException broken -> broken.status().code();
      default -> 500;
    };
  }

  void answer(Exchange exchange, RuntimeException fault) throws IOException {
    int status = status(fault);
    String message = fault.getMessage();
    if (fault instanceof RequestException) {
      exchange.isLast(); // Nobody knows where the next request begins.
    }
    if (status == 500) {
      LOG.log(Level.SEVERE, exchange.method() + " " + exchange.path() + " failed", fault);
      message = "the server failed; its log says more";
    } else if (status == 503) {
      if (!(fault.getCause() instanceof TooEarly)) { // Whose clock differs is told elsewhere.
        rarely.warn("503 " + exchange.path(), "503 for " + exchange.path() + ": " + message);
      }
      exchange.header(HeaderNames.RETRY_AFTER, retry(fault, RETRY_SECONDS));
    } else if (status == TOO_EARLY) {
      exchange.header(HeaderNames.RETRY_AFTER, RETRY_EARLY_SECONDS);
    }
    if (status == 401) {
      // Another scheme would make a browser ask for a password in a window of its own.
      exchange.header(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"domestik\"");
    }
    if (status == 429) {
      exchange.header(HeaderNames.RETRY_AFTER, retry(fault, RETRY_LOGIN_SECONDS));
    }
    if (status < 500 && status != TOO_EARLY && !exchange.isRead()) {
      rarely.warn(
          exchange.address() + " " + status,
          "refused with "
              + status
              + " what "
              + exchange.sender()
              + " sent to "
              + Texts.quoted(exchange.path())
              + ": "
              + message);
    }
    answer(exchange, status, message == null ? "no reason given" : message);
  }

  private static String retry(RuntimeException fault, String usual) {
    long seconds = fault instanceof Refused refused ? refused.retrySeconds() : 0;
    return seconds > 0 ? Long.toString(seconds) : usual;
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
