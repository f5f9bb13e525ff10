// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.otlp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.domestik.model.BadInput;
import org.domestik.model.ComparableKey;
import org.domestik.model.Storable;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.Precision;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.gather.Gathering;
import org.domestik.server.ingest.gather.Place;
import org.domestik.server.ingest.gather.Remembered;
import org.domestik.server.ingest.gather.Target;
import org.domestik.server.ingest.metric.MetricName;
import org.domestik.server.ingest.metric.MetricPlaces;
import org.domestik.server.ingest.names.ProbeNames;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.ingest.sources.Source;
import org.jspecify.annotations.Nullable;

/**
 * Takes the points of a part of a request, in whichever form they come, and counts what cannot be
 * stored.
 */
final class Points {
  private static final String NO_HOST =
      "the resource has no attribute host.name, and so no host; set"
          + " OTEL_RESOURCE_ATTRIBUTES=host.name=NAME, or add ?host=NAME to the address";
  private static final Pattern RANDOM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final MetricPlaces places;
  private final Map<String, ProbeDescription> known;
  private final @Nullable String otherwise;
  private final Gathering gathering;
  private final Remembered.Kind<ComparableKey> found;
  private final Set<String> spokenOf;
  private @Nullable String host;
  private @Nullable String hostOtherwise;
  private String source = "";

  /** What of the resource sources speak of. */
  private SortedMap<String, String> resource = new TreeMap<>();

  private final Dropped dropped;
  private final int from;
  private final int mostRows;
  private int end;
  private boolean isMore;

  /**
   * Begins with none.
   *
   * @param otherwise the host of resources that name none; null: what they say is rejected
   * @param from how many points are of earlier parts
   * @param mostRows of this part, but for what its last point brings
   */
  Points(
      MetricPlaces places,
      Remembered.Kind<ComparableKey> found,
      Map<String, ProbeDescription> known,
      @Nullable String otherwise,
      int from,
      int mostRows,
      Dropped dropped) {
    this.places = places;
    this.found = found;
    this.spokenOf = found.candidates().tags();
    this.known = known;
    this.otherwise = otherwise;
    this.dropped = dropped;
    this.from = from;
    this.mostRows = mostRows;
    gathering = new Gathering(2 * mostRows); // One point may have very many buckets.
  }

  /** Whether there are points behind this part. */
  boolean isMore() {
    return isMore;
  }

  /** How many points are of this part and those before. */
  int end() {
    return end;
  }

  /** What follows is of a resource with such attributes. */
  void resource(Map<String, String> attributes) {
    String id = attributes.getOrDefault("service.instance.id", "");
    String space = attributes.getOrDefault("service.namespace", "");
    String name = attributes.getOrDefault("service.name", "");
    String machine = attributes.getOrDefault("host.name", "");
    boolean isNamed = !id.isEmpty() && !RANDOM.matcher(id).matches();
    String whose = space.isEmpty() ? name : space + "/" + name;
    // One made up at each start would make keys of its own each time.
    source = isNamed && !machine.isEmpty() ? whose + " " + id : whose;
    host = machine.isEmpty() ? null : ProbeNames.host(machine);
    hostOtherwise = otherwise != null || !isNamed ? otherwise : ProbeNames.host(id);
    resource = new TreeMap<>(attributes);
    resource.keySet().retainAll(spokenOf);
    resource.values().removeIf(String::isEmpty);
  }

  /** Adds a point of a gauge or sum, or rejects it. */
  void number(Metric metric, Point point) {
    taking(point, () -> add(metric, metric.kind().ending(), metric.unit(), point, point.number));
  }

  /** The same of a histogram or summary. */
  void distribution(Metric metric, Point point) {
    taking(
        point,
        () -> {
          Distribution all = point.distribution;
          String delta = metric.kind() == Metric.Kind.DELTA ? "_delta" : "";
          add(metric, "_count" + delta, "", point, all.count);
          add(metric, "_sum" + delta, metric.unit(), point, all.sum);
          add(metric, "_min", metric.unit(), point, all.least);
          add(metric, "_max", metric.unit(), point, all.greatest);
          if (all.buckets.size() == all.bounds.size() + 1) {
            buckets(metric, "_bucket" + delta, point);
          }
          for (double[] quantile : all.quantiles) {
            add(metric, "", metric.unit(), with(point, "quantile", quantile[0]), quantile[1]);
          }
        });
  }

