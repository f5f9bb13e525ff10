// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Storable;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Bucket;
import org.domestik.model.description.ProbeDescription;
import org.domestik.storage.TooEarly;
import org.domestik.storage.accept.Proposals.Proposal;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HostDescriptions;
import org.domestik.storage.catalog.KnownProbe;

/** Checks batches in memory: whoever is turned away here leaves no trace. */
public final class Validation {
  private static final int MOST_SETTLED = 50_000;

  private final Catalog catalog;
  private final InstantSource clock;
  private final Duration ahead;
  private final HostDescriptions hostDescriptions;
  private final Map<HostDescriptions.Place, Settled> settled = new ConcurrentHashMap<>();

  /** What a host proposed of a probe last, and what was in force then. */
  private record Settled(ProbeDescription proposed, ProbeDescription inForce) {}

  public Validation(
      Catalog catalog, HostDescriptions hostDescriptions, InstantSource clock, Duration ahead) {
    this.catalog = catalog;
    this.hostDescriptions = hostDescriptions;
    this.clock = clock;
    this.ahead = ahead;
  }

  /**
   * What has to be settled before the batch fits; empty if it fits now.
   *
   * @throws BadInput where it never will
   * @throws TooEarly where it is of the future
   */
  List<Proposal> check(Batch batch) {
    Names.host(batch.host());
    Proposals proposals = new Proposals(catalog, hostDescriptions, batch.host());
    for (ProbeDescription description : batch.descriptions().values()) {
      if (!isSettled(batch.host(), description)) {
        proposals.add(description);
      }
    }
    int number = 0;
    for (Sample sample : batch.samples()) {
      try {
        checkTime(sample.time());
        checkRows(sample);
        proposals.add(sample);
      } catch (BadInput e) {
        throw e.at("sample " + number + " of probe \"" + sample.probe() + "\"");
      }
      number++;
    }
    number = 0;
    for (Bucket bucket : batch.buckets()) {
      try {
        checkTime(bucket.start());
        checkSums(bucket);
        Sample extremes = bucket.extremes();
        checkRows(extremes);
        proposals.add(extremes);
      } catch (BadInput e) {
        throw e.at("bucket " + number + " of probe \"" + bucket.probe() + "\"");
      }
      number++;
    }
    checkNotEarly(batch); // What is wrong otherwise would be so later too.
    return proposals.all();
  }

  /** Likewise, of one of so many batches, whose host is told with what is wrong. */
  List<Proposal> check(Batch batch, int of) {
    try {
      return check(batch);
    } catch (BadInput e) {
      throw of > 1 ? e.at("host \"" + batch.host() + "\"") : e;
    }
  }

  private void checkNotEarly(Batch batch) {
    Instant now = clock.instant();
    Instant latest = now.plus(ahead);
    int number = 0;
    for (Sample sample : batch.samples()) {
      if (sample.time().isAfter(latest)) {
        throw early("sample " + number, sample.probe(), sample.time(), now);
      }
      number++;
    }
    number = 0;
    for (Bucket bucket : batch.buckets()) {
      if (bucket.lastKnown().isAfter(latest)) {
        throw early("bucket " + number, bucket.probe(), bucket.lastKnown(), now);
      }
      number++;
    }
  }

  private TooEarly early(String which, String probe, Instant time, Instant now) {
    return new TooEarly(
        ("%s of probe \"%s\": its time %s is more than %s s ahead of the server's clock (%s):"
                + " not yet; check both clocks and send it again later")
            .formatted(which, probe, time, ahead.toSeconds(), now.truncatedTo(ChronoUnit.SECONDS)),
        now.plus(ahead));
  }

  /** Whether a host proposed just this before, and whatever it led to still holds. */
  private boolean isSettled(String host, ProbeDescription proposed) {
    Settled before = settled.get(place(host, proposed));
    KnownProbe known = catalog.probe(proposed.probe());
    return before != null
        && known != null
        && proposed.equals(before.proposed())
        && Objects.equals(before.inForce(), known.description());
  }

  private static HostDescriptions.Place place(String host, ProbeDescription proposed) {
    return new HostDescriptions.Place(host, proposed.probe());
  }

  /** Remembers what a batch that fits now proposed, so that a repetition costs nothing. */
  void settle(Batch batch) {
    if (settled.size() > MOST_SETTLED) {
      settled.clear(); // It only costs a comparison to look at it again.
    }
    for (ProbeDescription proposed : batch.descriptions().values()) {
      KnownProbe known = catalog.probe(proposed.probe());
      if (known != null && !isSettled(batch.host(), proposed)) {
        settled.put(place(batch.host(), proposed), new Settled(proposed, known.description()));
      }
    }
  }

  /** Lets all that hosts propose be looked at again: others may have the first word now. */
  public void unsettle() {
    settled.clear();
  }

  private static void checkTime(Instant time) {
    if (time.isBefore(Instant.EPOCH)) {
      throw new BadInput("its time " + time + " is before 1970");
    }
  }

  private static void checkRows(Sample sample) {
    for (Row row : sample.rows()) {
      for (String level : row.key()) {
        // The rest was looked at where it was read; this is what no database could hold.
        if (level.length() > Storable.KEY_CHARACTERS || level.indexOf(0) >= 0) {
          throw new BadInput(Storable.at(row.key(), null) + ": " + Storable.fault(level));
        }
      }
      for (int i = 0; i < row.names().size(); i++) {
        double value = row.value(i);
        if (!Double.isNaN(value) && !(Math.abs(value) <= Storable.LARGEST)) {
          throw new BadInput(
              Storable.at(row.key(), row.names().get(i)) + ": " + Storable.fault(value));
        }
      }
    }
  }

  /** An average beyond the extremes is none. */
  private static void checkSums(Bucket bucket) {
    for (Bucket.Totals row : bucket.rows()) {
      row.values()
          .forEach(
              (name, it) -> {
                double most = Math.max(Math.abs(it.min()), Math.abs(it.max()));
                if (most > Storable.LARGEST
                    || Math.abs(it.sum()) > most * it.count() * (1 + 1e-9)) {
                  throw new BadInput(
                      "value \"%s\" of key %s: the sum %s is not that of %s numbers from %s to %s"
                          .formatted(name, row.key(), it.sum(), it.count(), it.min(), it.max()));
                }
              });
    }
  }
}
