// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.domestik.agent.json.JsonText;
import org.domestik.model.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * An answer in HTTP/1.1.
 *
 * @param text the beginning of its body, as much of it as was to be kept
 * @param last whether the other side takes no more requests on this connection
 * @param tag the header ETag; null if there is none
 * @param gather the header Domestik-Gather; null if there is none
 */
public record HttpAnswer(
    int status, String text, boolean last, @Nullable String tag, @Nullable String gather) {
  /** Only a server of ours answers these to what an agent asks: done, and nothing changed. */
  private static final Set<Integer> OWN = Set.of(200, 304);

  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
  private static final int REASON = 500;
  private static final int LINE_BYTES = 8_000;
  private static final int HEAD_LINES = 200;

  /** A server that says more than this is none of ours. */
  private static final long MOST_BYTES = 1 << 20;

  /**
   * For how many seconds the server asks to gather, or not to be asked.
   *
   * @param before what it asked for before: an answer that may be of what stands before the server
   *     changes nothing
   * @param most whatever it says
   */
  public int gatherSeconds(int before, int most) {
    if (gather != null && SECONDS.matcher(gather).matches()) {
      return Math.min(most, Integer.parseInt(gather));
    }
    return OWN.contains(status) ? 0 : before;
  }

  /**
   * Reads one answer to its end, so that the next may follow on the same connection.
   *
   * @param keptBytes how much of its body is kept
   * @throws IOException if it is cut off, too long or something else
   */
  static HttpAnswer read(InputStream in, int keptBytes) throws IOException {
    return read(in, keptBytes, date -> {});
  }

  /** The same; {@code dated} is given the header Date at once, or null if there is none. */
  static HttpAnswer read(InputStream in, int keptBytes, Consumer<@Nullable Instant> dated)
      throws IOException {
    Body body = new Body(in, keptBytes);
    int status = body.head();
    while (status >= 100 && status < 200) {
      status = body.head(); // "Continue" and the like announce the answer proper.
    }
    dated.accept(body.date);
    body.read(status);
    return new HttpAnswer(status, body.kept.toString(UTF_8), body.last, body.tag, body.gather);
  }

  /** Why the server says no: the error of its JSON, or the beginning of another text; one line. */
  public String reason() {
    String reason = text;
    try {
      if (JsonText.read(text) instanceof Map<?, ?> map && map.get("error") instanceof String it) {
        reason = it;
      }
    } catch (BadInput e) {
      // It is not the server itself that answered, but what stands before it.
    }
    String line = reason.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() > REASON ? line.substring(0, REASON) + "…" : line;
  }

  /** Whether it is an object of JSON with such a field, as a server of ours answers. */
  public boolean says(String field) {
    // Its end may be cut off, so that it is no whole document.
    return text.startsWith("{") && text.contains("\"" + field + "\":");
  }

  /** Reads an answer line by line and part by part. */
  private static final class Body {
    private final InputStream in;
    private final int keptBytes;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private @Nullable String tag;
    private @Nullable String gather;
    private @Nullable Instant date;
    private long length;
    private boolean chunked;
    private boolean last;
    private long left = MOST_BYTES;

    Body(InputStream in, int keptBytes) {
      this.in = in;
      this.keptBytes = keptBytes;
    }

    /** Reads the status and the header. */
    int head() throws IOException {
      String first = line();
      if (!first.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
        throw new IOException("no answer in HTTP: " + first);
      }
      length = -1;
      chunked = false;
      last = first.startsWith("HTTP/1.0");
      int lines = 0;
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (++lines > HEAD_LINES) {
          throw new IOException("an answer whose header does not end");
        }
        header(line);
      }
      return Integer.parseInt(first.substring(9, 12));
    }

    private void header(String line) throws IOException {
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
      String text = line.substring(colon + 1).strip();
      String value = text.toLowerCase(Locale.ROOT);
      if (name.equals("content-length")) {
        length = number(value, 10);
      } else if (name.equals("transfer-encoding")) {
        chunked = value.endsWith("chunked");
      } else if (name.equals("connection")) {
        last = value.contains("close") || last && !value.contains("keep-alive");
      } else if (name.equals("etag")) {
        tag = text;
      } else if (name.equals("date")) {
        date = HttpDate.read(text);
      } else if (name.equals("domestik-gather")) {
        gather = text;
      }
    }

    void read(int status) throws IOException {
      if (status == 204 || status == 304) {
        return;
      }
      if (chunked) {
        for (long size = chunk(); size > 0; size = chunk()) {
          take(size);
          line();
        }
        while (!line().isEmpty()) {} // What follows the last part.
      } else if (length >= 0) {
        take(length);
      } else {
        last = true; // Its end is that of the connection.
        while (taken() >= 0) {}
      }
    }

    private long chunk() throws IOException {
      String line = line();
      int end = line.indexOf(';');
      return number((end < 0 ? line : line.substring(0, end)).strip(), 16);
    }

    private static long number(String digits, int radix) throws IOException {
      try {
        return Long.parseUnsignedLong(digits, radix) & Long.MAX_VALUE;
      } catch (NumberFormatException e) {
        throw new IOException("no answer in HTTP: a length of \"" + digits + "\"", e);
      }
    }

    private void take(long size) throws IOException {
      if (size > left) {
        throw new IOException("an answer of more than " + MOST_BYTES + " bytes");
      }
      for (long i = 0; i < size; i++) {
        if (taken() < 0) {
          throw new EOFException("the answer was cut off");
        }
      }
    }

    /** One byte of the body; negative at its end. */
    private int taken() throws IOException {
      int one = in.read();
      if (one >= 0 && --left < 0) {
        throw new IOException("an answer of more than " + MOST_BYTES + " bytes");
      }
      if (one >= 0 && kept.size() < keptBytes) {
        kept.write(one);
      }
      return one;
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int one = in.read(); one != '\n'; one = in.read()) {
        if (one < 0) {
          throw new EOFException("the connection was closed without an answer");
        }
        if (line.size() == LINE_BYTES) {
          throw new IOException("no answer in HTTP: a line of more than " + LINE_BYTES + " bytes");
        }
        line.write(one);
      }
      String text = line.toString(ISO_8859_1);
      return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
  }
}