  private void buckets(Metric metric, String ending, Point point) {
    Distribution all = point.distribution;
    double upTo = 0;
    for (int i = 0; i < all.buckets.size(); i++) {
      double bound = i < all.bounds.size() ? all.bounds.get(i) : Double.POSITIVE_INFINITY;
      upTo += all.buckets.get(i);
      add(metric, ending, "", with(point, "le", bound), upTo);
    }
  }

  private static Point with(Point point, String label, double bound) {
    Point more = new Point();
    more.attributes.putAll(point.attributes);
    boolean isWhole = bound == Math.rint(bound) && Math.abs(bound) < 1e15;
    more.attributes.put(
        label,
        Double.isInfinite(bound)
            ? "+Inf"
            : isWhole ? Long.toString((long) bound) : Double.toString(bound));
    more.nanos = point.nanos;
    return more;
  }

  private interface Adding {
    void add();
  }

  private void taking(Point point, Adding adding) {
    isMore |= gathering.rows() >= mostRows;
    if (isMore || end++ < from || (point.flags & Point.NO_VALUE) != 0) {
      return; // Of another part, or the series ends.
    }
    try {
      adding.add();
    } catch (BadInput e) {
      dropped.add(Reason.UNFIT, 1, String.valueOf(e.getMessage()));
    }
  }

  private void add(Metric metric, String ending, String unit, Point point, double number) {
    if (Double.isNaN(number)) {
      return; // Most points lack something.
    }
    String fault = Storable.fault(number);
    if (fault != null) {
      Reason reason = Double.isInfinite(number) ? Reason.NOT_FINITE : Reason.TOO_LARGE;
      dropped.add(reason, 1, "metric " + Storable.quoted(metric.name()) + ": " + fault);
      return;
    }
    Instant time;
    try {
      time = Precision.NANOSECONDS.timeOf(point.nanos);
    } catch (BadInput e) {
      dropped.add(Reason.TIME, 1, String.valueOf(e.getMessage()));
      return;
    }
    Target target = target(metric, ending, unit, point);
    String whose = whose(target);
    if (whose == null) {
      dropped.add(target.source().name(), Reason.NO_HOST, 1, NO_HOST);
    } else {
      gathering.add(whose, Objects.requireNonNull(target.place()), time, number);
    }
  }

  private @Nullable String whose(Target target) {
    if (target.host() != null) {
      return target.host();
    }
    String named = host == null ? target.source().host() : host;
    return named == null ? hostOtherwise : named;
  }

  private Target target(Metric metric, String ending, String unit, Point point) {
    ComparableKey id = id(metric, ending, point);
    Target target = found.get(id, known);
    if (target == null) {
      SortedMap<String, String> labels = new TreeMap<>(resource);
      labels.putAll(point.attributes);
      labels.values().removeIf(String::isEmpty);
      Source rule = found.candidates().of(metric.name(), labels.keySet());
      String tag = rule.ownHostTag(labels.keySet());
      String tagged = tag == null ? null : labels.remove(tag);
      String named = tagged == null ? null : ProbeNames.host(tagged);
      labels.keySet().removeIf(it -> !point.attributes.containsKey(it) && !rule.isKey(it));
      MetricName name = MetricName.of(metric.name(), ending);
      Place place = places.of(rule, metric.name() + ending, name, unit, source, labels, known);
      target = new Target(rule, named, place);
      found.put(id, target);
    }
    return target;
  }

  private ComparableKey id(Metric metric, String ending, Point point) {
    List<String> texts = new ArrayList<>(List.of(metric.name(), ending, source));
    BiConsumer<String, String> add =
        (name, text) -> {
          texts.add(name);
          texts.add(text);
        };
    resource.forEach(add);
    texts.add(""); // Else one of the resource would be like one of the point.
    point.attributes.forEach(add);
    return new ComparableKey(texts);
  }

  List<Batch> batches() {
    return gathering.batches();
  }
}
