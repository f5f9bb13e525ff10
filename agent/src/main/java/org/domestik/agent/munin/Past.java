// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.munin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;

/**
 * What one {@code cdef} gave before, and what the fields were whose past it asks for. As much is
 * kept as it asked for; nothing of it outlives the agent.
 */
final class Past {
  /** A day of minutes. */
  private static final int MOST = 1_500;

  private final Map<String, List<Seen>> fields = new HashMap<>();
  private int wanted = 2;
  private double result = Double.NaN;
  private double step = 1;

  private record Seen(double time, double value) {}

  /** Begins a run; the time is in seconds of a clock that never jumps. */
  void begin(double period) {
    step = period;
  }

  /** Notes what a field is now. */
  void note(String field, double time, double value) {
    List<Seen> seen = fields.computeIfAbsent(field, absent -> new ArrayList<>());
    seen.addFirst(new Seen(time, value));
    if (seen.size() > wanted) {
      seen.removeLast();
    }
  }

  /** What the expression was the run before; NaN in the first. */
  double result() {
    return result;
  }

  void result(double value) {
    result = value;
  }

  /** What a field was the run before; NaN in the first. */
  double before(String field) {
    List<Seen> seen = seen(field);
    return seen.size() < 2 ? Double.NaN : seen.get(1).value();
  }

  /** TREND and TRENDNAN: the mean of the latest seconds, once so many have been seen. */
  double trend(String field, double seconds, boolean skipsUnknown) {
    int runs = runs(seconds);
    List<Seen> seen = seen(field);
    double now = seen.getFirst().time();
    if (now - seen.getLast().time() < (runs - 1.5) * step) {
      return Double.NaN;
    }
    double[] latest =
        seen.stream()
            .filter(it -> now - it.time() < (runs - 0.5) * step)
            .mapToDouble(Seen::value)
            .toArray();
    double[] known = RpnStack.known(latest);
    boolean complete = latest.length >= runs && known.length == latest.length;
    return complete || skipsUnknown ? RpnStack.mean(known) : Double.NaN;
  }

  /** What a field was, of what is known, in windows that end so many seconds ago. */
  double[] windows(String field, List<Double> shifts, double window) {
    List<Double> values = new ArrayList<>();
    for (double shift : shifts) {
      // As rrdtool counts: the window's newest is one step after the shift, if that has come.
      int from = runs(shift) - 1;
      int to = from + runs(window);
      want(to + 1);
      double now = seen(field).getFirst().time();
      for (Seen seen : seen(field)) {
        double age = (now - seen.time()) / step;
        if (age > from - 0.5 && age < to + 0.5 && !Double.isNaN(seen.value())) {
          values.add(seen.value());
        }
      }
    }
    return values.stream().mapToDouble(it -> it).toArray();
  }

  private int runs(double seconds) {
    if (!(seconds >= 0)) {
      throw new BadInput("asks for " + seconds + " seconds of the past");
    }
    double runs = Math.ceil(seconds / step);
    want(runs);
    return (int) runs;
  }

  private void want(double runs) {
    if (runs > MOST) {
      throw new BadInput(
          "needs %.0f values of the past; at most %d are kept, and they come every %.0f s"
              .formatted(runs, MOST, step));
    }
    wanted = Math.max(wanted, (int) runs + 1);
  }

  private List<Seen> seen(String field) {
    return fields.getOrDefault(field, List.of());
  }
}
