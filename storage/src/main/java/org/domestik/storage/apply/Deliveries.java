// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.apply;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.domestik.model.delivery.Delivery;
import org.domestik.storage.Acceptance;
import org.domestik.storage.batch.Digest;
import org.domestik.storage.batch.PreparedBatch;
import org.domestik.storage.batch.PreparedSample;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.merge.BucketParts;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Which batches of a group were accepted before, by (host, boot, sequence) and the digest of their
 * contents; exact, for all time.
 *
 * <p>Another batch under a known sequence is none of these: whoever used the sequence first, nobody
 * else's samples may be lost by it.
 */
public final class Deliveries {
  /** Of so many of an unbroken run the digests are kept: an agent repeats its latest. */
  public static final int KEPT = 1000;

  private static final int AT_ONCE = 500;

  /** Stands for the digest of what was accepted before digests were kept, or long ago. */
  private static final String UNKNOWN = "";

  private final Transaction transaction;
  private final Boots boots;
  private final Set<PreparedBatch> repeats = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<PreparedBatch> conflicts = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Those of which only their rows can tell whether they are repeats. */
  private final Set<PreparedBatch> unsure = Collections.newSetFromMap(new IdentityHashMap<>());

  private @Nullable Set<Integer> purged;

  /** Repeats of which what was purged since is stored again. */
  private final Set<PreparedBatch> again = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Looks within a transaction; {@code boots} learn what the database has of them. */
  Deliveries(Transaction transaction, Boots boots) {
    this.transaction = transaction;
    this.boots = boots;
  }

  /**
   * Finds those of the group that were accepted before, or stand in the group before.
   *
   * @param isNew whether a delivery is known to be new
   * @param probes those of a name
   */
  void look(
      List<PreparedBatch> group,
      Predicate<PreparedBatch> isNew,
      Function<String, KnownProbe> probes) {
    List<String> asked = new ArrayList<>();
    Set<String> wanting = new LinkedHashSet<>();
    for (PreparedBatch batch : group) {
      Delivery delivery = batch.delivery();
      if (delivery != null && !isNew.test(batch)) {
        // A number, a UUID and a number: nothing that needs to be passed beside the text.
        String boot = batch.host().id() + ", '" + delivery.boot() + "'";
        asked.add("(" + boot + ", " + delivery.sequence() + ")");
        if (boots.isWanting(Boots.boot(batch.host().id(), delivery))) {
          wanting.add("(" + boot + ")");
        }
      }
    }
    String host =
        transaction.dialect().onlyOf("d.host", group.stream().mapToInt(batch -> batch.host().id()));
    Map<String, Set<String>> known = known(asked, host);
    Set<String> stored = Set.copyOf(known.keySet());
    fill(List.copyOf(wanting), host);
    for (PreparedBatch batch : group) {
      Delivery delivery = batch.delivery();
      if (delivery != null) {
        String name = Boots.boot(batch.host().id(), delivery) + " " + delivery.sequence();
        Set<String> digests = known.get(name);
        if (digests == null) {
          known.put(name, new HashSet<>(List.of(digest(batch))));
        } else if (!digests.add(digest(batch))) {
          repeat(batch, stored.contains(name));
        } else if (!digests.contains(UNKNOWN)) {
          conflicts.add(batch);
        } else if (isRecent(batch)) {
          unsure.add(batch);
        } else {
          repeat(batch, stored.contains(name));
        }
      }
    }
    BucketParts.leaveOutPresent(
        transaction,
        BucketParts.all(
            group.stream().filter(it -> isOfContents(it) && !repeats.contains(it)).toList(),
            probes),
        again);
  }

  private static boolean isOfContents(PreparedBatch batch) {
    Delivery delivery = batch.delivery();
    return delivery != null && delivery.isOfContents();
  }

  /**
   * An agent's changes nothing; a file's brings back what was purged since it came first.
   *
   * @param isStored whether the first is in the tables, and not in the same group
   */
  private void repeat(PreparedBatch batch, boolean isStored) {
    if (isStored && isOfContents(batch) && purged().contains(batch.host().id())) {
      batch.samples().forEach(PreparedSample::setRepeated);
      again.add(batch);
    } else {
      repeats.add(batch);
    }
  }

  /** The hosts of which something was purged. */
  private Set<Integer> purged() {
    Set<Integer> hosts = purged;
    if (hosts == null) {
      hosts =
          new HashSet<>(
              transaction.list(
                  "SELECT DISTINCT host FROM domestik.ledger WHERE purged > 0",
                  row -> row.getInt(1)));
      purged = hosts;
    }
    return hosts;
  }

  /** Tells the boots what the database has of those that do not know. */
  private void fill(List<String> wanting, String host) {
    for (int from = 0; from < wanting.size(); from += AT_ONCE) {
      transaction.each(
          """
          SELECT v.host, v.boot, coalesce(max(d.last), -1)
          FROM (VALUES %s) v(host, boot)
            LEFT JOIN domestik.delivery d ON d.host = v.host AND d.boot = v.boot%s
          GROUP BY v.host, v.boot
          """
              .formatted(
                  String.join(
                      ", ", wanting.subList(from, Math.min(wanting.size(), from + AT_ONCE))),
                  host),
          row -> boots.fill(row.getInt(1) + " " + row.getString(2), row.getLong(3)));
    }
  }

