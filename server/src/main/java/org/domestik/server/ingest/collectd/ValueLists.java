// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.collectd;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.domestik.model.BadInput;
import org.domestik.model.ComparableKey;
import org.domestik.model.Storable;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.Precision;
import org.domestik.server.ingest.arrival.Dropped;
import org.domestik.server.ingest.gather.Gathering;
import org.domestik.server.ingest.gather.Named;
import org.domestik.server.ingest.gather.Places;
import org.domestik.server.ingest.gather.Remembered;
import org.domestik.server.ingest.gather.Target;
import org.domestik.server.ingest.names.ProbeNames;
import org.domestik.server.ingest.sources.Reason;
import org.domestik.server.json.JsonTree;
import org.jspecify.annotations.Nullable;

/**
 * Reads value lists: the plugin is the probe, its instance and that of the type are the key, the
 * type is the value, with the data source's name behind it where that says more than {@code value}.
 */
final class ValueLists {
  private static final String INSTANCE = "instance";
  private static final String KIND = "kind";

  /** What collectd calls a total also where it sends what the total rises by each second. */
  private static final String RATE = "rate";

  /** What collectd's types.db means by the types that most plugins have. */
  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("bytes", "B"),
          Map.entry("current", "A"),
          Map.entry("df_complex", "B"),
          Map.entry("disk_octets", "B"),
          Map.entry("frequency", "Hz"),
          Map.entry("humidity", "%"),
          Map.entry("if_octets", "B"),
          Map.entry("memory", "B"),
          Map.entry("percent", "%"),
          Map.entry("percent_bytes", "%"),
          Map.entry("power", "W"),
          Map.entry("ps_rss", "B"),
          Map.entry("ps_vm", "B"),
          Map.entry("swap", "B"),
          Map.entry("temperature", "°C"),
          Map.entry("uptime", "s"),
          Map.entry("voltage", "V"));

  private final Places places;
  private final Remembered.Kind<ComparableKey> found;
  private final boolean areRates;
  private final Map<String, ProbeDescription> known;
  private final Gathering gathering;
  private final Dropped dropped;

  /** {@code areRates}: whether totals come as rates, of which the value lists say nothing. */
  ValueLists(
      Places places,
      Remembered.Kind<ComparableKey> found,
      boolean areRates,
      Map<String, ProbeDescription> known,
      int mostRows,
      Dropped dropped) {
    this.places = places;
    this.found = found;
    this.areRates = areRates;
    this.known = known;
    this.gathering = new Gathering(mostRows);
    this.dropped = dropped;
  }

  /** The batches of an array of them. */
  List<Batch> read(byte[] body) throws IOException {
    try (JsonParser parser = JsonTree.FACTORY.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new BadInput("expected an array of collectd's value lists");
      }
      for (int number = 0; parser.nextToken() != JsonToken.END_ARRAY; number++) {
        Object list = JsonTree.read(parser);
        try {
          if (!(list instanceof Map<?, ?> map)) {
            throw new BadInput("expected an object");
          }
          list(map);
        } catch (BadInput e) {
          dropped.add(Reason.MALFORMED, 1, "[" + number + "]: " + e.getMessage());
        }
      }
    } catch (JsonProcessingException e) {
      throw new BadInput("not JSON: " + JsonTree.words(e), e);
    } catch (CharConversionException e) {
      throw new BadInput("not JSON in UTF-8: " + e.getMessage(), e);
    }
    return gathering.batches();
  }

  private void list(Map<?, ?> list) {
    if (!list.containsKey("values") && list.containsKey("severity")) {
      return; // A notification: Domestik judges for itself.
    }
    List<?> values = array(list, "values");
    List<?> names = array(list, "dsnames");
    List<?> types = array(list, "dstypes");
    if (values.size() != names.size() || values.size() != types.size()) {
      throw new BadInput("values, dsnames and dstypes are not as many");
    }
    String host = text(list, "host");
    if (host.isEmpty()) {
      dropped.add(Reason.NO_HOST, values.size(), "\"host\" is missing");
      return;
    }
    Instant time = time(list.get("time"));
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof Number number) {
        double value = number.doubleValue();
        String fault = Storable.fault(value);
        if (fault == null) {
          Target target = target(list, String.valueOf(names.get(i)), type(types.get(i)));
          String whose = target.host() == null ? ProbeNames.host(host) : target.host();
          gathering.add(whose, Objects.requireNonNull(target.place()), time, value);
        } else {
          dropped.add(Reason.TOO_LARGE, 1, fault);
        }
      } else {
        dropped.add(Reason.NOT_FINITE, 1, "no number"); // collectd's NaN is a null.
      }
    }
  }

  private Target target(Map<?, ?> list, String name, String type) {
    String plugin = text(list, "plugin");
    String instance = text(list, "plugin_instance");
    String what = text(list, "type");
    String kind = text(list, "type_instance");
    ComparableKey id = new ComparableKey(List.of(plugin, instance, what, kind, name, type));
    Target target = found.get(id, known);
    if (target == null) {
      SequencedMap<String, String> tags = new LinkedHashMap<>();
      tags.put(INSTANCE, instance);
      tags.put(KIND, kind);
      String value = (name.equals("value") ? what : what + "_" + name) + ending(type);
      Named named = new Named(plugin, "collectd " + plugin, null, tags, value, unit(what, type));
      target = places.of(found.candidates(), named, known);
      found.put(id, target);
    }
    return target;
  }

  private String type(@Nullable Object said) {
    return areRates && !"gauge".equals(said) ? RATE : String.valueOf(said);
  }

  private static @Nullable String unit(String what, String type) {
    String unit = UNITS.get(what);
    return unit != null && type.equals(RATE) ? unit + "/s" : unit;
  }

  /** Of what counts up a rate is another value: collectd sends either, as StoreRates says. */
  private static String ending(String type) {
    return switch (type) {
      case "counter", "derive" -> "_total";
      case "absolute" -> "_delta";
      default -> "";
    };
  }

  private static Instant time(@Nullable Object seconds) {
    if (!(seconds instanceof Number number)) {
      throw new BadInput("\"time\": expected a number of seconds");
    }
    double micros = number.doubleValue() * 1e6;
    if (!(Math.abs(micros) < 1e18)) {
      throw new BadInput("\"time\": " + number + " is no time");
    }
    return Precision.MICROSECONDS.timeOf(Math.round(micros));
  }

  private static List<?> array(Map<?, ?> list, String name) {
    if (list.get(name) instanceof List<?> array) {
      return array;
    }
    throw new BadInput("\"" + name + "\": expected an array");
  }

  private static String text(Map<?, ?> list, String name) {
    return list.get(name) instanceof String text ? text : "";
  }
}
