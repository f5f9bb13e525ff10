// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.statsd;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.domestik.model.BadInput;
import org.domestik.model.ComparableKey;
import org.domestik.model.Storable;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.gather.Gathering;
import org.domestik.server.ingest.metric.MetricName;
import org.domestik.server.ingest.metric.MetricPlaces;
import org.domestik.server.ingest.names.ProbeNames;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Source;
import org.domestik.server.ingest.sources.Sources.Candidates;
import org.jspecify.annotations.Nullable;

/** What came within an interval, added up by series. Not thread-safe. */
final class Window {
  /** So many series there may be within an interval, and gauges whose last value is known. */
  static final int MOST = 10_000;

  private final MetricPlaces places;
  private final SequencedGauges gauges;
  private final Map<ComparableKey, Series> all = new LinkedHashMap<>();
  private final Sum.Room room = new Sum.Room();

  private record Series(
      Source source,
      String host,
      String name,
      Metric.Type type,
      SortedMap<String, String> tags,
      @Nullable Instant time,
      Sum sum) {}

  /**
   * The last values of gauges, beyond the interval. The one not heard of for longest goes first.
   */
  static final class SequencedGauges {
    private final LinkedHashMap<ComparableKey, Double> last = new LinkedHashMap<>(16, 0.75f, true);

    double of(ComparableKey id) {
      return last.getOrDefault(id, 0.0);
    }

    void put(ComparableKey id, double value) {
      last.put(id, value);
      if (last.size() > MOST) {
        last.pollFirstEntry();
      }
    }
  }

  Window(MetricPlaces places, SequencedGauges gauges) {
    this.places = places;
    this.gauges = gauges;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  int size() {
    return all.size();
  }

  /**
   * Adds what a line says.
   *
   * @param candidates the sources that may be its
   * @param otherwise the host, where neither line nor source names one
   * @throws BadInput where it is no number, or there is no room
   */
  void add(Metric metric, Candidates candidates, String otherwise) {
    SortedMap<String, String> tags = new TreeMap<>(metric.tags());
    Source source = candidates.of(metric.name(), tags.keySet());
    String tag = source.hostTag(tags.keySet());
    String tagged = tag == null ? null : tags.remove(tag);
    String host = tagged == null || tagged.isEmpty() ? source.host() : ProbeNames.host(tagged);
    host = host == null ? otherwise : host;
    ComparableKey id = id(host, metric, tags);
    Series series = all.get(id);
    if (series == null) {
      if (all.size() == MOST) {
        throw new BadInput("more than " + MOST + " series within an interval");
      }
      Sum sum = Sum.of(metric.type(), gauges.of(id), room);
      series = new Series(source, host, metric.name(), metric.type(), tags, metric.time(), sum);
    }
    for (String value : metric.values()) {
      series.sum.add(value, metric.rate());
    }
    all.put(id, series); // Only now: a line at fault makes none.
    if (series.sum instanceof Sum.Gauge gauge && series.time == null) {
      gauges.put(id, gauge.last());
    }
  }

  private static ComparableKey id(String host, Metric metric, SortedMap<String, String> tags) {
    String time = metric.time() == null ? "" : metric.time().toString();
    List<String> texts = new ArrayList<>(List.of(host, metric.name(), metric.type().word, time));
    tags.forEach(
        (name, text) -> {
          texts.add(name);
          texts.add(text);
        });
    return new ComparableKey(texts);
  }

  /**
   * The batches of all of it, one a host.
   *
   * @param time when the interval ended, of all that has no time of its own
   * @param known the descriptions in force
   */
  List<Batch> batches(Instant time, Map<String, ProbeDescription> known, Dropped dropped) {
    Gathering gathering = new Gathering(Integer.MAX_VALUE);
    for (Series series : all.values()) {
      series.sum.tell(
          (ending, number, isMeasured) -> {
            String name = series.name + ending;
            String fault = Storable.fault(number);
            if (fault != null) {
              dropped.add(series.source.name(), Reason.TOO_LARGE, 1, name + ": " + fault);
              return;
            }
            boolean isTimer = series.type == Metric.Type.TIMER;
            try {
              gathering.add(
                  series.host,
                  places.of(
                      series.source,
                      name,
                      MetricName.of(series.name, ending),
                      isTimer && isMeasured ? "ms" : "",
                      null,
                      series.tags,
                      known),
                  series.time == null ? time : series.time,
                  number);
            } catch (BadInput e) {
              dropped.add(series.source.name(), Reason.UNFIT, 1, String.valueOf(e.getMessage()));
            }
          });
    }
    return gathering.batches();
  }
}
