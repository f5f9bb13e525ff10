// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.part;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.Precision;
import org.domestik.server.ingest.lines.LineFaults;
import org.domestik.server.ingest.lines.LineProtocol;
import org.domestik.server.ingest.lines.Reading;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.ingest.sources.Sources.Candidates;
import org.jspecify.annotations.Nullable;

/** Line protocol, cut behind the last line end of each MiB. */
public final class LineParts implements Parts {
  private static final int SIZE = 1 << 20;

  private final String name;
  private final InputStream in;

  /** What files say nothing of their sender is read by. */
  private final Candidates candidates =
      Sources.bundled().of(new Sender("influx", "", "", null, ""));

  private final LineProtocol protocol;
  private final @Nullable String host;
  private final Precision precision;

  /** What probes there are: in the store, and of the parts before, which may be on their way. */
  private final Map<String, ProbeDescription> known;

  private final Faults faults;
  private final LongConsumer texts;
  private final byte[] buffer = new byte[SIZE];
  private int filled;
  private long line = 1;

  public LineParts(
      Source source,
      LineProtocol protocol,
      @Nullable String host,
      Precision precision,
      Map<String, ProbeDescription> known,
      Faults faults,
      LongConsumer texts) {
    this.name = source.name();
    this.in = source.stream();
    this.protocol = protocol;
    this.host = host;
    this.precision = precision;
    this.known = new HashMap<>(known);
    this.faults = faults;
    this.texts = texts;
  }

  /** A line of a part that ends the import. */
  private static final class AtLine extends RuntimeException {
    private static final long serialVersionUID = 1;

    final int number;
    final BadInput fault;

    AtLine(int number, BadInput fault) {
      super(fault);
      this.number = number;
      this.fault = fault;
    }
  }

  @Override
  public @Nullable Part next() throws IOException {
    filled += in.readNBytes(buffer, filled, SIZE - filled);
    if (filled == 0) {
      return null;
    }
    int whole = filled < SIZE ? filled : lastLineEnd();
    byte[] body = Arrays.copyOf(buffer, whole);
    System.arraycopy(buffer, whole, buffer, 0, filled - whole);
    filled -= whole;
    return part(body, null);
  }

  /** Behind the last line end that no backslash makes part of its line. */
  private int lastLineEnd() {
    for (int at = SIZE - 1; at >= 0; at--) {
      int before = at - 1;
      while (buffer[at] == '\n' && before >= 0 && buffer[before] == '\\') {
        before--;
      }
      if (buffer[at] == '\n' && (at - before) % 2 == 1) {
        return at + 1;
      }
    }
    throw new BadInput(name + ":" + line + ": a line of more than " + SIZE + " bytes");
  }

  /** What of the lines can be read before one ends the import. */
  private Part part(byte[] body, @Nullable BadInput end) {
    long first = line;
    try {
      return read(body, end);
    } catch (AtLine e) {
      line = first;
      return part(Arrays.copyOf(body, start(body, e.number)), e.fault);
    }
  }

  /** Where a line begins, counted from 1. */
  private static int start(byte[] body, int number) {
    int at = 0;
    for (int before = 1; before < number; before++) {
      while (body[at++] != '\n') {}
    }
    return at;
  }

  private Part read(byte[] body, @Nullable BadInput end) {
    long first = line;
    for (byte b : body) {
      line += b == '\n' ? 1 : 0;
    }
    LineFaults heard =
        new LineFaults() {
          @Override
          public void hear(int number, String source, Reason reason, BadInput fault) {
            BadInput end = faults.end(name + ":" + (first + number - 1), fault);
            if (end != null) {
              throw new AtLine(number, end);
            }
          }

          @Override
          public void skipped(String source, Reason reason, long values) {
            texts.accept(values);
          }
        };
    List<Batch> batches =
        protocol.read(body, new Reading(candidates, host, null, precision), heard).read(known);
    long rows = 0;
    for (Batch batch : batches) {
      rows += Rows.of(batch);
      batch.descriptions().forEach((probe, said) -> known.merge(probe, said, LineParts::grown));
    }
    return new Part(name + ":" + first + "-" + (line - 1), rows, batches, end);
  }

  /** The same one where nothing is added: where its lines go has been looked up. */
  private static ProbeDescription grown(ProbeDescription old, ProbeDescription said) {
    ProbeDescription grown = old.evolve(said);
    return grown.equals(old) ? old : grown;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
