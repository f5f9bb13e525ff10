// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.model.BadInput;
import org.domestik.model.Batch;
import org.domestik.model.Bucket;
import org.domestik.model.Names;
import org.domestik.model.ProbeDescription;
import org.domestik.model.Row;
import org.domestik.model.Sample;
import org.domestik.model.Storable;
import org.domestik.model.ValueDescription;
import org.domestik.model.ValueDescription.Type;
import org.domestik.storage.TooEarly;
import org.domestik.storage.batch.BoundBatch;
import org.domestik.storage.batch.BoundBatch.BoundSample;
import org.domestik.storage.batch.Digest;
import org.domestik.storage.catalog.Agreement;
import org.domestik.storage.catalog.Catalog;
import org.domestik.storage.catalog.HostDescription;
import org.domestik.storage.catalog.HostDescriptions;
import org.domestik.storage.catalog.KnownProbe;
import org.domestik.storage.schema.ProbeTables;
import org.jspecify.annotations.Nullable;

/** Checks batches in memory: whoever is turned away here leaves no trace. */
public final class Reception {
  private static final int MOST_HEARD = 50_000;

  private final Catalog catalog;
  private final InstantSource clock;
  private final Duration ahead;
  private final HostDescriptions hostDescriptions;
  private final Map<HostDescriptions.Place, Heard> heard = new ConcurrentHashMap<>();

  /** What a host said of a probe last, and what was in force then. */
  private record Heard(ProbeDescription said, ProbeDescription inForce) {}

  /**
   * What a host says that the tables may have to follow.
   *
   * @param words its own
   * @param tables what the probe would have to be for all of that to fit
   */
  record Wish(ProbeDescription words, ProbeDescription tables) {}

  public Reception(
      Catalog catalog, HostDescriptions hostDescriptions, InstantSource clock, Duration ahead) {
    this.catalog = catalog;
    this.hostDescriptions = hostDescriptions;
    this.clock = clock;
    this.ahead = ahead;
  }

