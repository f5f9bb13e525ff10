// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.accept;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.domestik.model.delivery.Batch;
import org.domestik.storage.Acceptance;
import org.domestik.storage.Growth;
import org.domestik.storage.Terms;
import org.domestik.storage.hosts.ClockSkew;
import org.domestik.storage.sql.Log;

/** Takes batches as they were sent, and sees to what does not become them. */
public final class Accepting {
  private static final int MOST_TOLD = 1000;

  private final GroupCommit writes;
  private final ClockSkew skew;
  private final InstantSource clock;
  private final Duration ahead;
  private final Set<String> conflicting = ConcurrentHashMap.newKeySet();

  public Accepting(GroupCommit writes, ClockSkew skew, InstantSource clock, Duration ahead) {
    this.writes = writes;
    this.skew = skew;
    this.clock = clock;
    this.ahead = ahead;
  }

  /** Stores batches like {@link GroupCommit#accept}. */
  public List<Acceptance> accept(List<Batch> batches, boolean isCounted, Terms terms) {
    batches.forEach(skew::look);
    List<Batch> own = batches.stream().map(this::withRunsUntilNow).toList();
    return told(own, writes.accept(own, isCounted, new Telling(own, terms)));
  }

  /** The terms of a sender, where what becomes of it late is told as well. */
  private final class Telling implements Terms {
    private final List<Batch> batches;
    private final Terms terms;

    Telling(List<Batch> batches, Terms terms) {
      this.batches = batches;
      this.terms = terms;
    }

    @Override
    public void grow(Growth growth) {
      terms.grow(growth);
    }

    @Override
    public long patience() {
      return terms.patience();
    }

    @Override
    public void leave(CompletableFuture<List<Acceptance>> answers) {
      terms.leave(answers.thenApply(all -> told(batches, all)));
    }
  }

  private List<Acceptance> told(List<Batch> batches, List<Acceptance> answers) {
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i).conflict()) {
        tell(batches.get(i));
      }
    }
    return answers;
  }

  /** No run is of the future: of its script it would stay the latest for good. */
  private Batch withRunsUntilNow(Batch batch) {
    Instant now = clock.instant();
    Instant latest = now.plus(ahead);
    return batch.runs().stream().anyMatch(run -> run.time().isAfter(latest))
        ? batch.withRuns(batch.runs().stream().map(run -> run.until(now)).toList())
        : batch;
  }

  /** Each host's first is told; how many there were stands with the host. */
  private void tell(Batch batch) {
    if (conflicting.size() < MOST_TOLD && conflicting.add(batch.host())) {
      Log.LOGGER.warning(
          () ->
              ("host \"%s\" delivered other samples than before under %s; both are kept. Somebody else"
                      + " may send in its name")
                  .formatted(batch.host(), batch.delivery()));
    }
  }
}
