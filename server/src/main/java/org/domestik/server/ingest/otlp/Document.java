// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.otlp;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.domestik.model.ComparableKey;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.arrival.Part;
import org.domestik.server.ingest.gather.Remembered;
import org.domestik.server.ingest.metric.MetricPlaces;
import org.jspecify.annotations.Nullable;

/**
 * A request, part by part, so that a long one is never rows as a whole. It begins at the first
 * part; each is found by reading from the start, which costs less than to keep what was read.
 */
final class Document implements Part {
  private final byte[] bytes;
  private final boolean isJson;
  private final MetricPlaces places;
  private final Remembered.Kind<ComparableKey> found;
  private final @Nullable String otherwise;
  private final int mostRows;
  private final Dropped dropped;
  private @Nullable Points points;
  private int from;

  /** {@code otherwise}: the host of resources that name none; null: what they say is rejected. */
  Document(
      byte[] bytes,
      boolean isJson,
      MetricPlaces places,
      Remembered.Kind<ComparableKey> found,
      @Nullable String otherwise,
      int mostRows,
      Dropped dropped) {
    this.bytes = bytes;
    this.isJson = isJson;
    this.places = places;
    this.found = found;
    this.otherwise = otherwise;
    this.mostRows = mostRows;
    this.dropped = dropped;
  }

  @Override
  public List<Batch> read(Map<String, ProbeDescription> known) throws IOException {
    Points part = new Points(places, found, known, otherwise, from, mostRows, dropped);
    if (isJson) {
      new JsonReader(part).read(bytes);
    } else {
      new ProtobufReader(bytes, part).read();
    }
    points = part;
    return part.batches();
  }

  /** Goes on to the part behind what was read; false: there is none. */
  boolean goOn() {
    Points last = points;
    if (last == null || !last.isMore()) {
      return false;
    }
    from = last.end();
    return true;
  }
}
