// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.remotewrite;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.model.ProbeDescription;
import org.domestik.model.Storable;
import org.domestik.server.ingest.Precision;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.gather.Gathering;
import org.domestik.server.ingest.gather.Place;
import org.domestik.server.ingest.gather.Target;
import org.domestik.server.ingest.protobuf.Fields;
import org.domestik.server.ingest.sources.Reason;
import org.jspecify.annotations.Nullable;

/** Reads one request: of either version, whose messages differ in little but their numbers. */
final class RequestReader {
  /** What a sample's bits are where its series ends. */
  private static final long STALE = 0x7ff0000000000002L;

  private static final String NO_HOST =
      "a series has no label instance, and so no host; add ?host=NAME to the address for what is"
          + " of no machine";

  private final byte[] bytes;
  private final boolean isSecond;
  private final SeriesPlaces places;
  private final @Nullable String otherwise;
  private final int mostRows;
  private final Labels labels = new Labels();
  private final Symbols symbols = new Symbols();
  private final Dropped dropped;

  private Map<String, ProbeDescription> known = Map.of();
  private Gathering gathering;
  private long written;
  private @Nullable Target series;
  private @Nullable String fault;
  private boolean isLooked;
  private long lastMillis;
  private Instant lastTime = Instant.EPOCH;

  /** {@code otherwise}: the host of series that name none; null: those are refused. */
  RequestReader(
      byte[] bytes,
      boolean isSecond,
      SeriesPlaces places,
      @Nullable String otherwise,
      int mostRows,
      Dropped dropped) {
    this.bytes = bytes;
    this.isSecond = isSecond;
    this.places = places;
    this.otherwise = otherwise;
    this.mostRows = mostRows;
    this.dropped = dropped;
    gathering = new Gathering(mostRows);
  }

  /** The symbols of a request of version 2: where each text stands. */
  private static final class Symbols {
    int[] starts = new int[256];
    int[] lengths = new int[256];
    int count;

    void add(int start, int length) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
        lengths = Arrays.copyOf(lengths, 2 * count);
      }
      starts[count] = start;
      lengths[count++] = length;
    }
  }

  /**
   * Reads all of it, as often as it must.
   *
   * @param now the descriptions in force
   * @throws BadInput where it is no such request; single series at fault are counted instead
   */
  List<Batch> read(Map<String, ProbeDescription> now) {
    known = now;
    gathering = new Gathering(mostRows);
    written = 0;
    symbols.count = 0;
    if (isSecond) {
      Fields all = fields();
      while (all.next()) {
        if (all.number() == 4) {
          int length = all.skip();
          symbols.add(all.position() - length, length);
        }
      }
    }
    Fields fields = fields();
    while (fields.next()) {
      if (fields.number() == (isSecond ? 5 : 1)) {
        int all = fields.enter();
        series(fields);
        fields.leave(all);
      }
    }
    return gathering.batches();
  }

  /** How many samples it brought: also such that there is nothing to store of, as a series' end. */
  long written() {
    return written;
  }

  private Fields fields() {
    return new Fields(
        isSecond ? "Request of remote write 2.0" : "WriteRequest", bytes, 0, bytes.length);
  }

  private void series(Fields fields) {
    labels.clear();
    isLooked = false;
    while (fields.next()) {
      switch (fields.number()) {
        case 1 -> {
          if (isLooked) {
            throw new BadInput("a series has labels behind its samples");
          }
          if (isSecond) {
            references(fields);
          } else {
            label(fields);
          }
        }
        case 2 -> sample(fields);
        case 3 -> count(!isSecond);
        case 4 -> count(isSecond);
        default -> {}
      }
    }
  }

  private void count(boolean exemplar) {
    if (!exemplar) {
      dropped.add(
          Reason.UNFIT,
          1,
          "a native histogram cannot be stored; have the classic one sent as well");
    }
  }

  private void label(Fields fields) {
    int all = fields.enter();
    int nameStart = 0;
    int nameLength = 0;
    int start = 0;
    int length = 0;
    while (fields.next()) {
      if (fields.number() == 1) {
        nameLength = fields.skip();
        nameStart = fields.position() - nameLength;
      } else if (fields.number() == 2) {
        length = fields.skip();
        start = fields.position() - length;
      }
    }
    fields.leave(all);
    labels.add(bytes, nameStart, nameLength);
    labels.add(bytes, start, length);
  }

  private void references(Fields fields) {
    if (!fields.hasBytes()) {
      reference(fields.integer());
      return;
    }
    int all = fields.enter();
    while (fields.isMore()) {
      reference(fields.packedInteger());
    }
    fields.leave(all);
  }

  private void reference(long number) {
    if (number < 0 || number >= symbols.count) {
      throw new BadInput("a label refers to symbol " + number + " of " + symbols.count);
    }
    labels.add(bytes, symbols.starts[(int) number], symbols.lengths[(int) number]);
  }

  private void sample(Fields fields) {
    int all = fields.enter();
    double number = 0;
    long millis = 0;
    while (fields.next()) {
      switch (fields.number()) {
        case 1 -> number = fields.real();
        case 2 -> millis = fields.integer();
        default -> {}
      }
    }
    fields.leave(all);
    add(number, millis);
  }

  private void add(double number, long millis) {
    look();
    if (fault != null) {
      dropped.add(Reason.UNFIT, 1, fault);
      return;
    }
    Place place = series == null ? null : series.place();
    if (!Double.isFinite(number) || place == null) {
      // The series ends, or there is nothing to be shown.
      if (Double.doubleToRawLongBits(number) != STALE) {
        dropped.add(place == null ? Reason.TEXT : Reason.NOT_FINITE, 1, "no number");
      }
      written++;
      return;
    }
    String host = series == null || series.host() == null ? otherwise : series.host();
    if (host == null) {
      dropped.add(Reason.NO_HOST, 1, NO_HOST);
    } else if (Storable.fault(number) != null) {
      dropped.add(Reason.TOO_LARGE, 1, String.valueOf(Storable.fault(number)));
    } else {
      Instant time = time(millis);
      if (time != null) {
        gathering.add(host, place, time, number);
        written++;
      }
    }
  }

  private void look() {
    if (!isLooked) {
      isLooked = true;
      fault = null;
      series = null;
      try {
        series = places.of(labels, known);
      } catch (BadInput e) {
        fault = e.getMessage();
      }
    }
  }

  private @Nullable Instant time(long millis) {
    if (millis != lastMillis) {
      try {
        lastTime = Precision.MILLISECONDS.sampleTime(millis);
      } catch (BadInput e) {
        dropped.add(Reason.TIME, 1, String.valueOf(e.getMessage()));
        return null;
      }
      lastMillis = millis;
    }
    return lastTime;
  }
}
