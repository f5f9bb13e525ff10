// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.domestik.lua.LuaCost;
import org.domestik.model.BadInput;
import org.domestik.model.Sample;
import org.domestik.model.delivery.Batch;
import org.domestik.model.delivery.Run;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * Where probe threads put what they have for the server, and the courier takes it from. Safe for
 * use by several threads.
 */
public final class Outbox {
  /** Only a courier that waits for a slow server or disk leaves this many. */
  private static final int MOST_SAMPLES = 10_000;

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();
  private final Map<String, Run> runs = new TreeMap<>();

  /** By probe, then by script: what each says about the probe. */
  private final Map<String, Map<String, ProbeDescription>> descriptions = new TreeMap<>();

  /** By script: its latest run, which a refusal tells of anew. */
  private final Map<String, Run> latest = new HashMap<>();

  /** By script: whether its last run went well. */
  private final Map<String, Boolean> wells = new HashMap<>();

  /** Scripts that gave a sample. */
  private final Set<String> givers = new HashSet<>();

  private final String host;
  private final Refusals refusals;

  /** All there are, once that is known; a thread may end its last run after its file is gone. */
  private @Nullable Set<String> scripts;

  /** Those there were when was taken what may be put back. */
  private @Nullable Set<String> scriptsTaken;

  private boolean announced = true;
  private long lost;
  private boolean woken;
  private boolean urgent;

  /** An outbox of one host alone. */
  public Outbox(String host) {
    this(host, new Refusals());
  }

  Outbox(String host, Refusals refusals) {
    this.host = host;
    this.refusals = refusals;
  }

  /**
   * Takes a sample.
   *
   * @throws BadInput if its description cannot go together with another script's of the same probe
   */
  public synchronized void add(
      String script, Sample sample, @Nullable ProbeDescription description) {
    if (description != null) {
      Map<String, ProbeDescription> byScript =
          descriptions.computeIfAbsent(sample.probe(), absent -> new TreeMap<>());
      ProbeDescription before = byScript.put(script, description);
      if (!same(description, before)) {
        checkTogether(script, byScript, before);
      }
    }
    refusals.sent(host, script, sample);
    urgent |= givers.add(script);
    put(sample);
    notifyAll();
  }

  // A script gives the same object at each run; to compare two makes classes at run time.
  @SuppressWarnings("ReferenceEquality")
  private static boolean same(ProbeDescription one, @Nullable ProbeDescription other) {
    return one == other || other != null && one.equals(other);
  }

  private static void checkTogether(
      String script, Map<String, ProbeDescription> byScript, @Nullable ProbeDescription before) {
    try {
      together(byScript.values());
    } catch (BadInput e) {
      if (before == null) {
        byScript.remove(script);
      } else {
        byScript.put(script, before);
      }
      throw new BadInput(
          script + ": does not agree with " + byScript.keySet() + ": " + e.getMessage(), e);
    }
  }

  private static ProbeDescription together(Iterable<ProbeDescription> all) {
    ProbeDescription whole = null;
    for (ProbeDescription one : all) {
      whole = whole == null ? one : whole.evolve(one);
    }
    if (whole == null) {
      throw new IllegalArgumentException("there is no description");
    }
    return whole;
  }

  /** Notes how a run went, for the status page and as a sample of {@code probe_cost}. */
  public synchronized void ran(Run run, LuaCost cost) {
    if (scripts == null || scripts.contains(run.script())) {
      latest.put(run.script(), run);
      tell(withRefusal(run));
    }
    put(ProbeCost.sample(run, cost));
    notifyAll();
  }

  /** The first run of a script, its first failure and its recovery wait for nothing. */
  private void tell(Run run) {
    Boolean before = wells.put(run.script(), isWell(run));
    urgent |= before == null || before != isWell(run);
    runs.put(run.script(), run);
  }

  private static boolean isWell(Run run) {
    return run.outcome() == Run.Outcome.OK || run.outcome() == Run.Outcome.NOTHING;
  }

  /** A run that went well, but whose samples the server would not have, did not. */
  private Run withRefusal(Run run) {
    String refusal = refusals.of(run.script());
    if (refusal == null || !isWell(run)) {
      return run;
    }
    String error = run.error() == null ? refusal : refusal + "\n" + run.error();
    return new Run(
        run.probe(),
        run.script(),
        Run.Outcome.FAILED,
        error,
        run.time(),
        run.micros(),
        run.output());
  }

  /**
   * The server will not have this; until it takes a sample of the same script and probe, that one's
   * runs count failed. The latest is told of at once: the next may be a day away.
   *
   * @return whether it is known whose it was
   */
  public synchronized boolean refused(Batch batch, String reason) {
    Set<String> known = refusals.refused(batch, reason);
    for (String script : known) {
      Run run = latest.get(script);
      if (run != null) {
        tell(withRefusal(run));
      }
    }
    notifyAll();
    return !known.isEmpty();
  }

  /** The server has this. */
  public void accepted(Batch batch) {
    refusals.accepted(batch);
  }

  /** Notes something that is no probe's run but is to be seen like one. */
  public synchronized void report(Run run) {
    tell(run);
    notifyAll();
  }

