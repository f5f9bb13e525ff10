// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.remotewrite;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Storable;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.Precision;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.arrival.Part;
import org.domestik.server.ingest.gather.Gathering;
import org.domestik.server.ingest.gather.Place;
import org.domestik.server.ingest.gather.Target;
import org.domestik.server.ingest.protobuf.Fields;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Sources.Candidates;
import org.jspecify.annotations.Nullable;

/** Reads one request: of either version, whose messages differ in little but their numbers. */
final class RequestReader implements Part {
  /** What a sample's bits are where its series ends. */
  private static final long STALE = 0x7ff0000000000002L;

  private static final String NO_HOST =
      "a series has no label instance, and so no host; add ?host=NAME to the address for what is"
          + " of no machine";

  private final byte[] bytes;
  private final boolean isSecond;
  private final SeriesPlaces places;
  private final Candidates candidates;
  private final @Nullable String otherwise;
  private final int mostRows;
  private final Labels labels = new Labels();
  private final Symbols symbols = new Symbols();
  private final Dropped dropped;

  private Map<String, ProbeDescription> known = Map.of();
  private Gathering gathering;
  private long written;
  private long histograms;

  /**
   * How many histograms a number is, by the probe and column that such have; else it is a sample.
   */
  private final Map<String, Integer> ofHistograms = new HashMap<>();

  /** Of the series at hand, by ending. */
  private final Map<String, Looked> looked = new HashMap<>();

  private long lastMillis;
  private @Nullable Instant lastTime;

  /** {@code otherwise}: the host of series that name none; null: those are refused. */
  RequestReader(
      byte[] bytes,
      boolean isSecond,
      SeriesPlaces places,
      Candidates candidates,
      @Nullable String otherwise,
      int mostRows,
      Dropped dropped) {
    this.bytes = bytes;
    this.isSecond = isSecond;
    this.places = places;
    this.candidates = candidates;
    this.otherwise = otherwise;
    this.mostRows = mostRows;
    this.dropped = dropped;
    gathering = new Gathering(mostRows);
  }

  /** What is known of a series; {@code fault}: why it cannot be stored. */
  private record Looked(@Nullable Target target, @Nullable String fault) {}

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
  @Override
  public List<Batch> read(Map<String, ProbeDescription> now) {
    known = now;
    gathering = new Gathering(mostRows);
    written = 0;
    histograms = 0;
    ofHistograms.clear();
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

  @Override
  public void lost(Batch batch) {
    for (Sample sample : batch.samples()) {
      for (Row row : sample.rows()) {
        for (int i = 0; i < row.names().size(); i++) {
          if (!Double.isNaN(row.value(i))) {
            Integer share = ofHistograms.get(column(sample.probe(), row.names().get(i)));
            written -= share == null ? 1 : 0;
            histograms -= share == null ? 0 : share;
          }
        }
      }
    }
  }

  private static String column(String probe, String value) {
    return probe + "." + value;
  }

  /**
   * How many of its samples were taken: also such that there is nothing to store of, as a series'
   * end.
   */
  long written() {
    return written;
  }

  /** The same of native histograms. */
  long histograms() {
    return histograms;
  }

  private Fields fields() {
    return new Fields(
        isSecond ? "Request of remote write 2.0" : "WriteRequest", bytes, 0, bytes.length);
  }

  private void series(Fields fields) {
    labels.clear();
    looked.clear();
    while (fields.next()) {
      switch (fields.number()) {
        case 1 -> {
          if (!looked.isEmpty()) {
            throw new BadInput("a series has labels behind its samples");
          }
          if (isSecond) {
            references(fields);
          } else {
            label(fields);
          }
        }
        case 2 -> sample(fields);
        case 3 -> histogram(fields, isSecond);
        case 4 -> histogram(fields, !isSecond);
        default -> {}
      }
    }
  }

  /** A native histogram; {@code isOne}: else it is something else that is left out. */
  private void histogram(Fields fields, boolean isOne) {
    if (!isOne) {
      return;
    }
    int all = fields.enter();
    double count = 0;
    double sum = 0;
    long millis = 0;
    while (fields.next()) {
      switch (fields.number()) {
        case 1 -> count = fields.integer();
        case 2 -> count = fields.real();
        case 3 -> sum = fields.real();
        case 15 -> millis = fields.integer();
        default -> {} // The buckets: their bounds differ from one to the next.
      }
    }
    fields.leave(all);
    boolean isSummed = add("_sum", sum, millis);
    boolean isEnd = Double.doubleToRawLongBits(sum) == STALE;
    histograms += isSummed && (isEnd || add("_count", count, millis)) ? 1 : 0;
    noteHistogram("_sum", 0);
    noteHistogram("_count", 1);
  }

  private void noteHistogram(String ending, int share) {
    Looked look = looked.get(ending);
    Place place = look == null || look.target() == null ? null : look.target().place();
    if (place != null) {
      ofHistograms.put(column(place.table().probe(), place.value().name()), share);
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
    written += add("", number, millis) ? 1 : 0;
  }

  /** Whether it is taken, be it that there is nothing to store of it. */
  private boolean add(String ending, double number, long millis) {
    Looked look = looked.computeIfAbsent(ending, this::look);
    Target series = look.target();
    if (series == null) {
      dropped.add(Reason.UNFIT, 1, String.valueOf(look.fault()));
      return false;
    }
    String source = series.source().name();
    Place place = series.place();
    if (!Double.isFinite(number) || place == null) {
      // The series ends, or there is nothing to be shown.
      if (Double.doubleToRawLongBits(number) != STALE) {
        dropped.add(source, place == null ? Reason.TEXT : Reason.NOT_FINITE, 1, "no number");
      }
      return true;
    }
    String named = series.anyHost();
    String host = named == null ? otherwise : named;
    if (host == null) {
      dropped.add(source, Reason.NO_HOST, 1, NO_HOST);
    } else if (Storable.fault(number) != null) {
      dropped.add(source, Reason.TOO_LARGE, 1, String.valueOf(Storable.fault(number)));
    } else {
      Instant time = time(millis);
      if (time != null) {
        gathering.add(host, place, time, number);
        return true;
      }
    }
    return false;
  }

  private Looked look(String ending) {
    try {
      return new Looked(places.of(labels.with(ending), candidates, known), null);
    } catch (BadInput e) {
      return new Looked(null, e.getMessage());
    }
  }

  private @Nullable Instant time(long millis) {
    if (lastTime == null || millis != lastMillis) {
      try {
        lastTime = Precision.MILLISECONDS.timeOf(millis);
      } catch (BadInput e) {
        dropped.add(Reason.TIME, 1, String.valueOf(e.getMessage()));
        return null;
      }
      lastMillis = millis;
    }
    return lastTime;
  }
}
