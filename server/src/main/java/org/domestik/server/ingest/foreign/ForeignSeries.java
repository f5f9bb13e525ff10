// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.foreign;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.domestik.model.KeyText;
import org.domestik.server.ingest.names.ProbeNames;
import org.domestik.server.ingest.names.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * One series as its sender names it. Rows of one series and time are put together soonest where
 * they come with the same instance. Thread-safe.
 */
public final class ForeignSeries {
  private final Family family;
  private final @Nullable String host;
  private final List<String> tags;
  private final List<String> texts;
  // Racy on purpose: the key is made again where it is of another part.
  private volatile @Nullable Placed placed;

  private record Placed(Placement.Part part, List<String> key) {}

  private ForeignSeries(
      Family family, @Nullable String host, List<String> tags, List<String> texts) {
    this.family = family;
    this.host = host;
    this.tags = tags;
    this.texts = texts;
  }

  /** The series with these tags and texts; the source of the family says which one is the host. */
  public static ForeignSeries of(Family family, Map<String, String> named) {
    Map<String, String> left =
        new TreeMap<>(
            Comparator.<String, String>comparing(Spelling::plain)
                .thenComparing(Comparator.naturalOrder()));
    left.putAll(named);
    String tag = family.source().hostTag(named.keySet());
    String host = tag == null ? null : left.remove(tag);
    List<String> tags = family.source().keys(List.copyOf(left.keySet()));
    List<String> texts = new ArrayList<>(tags.size());
    tags.forEach(it -> texts.add(KeyText.of(KeyText.shortened(left.getOrDefault(it, "")))));
    return new ForeignSeries(
        family, host == null ? null : ProbeNames.host(host), List.copyOf(tags), List.copyOf(texts));
  }

  /** The same with an equal list of tags that others have too: it is compared at a look. */
  public ForeignSeries sharing(List<String> equal) {
    return new ForeignSeries(family, host, equal, texts);
  }

  public Family family() {
    return family;
  }

  /** The host that its own tags name; null: they name none. */
  public @Nullable String taggedHost() {
    return host;
  }

  /** The tags that are the key, but for the host's, in the key's order. */
  public List<String> tags() {
    return tags;
  }

  @SuppressWarnings("ReferenceEquality") // Parts are kept as long as nothing changes.
  List<String> key(Placement.Part part) {
    Placed last = placed;
    if (last != null && last.part() == part) {
      return last.key();
    }
    List<String> key = part.key(texts);
    placed = new Placed(part, key);
    return key;
  }
}
