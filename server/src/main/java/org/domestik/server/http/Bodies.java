// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import io.helidon.http.HeaderNames;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.domestik.model.BadInput;
import org.domestik.server.ingest.Texts;
import org.domestik.server.ingest.TooMuch;

/** Gives bodies inflated and bounded. */
final class Bodies {
  private Bodies() {}

  /**
   * The body, of which at most {@code limit} bytes, counted after inflation, can be read before
   * {@link TooMuch} is thrown.
   */
  static InputStream of(Exchange exchange, int limit) throws IOException {
    if (exchange.contentLength() > limit) {
      throw tooLong(limit);
    }
    String encoding = exchange.header(HeaderNames.CONTENT_ENCODING);
    return switch (encoding == null ? "identity" : encoding.toLowerCase(Locale.ROOT)) {
      case "identity" -> new Bounded(exchange.body(), limit);
      case "gzip" -> new Bounded(inflated(exchange.body()), limit);
      default ->
          throw new Refused(
              415, "Content-Encoding " + Texts.quoted(encoding + "") + "; send gzip or none");
    };
  }

  /** All bytes of a body, in an array of its length where that is told before. */
  static byte[] all(Exchange exchange, InputStream body) throws IOException {
    long length = exchange.contentLength();
    if (length < 0 || exchange.header(HeaderNames.CONTENT_ENCODING) != null) {
      return body.readAllBytes();
    }
    byte[] bytes = new byte[(int) length]; // The stream was refused if it is beyond the limit.
    int count = body.readNBytes(bytes, 0, bytes.length);
    return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
  }

  private static InputStream inflated(InputStream body) throws IOException {
    try {
      return new GZIPInputStream(body, 8192);
    } catch (ZipException | java.io.EOFException e) {
      throw notGzip(e);
    }
  }

  private static BadInput notGzip(IOException e) {
    return new BadInput("the body is not gzip: " + e.getMessage(), e);
  }

  private static TooMuch tooLong(int limit) {
    return new TooMuch("the body is longer than " + limit + " bytes; send several requests");
  }

  /** Counts down and complains. */
  private static final class Bounded extends FilterInputStream {
    private final int limit;
    private int left;

    Bounded(InputStream in, int limit) {
      super(in);
      this.limit = limit;
      this.left = limit;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        int count = in.read(buffer, offset, length);
        left -= Math.max(count, 0);
        if (left < 0) {
          throw tooLong(limit);
        }
        return count;
      } catch (ZipException | java.io.EOFException e) {
        throw notGzip(e);
      }
    }
  }
}
