// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.prometheus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.domestik.agent.config.PrometheusConfig;
import org.domestik.model.BadInput;
import org.domestik.model.ByteText;

/**
 * A program that answers by HTTP. Redirects are not followed: the address was allowed, no other.
 */
record Exporter(URI address, Duration time) implements PrometheusSource.Text {
  private static final String FORMAT = "text/plain;version=0.0.4";
  private static final int PART_BYTES = 1 << 14;

  @Override
  public String read(Instant now) throws IOException {
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
      return body(connection, end);
    } finally {
      connection.disconnect();
    }
  }

  private String body(HttpURLConnection connection, long end) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (InputStream in = connection.getInputStream()) {
      byte[] part = new byte[PART_BYTES];
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        body.write(part, 0, read);
        if (body.size() > PrometheusConfig.MOST_BYTES) {
          throw new BadInput(
              address + " answered more than " + PrometheusConfig.MOST_BYTES + " bytes");
        }
        // The time-out of reading begins anew with every byte.
        if (System.nanoTime() - end > 0) {
          throw new BadInput(address + " took longer than " + time.toMillis() + " ms");
        }
      }
    }
    return ByteText.of(body.toByteArray());
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
