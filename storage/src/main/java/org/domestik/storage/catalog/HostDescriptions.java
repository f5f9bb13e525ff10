// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.catalog;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.schema.DescriptionText;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * What hosts say of probes beside what is in force for all, kept in memory and in the database.
 *
 * <p>Any thread may look things up; changes are made like those of the {@link Catalog}.
 */
public final class HostDescriptions {
  private volatile Map<Place, HostDescription> known = new ConcurrentHashMap<>();

  /** A host's name and a probe's. */
  public record Place(String host, String probe) implements Comparable<Place> {
    /** For maps: strangers may give many names one hash code. */
    @Override
    public int compareTo(Place that) {
      int order = host.compareTo(that.host);
      return order == 0 ? probe.compareTo(that.probe) : order;
    }
  }

  /** What a host says; {@link HostDescription#NOTHING} if that is nothing of its own. */
  public HostDescription of(String host, String probe) {
    return known.getOrDefault(new Place(host, probe), HostDescription.NOTHING);
  }

  /** The archive policy that a host says for its own rows; null if it says none. */
  public @Nullable ArchivePolicy archive(String host, String probe) {
    return of(host, probe).archive();
  }

  public void each(BiConsumer<Place, HostDescription> taker) {
    known.forEach(taker);
  }

  /** Reads all there is in the database, to be taken over by {@link #replace}. */
  static Map<Place, HostDescription> read(Transaction transaction) {
    Map<Place, HostDescription> found = new ConcurrentHashMap<>();
    // Mostly many hosts say the same.
    Map<String, ProbeDescription> texts = new HashMap<>();
    transaction.each(
        """
        SELECT h.name, p.name, s.description, s.columns
        FROM domestik.said s
          JOIN domestik.host h ON h.id = s.host
          JOIN domestik.probe p ON p.id = s.probe
        """,
        row -> {
          String probe = row.getString(2);
          String text = row.getString(3);
          ProbeDescription words =
              text == null
                  ? null
                  : texts.computeIfAbsent(
                      probe + '\n' + text,
                      // The probe may have been renamed since.
                      _ -> DescriptionText.renamed(DescriptionText.read(text, probe), probe));
          found.put(new Place(row.getString(1), probe), new HostDescription(words, row.getInt(4)));
        });
    return found;
  }

  void replace(Map<Place, HostDescription> all) {
    known = all;
  }

  /** Notes in the database what a host says of a probe from now on. */
  public static void write(Transaction transaction, int host, int probe, HostDescription own) {
    transaction.execute("DELETE FROM domestik.said WHERE host = ? AND probe = ?", host, probe);
    if (!own.equals(HostDescription.NOTHING)) {
      ProbeDescription words = own.description();
      transaction.execute(
          "INSERT INTO domestik.said (host, probe, description, columns) VALUES (?, ?, ?, ?)",
          host,
          probe,
          words == null ? null : DescriptionText.write(words),
          own.columns());
    }
  }

  /** Notes in memory what is in the database now. */
  void put(String host, String probe, HostDescription own) {
    Place place = new Place(host, probe);
    if (own.equals(HostDescription.NOTHING)) {
      known.remove(place);
    } else {
      known.put(place, own);
    }
  }

  /** Notes in memory that a probe has another name. */
  void rename(String probe, String other) {
    known.forEach(
        (place, own) -> {
          if (place.probe().equals(probe)) {
            known.remove(place);
            ProbeDescription words = own.description();
            put(
                place.host(),
                other,
                new HostDescription(
                    words == null ? null : DescriptionText.renamed(words, other), own.columns()));
          }
        });
  }

  /** Notes in memory that a host has another name. */
  void renameHost(String host, String name) {
    known.forEach(
        (place, saying) -> {
          if (place.host().equals(host)) {
            known.remove(place);
            put(name, place.probe(), saying);
          }
        });
  }

  /** Forgets a host that is gone. */
  void forget(String host) {
    known.keySet().removeIf(place -> Objects.equals(place.host(), host));
  }
}