  /** What has to be settled before the batch fits; empty if it fits now. */
  List<Wish> wishes(Batch batch) {
    Names.host(batch.host());
    Map<String, Wish> wanted = new HashMap<>();
    for (ProbeDescription description : batch.descriptions().values()) {
      if (!isHeard(batch.host(), description)) {
        wish(wanted, batch.host(), description);
      }
    }
    int number = 0;
    for (Sample sample : batch.samples()) {
      try {
        checkTime(sample.time());
        wish(wanted, batch.host(), sample);
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
        wish(wanted, batch.host(), bucket.extremes());
      } catch (BadInput e) {
        throw e.at("bucket " + number + " of probe \"" + bucket.probe() + "\"");
      }
      number++;
    }
    checkNotEarly(batch); // What is wrong otherwise would be so later too.
    return List.copyOf(wanted.values());
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
        which
            + " of probe \""
            + probe
            + "\": its time "
            + time
            + " is more than "
            + ahead.toSeconds()
            + " s ahead of the server's clock ("
            + now.truncatedTo(ChronoUnit.SECONDS)
            + "): not yet; check both clocks and send it again later");
  }

  private void wish(Map<String, Wish> wanted, String host, Sample sample) {
    checkRows(sample);
    ProbeDescription now = inForce(wanted, sample.probe());
    if (now == null || !fits(now, sample)) {
      wish(wanted, host, ProbeDescription.infer(sample));
    }
  }

  /** Whether a host said just this before, and whatever it led to still holds. */
  private boolean isHeard(String host, ProbeDescription said) {
    Heard before = heard.get(place(host, said));
    KnownProbe known = catalog.probe(said.probe());
    return before != null
        && known != null
        && said.equals(before.said())
        && Objects.equals(before.inForce(), known.description());
  }

  private static HostDescriptions.Place place(String host, ProbeDescription said) {
    return new HostDescriptions.Place(host, said.probe());
  }

  /** Remembers what the host said, so that a repetition costs nothing. */
  void heard(Batch batch) {
    if (heard.size() > MOST_HEARD) {
      heard.clear(); // It only costs a comparison to hear it again.
    }
    for (ProbeDescription said : batch.descriptions().values()) {
      KnownProbe known = catalog.probe(said.probe());
      if (known != null && !isHeard(batch.host(), said)) {
        heard.put(place(batch.host(), said), new Heard(said, known.description()));
      }
    }
  }

  /** Lets all that hosts say be looked at again: others may have the first word now. */
  public void listenAnew() {
    heard.clear();
  }

  private @Nullable ProbeDescription inForce(Map<String, Wish> wanted, String name) {
    Wish wish = wanted.get(name);
    KnownProbe known = catalog.probe(name);
    return wish != null ? wish.tables() : known == null ? null : known.description();
  }

  private void wish(Map<String, Wish> wanted, String host, ProbeDescription said) {
    KnownProbe known = catalog.probe(said.probe());
    Wish before = wanted.get(said.probe());
    if (before != null) {
      wanted.put(said.probe(), new Wish(before.words().evolve(said), before.tables().evolve(said)));
    } else if (known == null) {
      wanted.put(said.probe(), new Wish(said, new ProbeTables(said).description()));
    } else {
      ProbeDescription after = new Agreement(known.description(), known.operator()).widest(said);
      if (!after.equals(known.description()) || !isItsOwn(known, host, said)) {
        wanted.put(said.probe(), new Wish(said, after));
      }
    }
    Wish wish = wanted.get(said.probe());
    if (wish != null) {
      catalog.describing().check(known, wish.tables());
    }
  }

  /** Whether what a host says beside what is in force is known. */
  private boolean isItsOwn(KnownProbe known, String host, ProbeDescription said) {
    HostDescription own = hostDescriptions.of(host, said.probe());
    return said.inferred()
        || Objects.equals(
            Agreement.own(known.description(), known.operator(), said, own.archive()),
            own.description());
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
                      "value \""
                          + name
                          + "\" of key "
                          + row.key()
                          + ": the sum "
                          + it.sum()
                          + " is not that of "
                          + it.count()
                          + " numbers from "
                          + it.min()
                          + " to "
                          + it.max());
                }
              });
    }
  }

  @SuppressWarnings("ReferenceEquality") // Equal lists that are not the same only cost a search.
  private static boolean fits(ProbeDescription description, Sample sample) {
    List<String> shape = null;
    boolean[] integer = {};
    for (Row row : sample.rows()) {
      if (row.key().size() != description.keys().size()) {
        throw new BadInput(
            "key "
                + row.key()
                + " has "
                + row.key().size()
                + " levels, the probe's key is "
                + description.keys());
      }
      if (row.names() != shape) { // Mostly one list for all rows.
        shape = row.names();
        integer = new boolean[shape.size()];
        for (int i = 0; i < integer.length; i++) {
          ValueDescription value = description.value(shape.get(i));
          if (value == null) {
            return false;
          }
          integer[i] = value.type() == Type.INTEGER;
        }
      }
      for (int i = 0; i < integer.length; i++) {
        if (integer[i] && !isInteger(row.value(i))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isInteger(double value) {
    return Double.isNaN(value) || value == Math.rint(value) && Math.abs(value) <= 0x1p53;
  }

  /** Whether the tables are still those a batch was matched to. */
  @SuppressWarnings("ReferenceEquality") // A changed probe is another instance.
  boolean isCurrent(BoundBatch bound) {
    for (BoundSample sample : bound.samples()) {
      if (catalog.probe(sample.sample().probe()) != sample.probe()) {
        return false;
      }
    }
    return true;
  }

  /** Matches a batch without wishes to the tables as they are. */
  BoundBatch bind(Batch batch) {
    List<BoundSample> samples = new ArrayList<>(batch.samples().size());
    for (Sample sample : batch.samples()) {
      KnownProbe probe = catalog.probe(sample.probe());
      if (probe == null) {
        throw new IllegalStateException("probe " + sample.probe() + " was not described");
      }
      samples.add(BoundSample.of(probe, sample));
    }
    return new BoundBatch(batch, samples, batch.delivery() == null ? null : Digest.of(batch));
  }
}
