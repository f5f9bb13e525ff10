// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.domestik.model.BadInput;
import org.domestik.server.text.Texts;
import org.domestik.server.text.TooMuch;

/** A request's body: here as a whole, so that nothing of it has to be waited for any more. */
public final class Body {
  /** What is made room for before it has come; more is as it comes. */
  private static final int FIRST = 64 * 1024;

  private final byte[] bytes;
  private final boolean gzip;
  private final int limit;
  private final int most;
  private long inflated;

  private Body(byte[] bytes, boolean gzip, int limit) {
    this.bytes = bytes;
    this.gzip = gzip;
    this.limit = limit;
    this.most = gzip ? Gzip.most(bytes, limit) : bytes.length;
  }

  /**
   * Waits for the whole body.
   *
   * @param limit the most bytes, before and after inflation; {@link TooMuch} is thrown beyond it
   */
  public static Body of(Exchange exchange, int limit) throws IOException {
    return of(exchange, limit, isGzip(exchange));
  }

  /**
   * Waits for a whole body that is packed in a way of its sender's protocol, and is left so.
   *
   * @param encoding what Content-Encoding must say
   */
  public static Body packed(Exchange exchange, int limit, String encoding) throws IOException {
    String said = exchange.list(HeaderNames.CONTENT_ENCODING);
    if (said == null || !said.strip().equalsIgnoreCase(encoding)) {
      exchange.header(HeaderNames.ACCEPT_ENCODING, encoding);
      throw new Refused(
          415,
          "Content-Encoding is "
              + (said == null ? "missing" : Texts.quoted(said))
              + "; send "
              + encoding);
    }
    return of(exchange, limit, false);
  }

  private static Body of(Exchange exchange, int limit, boolean gzip) throws IOException {
    long length = exchange.contentLength();
    if (length > limit) {
      throw tooLong(limit);
    }
    byte[] all = new byte[length < 0 ? FIRST : (int) Math.min(length, FIRST)];
    int count = 0;
    InputStream in = exchange.body();
    try {
      while (true) {
        int more = in.readNBytes(all, count, all.length - count);
        count += more;
        if (count < all.length || count == length) {
          break;
        }
        if (count > limit) {
          throw tooLong(limit);
        }
        long most = length < 0 ? limit + 1L : length;
        all = Arrays.copyOf(all, (int) Math.min(most, 2L * all.length));
      }
    } catch (DataReader.InsufficientDataAvailableException e) {
      exchange.isLast();
      throw new BadInput("the body ends before its announced end", e);
    } catch (NumberFormatException e) { // Helidon's, from the length of a chunk.
      exchange.isLast();
      throw new BadInput("the body's chunks are broken: " + e.getMessage(), e);
    }
    exchange.whole();
    return new Body(count == all.length ? all : Arrays.copyOf(all, count), gzip, limit);
  }

  private static boolean isGzip(Exchange exchange) {
    String encoding = exchange.list(HeaderNames.CONTENT_ENCODING);
    String word = encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
    return switch (word) {
      case "", "identity" -> false;
      case "gzip", "x-gzip" -> true;
      default -> {
        exchange.header(HeaderNames.ACCEPT_ENCODING, "gzip");
        throw new Refused(
            415,
            "Content-Encoding " + Texts.quoted(word) + " is not understood; send gzip or none");
      }
    };
  }

  /** How many bytes there may be after inflation. */
  public int most() {
    return most;
  }

  /** How many bytes were read of it, inflated; all, once it was read to its end. */
  public long length() {
    return gzip ? inflated : bytes.length;
  }

  /** Its bytes, inflated. */
  public byte[] all() throws IOException {
    if (!gzip) {
      return bytes;
    }
    try (InputStream in = stream()) {
      return in.readAllBytes();
    }
  }

  /** The same as a stream. */
  public InputStream stream() throws IOException {
    InputStream in = new ByteArrayInputStream(bytes);
    if (!gzip) {
      return in;
    }
    try {
      return new Bounded(new GZIPInputStream(in, 8192));
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
  private final class Bounded extends FilterInputStream {
    Bounded(InputStream in) {
      super(in);
      inflated = 0;
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
        inflated += Math.max(count, 0);
        if (inflated > limit) {
          throw tooLong(limit);
        }
        if (inflated > most) { // Room was made for no more.
          throw new BadInput("the body is not gzip: it is longer than its end says");
        }
        return count;
      } catch (ZipException | java.io.EOFException e) {
        throw notGzip(e);
      }
    }
  }
}