  /** Forgets what a script said about its probe. */
  public synchronized void forget(String script) {
    descriptions.values().forEach(byScript -> byScript.remove(script));
    descriptions.values().removeIf(Map::isEmpty);
    runs.remove(script);
    latest.remove(script);
    wells.remove(script);
    givers.remove(script);
  }

  /** These are all scripts there are: the server is to forget the runs of others. */
  public synchronized void present(Set<String> all) {
    if (!all.equals(scripts)) {
      Set<String> before = scripts == null ? Set.of() : scripts;
      runs.keySet().removeIf(script -> before.contains(script) && !all.contains(script));
      scripts = Set.copyOf(all);
      announce();
    }
  }

  /** Lets the next batch say again which scripts there are. */
  public synchronized void announce() {
    announced = scripts == null;
    notifyAll();
  }

  private void put(Sample sample) {
    if (samples.size() == MOST_SAMPLES) {
      samples.removeFirst();
      lost++;
    }
    samples.addLast(sample);
  }

  /** Waits until there is something to take, or that long. */
  public synchronized void await(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    for (long left = millis;
        left > 0 && samples.isEmpty() && runs.isEmpty() && announced && !woken;
        left = (end - System.nanoTime()) / 1_000_000) {
      wait(left);
    }
  }

  /** Lets {@link #await} return at once, now and ever after. */
  public synchronized void wake() {
    woken = true;
    notifyAll();
  }

  /** Takes all there is. */
  public synchronized Contents take() {
    Map<String, ProbeDescription> taken = new LinkedHashMap<>();
    for (Sample sample : samples) {
      Map<String, ProbeDescription> scripts = descriptions.get(sample.probe());
      if (scripts != null) {
        taken.computeIfAbsent(sample.probe(), probe -> together(scripts.values()));
      } else if (sample.probe().equals(ProbeCost.NAME)) {
        taken.put(ProbeCost.NAME, ProbeCost.DESCRIPTION);
      }
    }
    Contents contents =
        new Contents(
            List.copyOf(samples), taken, List.copyOf(runs.values()), announcement(), lost, urgent);
    samples.clear();
    runs.clear();
    scriptsTaken = scripts;
    announced = true;
    lost = 0;
    urgent = false;
    return contents;
  }

  /** What is reported like a run without being a script's stays until the next announcement. */
  private @Nullable List<String> announcement() {
    if (announced || scripts == null) {
      return null;
    }
    Set<String> all = new TreeSet<>(scripts);
    all.addAll(runs.keySet());
    return List.copyOf(all);
  }

  /**
   * Puts back what only tells of the present, of all that was taken last but scripts that went
   * meanwhile: the server will hear of it when it is there.
   */
  public synchronized void putBack(List<Run> latest, boolean announce) {
    for (Run run : latest) {
      if (!isGone(run.script())) {
        runs.putIfAbsent(run.script(), run);
      }
    }
    announced &= !announce;
  }

  private boolean isGone(String script) {
    return scriptsTaken != null
        && scriptsTaken.contains(script)
        && (scripts == null || !scripts.contains(script));
  }

  /**
   * What was waiting.
   *
   * @param scripts all there are; null where they are as they were
   * @param lost how many samples there was no room for
   * @param urgent whether it tells something new, rather than the next number: somebody may be
   *     waiting for it
   */
  public record Contents(
      List<Sample> samples,
      Map<String, ProbeDescription> descriptions,
      List<Run> runs,
      @Nullable List<String> scripts,
      long lost,
      boolean urgent) {
    /** Whether there is a reason to have it sent before others gather around it. */
    public boolean isUrgent() {
      return urgent || scripts != null;
    }

    /** How many rows it has. */
    public int rows() {
      return samples.stream().mapToInt(it -> it.rows().size()).sum();
    }

    /** The same in parts of so many rows, or of one sample that has more; mostly it is one part. */
    public List<Contents> split(int mostRows) {
      List<List<Sample>> groups = new ArrayList<>();
      int rows = mostRows;
      for (Sample sample : samples) {
        rows += sample.rows().size();
        if (rows > mostRows) {
          groups.add(new ArrayList<>());
          rows = sample.rows().size();
        }
        groups.getLast().add(sample);
      }
      if (groups.size() < 2) {
        return List.of(this);
      }
      List<Contents> parts = new ArrayList<>();
      for (List<Sample> group : groups) {
        parts.add(
            parts.isEmpty()
                ? new Contents(group, descriptions, runs, scripts, lost, urgent)
                : new Contents(group, descriptions, List.of(), null, 0, urgent));
      }
      return parts;
    }

    /** The same with other times. */
    public Contents withTimes(Function<Instant, Duration> laterBy) {
      return new Contents(
          samples.stream().map(it -> it.later(laterBy.apply(it.time()))).toList(),
          descriptions,
          runs.stream().map(it -> it.later(laterBy.apply(it.time()))).toList(),
          scripts,
          lost,
          urgent);
    }

    /** What is to be stored of it, without what tells of the present only. */
    public Contents samplesOnly() {
      return new Contents(samples, descriptions, List.of(), null, lost, urgent);
    }

    /** What tells of the present only. */
    public Contents withoutSamples() {
      return new Contents(List.of(), Map.of(), runs, scripts, 0, urgent);
    }

    /** Whether nothing of it has to be sent. */
    public boolean isEmpty() {
      return samples.isEmpty() && runs.isEmpty() && scripts == null;
    }
  }
}