  /** Whether there are some of which only the rows can tell whether they are repeats. */
  boolean areUnsure() {
    return !unsure.isEmpty() || !again.isEmpty();
  }

  /** Whether a batch came before, and only what was purged of it since is stored. */
  boolean isAgain(PreparedBatch batch) {
    return again.contains(batch);
  }

  private static String digest(PreparedBatch batch) {
    Long digest = batch.digest();
    return digest == null ? UNKNOWN : Digest.text(digest);
  }

  /** The digests of what was accepted, by the names of the deliveries asked for. */
  private Map<String, Set<String>> known(List<String> asked, String host) {
    Map<String, Set<String>> known = new HashMap<>();
    for (int from = 0; from < asked.size(); from += AT_ONCE) {
      transaction.each(
          """
          SELECT host, boot, sequence, digest FROM (
          SELECT d.host, v.boot, v.sequence,
            CASE WHEN %2$s * (d.last - v.sequence + 1) <= length(d.digests)
              THEN substr(
                d.digests,
                CAST(length(d.digests) - %2$s * (d.last - v.sequence + 1) AS INTEGER) + 1,
                %2$s
              )
              ELSE ''
            END AS digest
          FROM (VALUES %1$s) v(host, boot, sequence) JOIN domestik.delivery d
            ON d.host = v.host AND d.boot = v.boot AND v.sequence BETWEEN d.first AND d.last%3$s
          UNION ALL
          SELECT d.host, v.boot, v.sequence, d.digest
          FROM (VALUES %1$s) v(host, boot, sequence) JOIN domestik.conflict d
            ON d.host = v.host AND d.boot = v.boot AND d.sequence = v.sequence%3$s
          ) known
          """
              .formatted(
                  String.join(", ", asked.subList(from, Math.min(asked.size(), from + AT_ONCE))),
                  Digest.LENGTH,
                  host),
          row ->
              known
                  .computeIfAbsent(
                      row.getInt(1) + " " + row.getString(2) + " " + row.getLong(3),
                      it -> new HashSet<>())
                  .add(row.getString(4)));
    }
    return known;
  }

  /** Whether a batch's rows would all be live data still, so that a repeat adds none of them. */
  private boolean isRecent(PreparedBatch batch) {
    Map<KnownProbe, Long> earliest = new HashMap<>();
    for (PreparedSample sample : batch.samples()) {
      earliest.merge(sample.probe(), sample.micros(), Math::min);
    }
    return batch.batch().buckets().isEmpty()
        && batch.byHand().isEmpty()
        && earliest.entrySet().stream()
            .allMatch(it -> isBehindArchive(batch, it.getKey(), it.getValue()));
  }

  private boolean isBehindArchive(PreparedBatch batch, KnownProbe probe, long micros) {
    Long end =
        transaction.first(
            "SELECT max(%s) FROM %s WHERE host = ? HAVING count(*) > 0"
                .formatted(
                    transaction.dialect().micros("bucket_end"),
                    Identifiers.table(probe.tables().buckets())),
            row -> row.getLong(1),
            batch.host().id());
    return end == null || micros >= end;
  }

  /** Those that change nothing. */
  Set<PreparedBatch> repeats() {
    return repeats;
  }

  /** What became of a batch of which so many samples were stored. */
  Acceptance answer(PreparedBatch batch, int stored) {
    if (unsure.remove(batch)) {
      (stored > 0 ? conflicts : repeats).add(batch);
    }
    if (repeats.contains(batch)) {
      return Acceptance.REPEAT;
    }
    if (again.contains(batch)) {
      int back = stored - batch.byHand().size();
      return new Acceptance(back, back == 0);
    }
    // Another version of a file is nobody else's.
    return new Acceptance(stored, false, conflicts.contains(batch) && !isOfContents(batch));
  }

  /** Notes those of the group that are no repeats. */
  void record(List<PreparedBatch> group) {
    List<PreparedBatch> fresh =
        group.stream()
            .filter(batch -> batch.delivery() != null)
            .filter(batch -> !repeats.contains(batch) && !again.contains(batch))
            .filter(batch -> !conflicts.contains(batch))
            .toList();
    add("delivery", List.of("host", "boot", "first", "last", "digests"), fresh, true);
    add("conflict", List.of("host", "boot", "sequence", "digest"), List.copyOf(conflicts), false);
  }

  private void add(String table, List<String> columns, List<PreparedBatch> batches, boolean range) {
    if (batches.isEmpty()) {
      return;
    }
    try (RowSink sink = transaction.sink(table, columns)) {
      for (PreparedBatch batch : batches) {
        Delivery delivery = batch.delivery();
        if (delivery != null) {
          sink.beginRow();
          sink.integer(batch.host().id());
          sink.text(delivery.boot().toString());
          sink.bigint(delivery.sequence());
          if (range) {
            sink.bigint(delivery.sequence());
          }
          Long digest = batch.digest();
          if (digest == null) {
            sink.missing();
          } else {
            sink.text(Digest.text(digest));
          }
          sink.endRow();
        }
      }
    }
  }
}
