// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.io.FilterInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.domestik.model.BadInput;

/**
 * A program that answers by HTTP. Redirects are not followed: the address was allowed, no other.
 */
record Exporter(URI address, Duration time) implements PrometheusSource.Text {
  private static final String FORMAT = "text/plain;version=0.0.4";

  @Override
  public PrometheusSource.Said open(Instant now) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    HttpURLConnection connection =
        (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
    try {
      connection.setInstanceFollowRedirects(false);
      connection.setConnectTimeout((int) time.toMillis());
      connection.setReadTimeout((int) time.toMillis());
      connection.setRequestProperty("Accept", FORMAT);
      int status = connection.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK) {
        throw new BadInput(address + " answered " + status);
      }
      return new PrometheusSource.Said(new Body(connection, end), null);
    } catch (IOException | BadInput e) {
      connection.disconnect();
      throw e;
    }
  }

  /** An answer that comes in time. */
  private final class Body extends FilterInputStream {
    private final HttpURLConnection connection;
    private final long end;

    Body(HttpURLConnection connection, long end) throws IOException {
      super(connection.getInputStream());
      this.connection = connection;
      this.end = end;
    }

    @Override
    public int read(byte[] part, int from, int length) throws IOException {
      int read = super.read(part, from, length);
      // The time-out of reading begins anew with every byte.
      if (System.nanoTime() - end > 0) {
        throw new BadInput(address + " took longer than " + time.toMillis() + " ms");
      }
      return read;
    }

    @Override
    public void close() {
      connection.disconnect(); // Closing the stream would first read what is left of it.
    }
  }

  @Override
  public Duration longest() {
    return time.multipliedBy(3);
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
