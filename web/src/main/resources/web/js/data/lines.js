import { HOUR } from "../core/time.js";

/* A series answer as lines ({@link Line} in types.js), and what is asked of a line: gaps, statistics, stacks. */

const GAP_STEPS = 2.6;
const FEWEST_DISTANCES = 5;

/** The lines of one series answer that was thinned to `points` (0: it was not), by value name. `every` is in ms. */
export function lines(series, { points, every }) {
  const length = (i) => series.length?.[i] ?? 0;
  const middle = (i) => series.time[i] + length(i) / 2;
  // In the order they are drawn in: a late sample may stand within a bucket it is not part of yet.
  const order = [...series.time.keys()].sort((a, b) => middle(a) - middle(b));
  // The server's slots divide the time of what there is, which may be far less than what was asked for.
  const slot = points > 0 && series.time.length > 0 ? (series.time.at(-1) - series.time[0]) / points : 0;
  const live = Math.max(every ?? 0, usual(series.time.filter((_, i) => length(i) === 0), every, slot));
  const column = (of) => order.map(of);
  const shared = {
    time: column(middle),
    starts: column((i) => (length(i) > 0 ? series.time[i] : null)),
    ends: column((i) => (length(i) > 0 ? series.time[i] + length(i) : null)),
    step: column((i) => (length(i) > 0 ? Math.max(length(i), slot) : live)),
  };
  return new Map(Object.entries(series.values).map(([value, { avg, min, max, bounds = [] }]) => [value, {
    value, ...shared, avg: column((i) => avg[i]), min: column((i) => min[i]), max: column((i) => max[i]),
    bounds: bounds.length > 0 ? column((i) => bounds[i]) : bounds,
  }]));
}

/**
 * The usual distance of live points: their median, since an operator may run a probe less often than it says.
 * Of too few points to tell, what the probe says counts, or the slot.
 */
function usual(times, every, slot) {
  const distances = times.slice(1).map((at, i) => at - times[i]);
  if (every && distances.length < FEWEST_DISTANCES) {
    return Math.max(every, slot);
  }
  distances.sort((a, b) => a - b);
  return distances[distances.length >> 1] ?? HOUR;
}

/** Whether nothing was measured between a line's points i-1 and i although something should be. */
export function isGap(line, i) {
  return i > 0 && line.time[i] - line.time[i - 1] > GAP_STEPS * Math.max(line.step[i - 1], line.step[i]);
}

/** From when (inclusive) to when (exclusive) a point stands for what was measured. */
export function extent(line, i) {
  const at = line.time[i];
  if (line.starts[i] !== null) {
    return [line.starts[i], line.ends[i]];
  }
  const next = i + 1 < line.time.length && !isGap(line, i + 1) ? line.starts[i + 1] ?? line.time[i + 1] : 0;
  return [at, next > at ? next : at + line.step[i]];
}

/** How many points of a line with a value lie in the range. */
export function count(line, { from, to }) {
  return line.time.reduce((sum, at, i) => sum + (at >= from && at <= to && isThere(line, i) ? 1 : 0), 0);
}

/** Whether no point of a line has a value: its host never sent it. */
export function isEmpty(line) {
  return !line.time.some((_, i) => isThere(line, i));
}

function isThere(line, i) {
  return line.avg[i] !== null || line.min[i] !== null;
}

/**
 * What a legend says of a line within the range: last, min, max with their points, and the average
 * over time: each point weighs as long as it stands for. Null where there is nothing.
 */
export function statistics(line, { from, to }) {
  let found = null;
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < line.time.length; i++) {
    const at = line.time[i];
    if (at < from || at > to || !isThere(line, i)) {
      continue;
    }
    const low = line.min[i] ?? line.avg[i];
    const high = line.max[i] ?? line.avg[i];
    found ??= { min: low, minAt: i, max: high, maxAt: i };
    if (low < found.min) {
      Object.assign(found, { min: low, minAt: i });
    }
    if (high > found.max) {
      Object.assign(found, { max: high, maxAt: i });
    }
    if (line.avg[i] !== null) {
      found.last = line.avg[i];
      found.lastAt = at;
      const [start, end] = extent(line, i);
      sum += line.avg[i] * (end - start);
      weight += end - start;
    }
  }
  return found && { ...found, avg: weight > 0 ? sum / weight : null };
}

/**
 * The columns uPlot draws: the times of all lines, then each line's averages: undefined where another
 * line has a point and this one has none, null all along a gap.
 */
export function align(drawn) {
  const gaps = drawn.map((line) => [...line.time.keys()].filter((i) => isGap(line, i)));
  // A gap needs a time of its own: no other line may have a point in it.
  const ends = drawn.flatMap((line, column) => gaps[column].map((i) => line.time[i - 1] + 1));
  const times = [...new Set([...drawn.flatMap((line) => line.time), ...ends])].sort((a, b) => a - b);
  const place = new Map(times.map((time, index) => [time, index]));
  const columns = drawn.map((line, column) => {
    const values = new Array(times.length).fill(undefined);
    line.time.forEach((time, i) => (values[place.get(time)] = (line.outline ?? line.avg)[i]));
    gaps[column].forEach((i) => values.fill(null, place.get(line.time[i - 1]) + 1, place.get(line.time[i])));
    return values;
  });
  return [times, ...columns];
}

/**
 * The same lines, each on top of those before it: `low` is where it starts, `avg` where it ends. The
 * topmost also has `peak`: what all of them together certainly came up to (see {@link together}).
 */
export function stack(drawn) {
  let below = new Map();
  const stacked = drawn.map((line) => {
    const low = line.time.map((time) => below.get(time) ?? 0);
    const high = line.avg.map((value, i) => low[i] + (value ?? 0));
    below = new Map(line.time.map((time, i) => [time, high[i]]));
    return { ...line, low, avg: line.avg.map((value, i) => (value === null ? null : high[i])), outline: outline(line, high) };
  });
  const top = stacked.at(-1);
  const peaks = together(drawn);
  top.peak = top.time.map((time, i) => Math.max(peaks.get(time) ?? -Infinity, top.avg[i] ?? -Infinity));
  return stacked;
}

/** Where a stacked line is drawn: not where it adds nothing, as it would hide the line that it lies on. */
function outline(line, high) {
  const adds = (i) => (line.avg[i] ?? 0) !== 0;
  return line.avg.map((value, i) => (value === null || !(adds(i) || adds(i - 1) || adds(i + 1)) ? null : high[i]));
}

/**
 * How high the sum of the lines certainly was at each time: when one was at its greatest, each other one was at least
 * at its least. The sum of the greatest would be an invention, as they need not have met.
 */
function together(drawn) {
  const least = new Map();
  drawn.forEach((line) => line.time.forEach((time, i) => least.set(time, (least.get(time) ?? 0) + (line.min[i] ?? 0))));
  const most = new Map();
  drawn.forEach((line) => line.time.forEach((time, i) => {
    const above = line.max[i] === null ? 0 : line.max[i] - line.min[i];
    most.set(time, Math.max(most.get(time) ?? -Infinity, least.get(time) + above));
  }));
  return most;
}

/** The index of the line's point nearest to a time; -1 if none is near enough to speak of it. */
export function nearest(line, time) {
  const { time: times, step } = line;
  if (times.length === 0) {
    return -1;
  }
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const index = low > 0 && time - times[low - 1] < times[low] - time ? low - 1 : low;
  return Math.abs(times[index] - time) <= step[index] * GAP_STEPS ? index : -1;
}
