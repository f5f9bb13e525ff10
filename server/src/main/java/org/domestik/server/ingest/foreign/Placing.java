// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.foreign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.domestik.model.BadInput;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.names.ProbeNames;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the lines of one family go, in one request.
 *
 * <p>A line goes into the family's first probe that has, or can get, levels for all of its tags;
 * fields for which that one has no room go into the next. Since probes only ever grow, a field of a
 * series stays where it is.
 */
final class Placing {
  /** So many probes a measurement has at most. */
  private static final int MOST_PROBES = 8;

  private final Family family;
  private final Function<String, @Nullable ProbeDescription> known;
  private final Map<String, ForeignTable> tables;
  private final Map<String, ProbeDescription> described;
  private final @Nullable Settled settled;
  private @Nullable List<String> lastTags;
  private @Nullable List<String> lastFields;
  private @Nullable Placement last;

  /**
   * For a family.
   *
   * @param tables the request's, by probe
   * @param described what was said of probes to which nothing was added, by probe; to be added to
   */
  Placing(
      Family family,
      Function<String, @Nullable ProbeDescription> known,
      Map<String, ForeignTable> tables,
      Map<String, ProbeDescription> described) {
    this.family = family;
    this.known = known;
    this.tables = tables;
    this.described = described;
    Settled before = family.settled();
    settled = before != null && before.holds(known) ? before : null;
  }

  Family family() {
    return family;
  }

  /** Where lines with these tags and fields go. */
  @SuppressWarnings("ReferenceEquality") // Equal lists that are not the same only cost a search.
  Placement of(List<String> tags, List<String> fields) {
    if (last != null && lastTags == tags && lastFields == fields) {
      return last;
    }
    Placement found = settled == null ? null : settled.get(tags, fields);
    if (found == null) {
      found = place(tags, fields);
    } else {
      found.parts().forEach(part -> described.put(part.probe(), part.described()));
    }
    lastTags = tags;
    lastFields = fields;
    last = found;
    return found;
  }

  private Placement place(List<String> tags, List<String> fields) {
    List<Placement.Part> parts = new ArrayList<>();
    Map<String, ProbeDescription> seen = new HashMap<>();
    boolean grown = false;
    boolean[] placed = new boolean[fields.size()];
    int left = fields.size();
    for (int number = 1; number <= MOST_PROBES && left > 0; number++) {
      String probe = number == 1 ? family.probe() : ProbeNames.next(family.probe(), number);
      ForeignTable table =
          tables.computeIfAbsent(
              probe, it -> new ForeignTable(it, family.measurement(), known.apply(it)));
      ProbeDescription now = known.apply(probe);
      if (now != null) {
        seen.put(probe, now);
      }
      int[] levels = table.isOf(family.measurement()) ? table.levels(tags) : null;
      if (levels != null) {
        Placement.Part part = part(probe, table, levels, fields, placed);
        if (!part.names().isEmpty()) {
          parts.add(part);
          left -= part.fields(fields.size());
          grown |= table.isGrown();
        }
      }
    }
    if (left > 0) {
      throw new BadInput(
          "the tags or fields of "
              + Texts.quoted(family.measurement())
              + " are more than "
              + MOST_PROBES
              + " probes have room for");
    }
    Placement placement = new Placement(parts);
    if (!grown) {
      parts.forEach(part -> described.put(part.probe(), part.described()));
      settle(tags, fields, placement, seen);
    }
    return placement;
  }

  private Placement.Part part(
      String probe, ForeignTable table, int[] levels, List<String> fields, boolean[] placed) {
    Map<String, Integer> columns = new LinkedHashMap<>();
    int[] places = new int[fields.size()];
    for (int i = 0; i < places.length; i++) {
      String field = fields.get(i);
      String column =
          placed[i] ? null : table.column(field, family.source().unit(family.measurement(), field));
      places[i] = column == null ? -1 : columns.computeIfAbsent(column, _ -> columns.size());
      placed[i] |= column != null;
    }
    boolean isSame = columns.size() == places.length;
    return new Placement.Part(
        probe,
        table.description(),
        levels,
        table.width(),
        List.copyOf(columns.keySet()),
        isSame ? null : places);
  }

  private void settle(
      List<String> tags,
      List<String> fields,
      Placement placement,
      Map<String, ProbeDescription> seen) {
    Settled now = family.settled();
    if (now == null || !now.holds(known) || !now.covers(seen)) {
      now = new Settled(seen);
      family.settled(now);
    }
    now.put(tags, fields, placement);
  }
}
