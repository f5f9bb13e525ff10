import { isGap } from "../data/lines.js";

/*
 * What is drawn beneath the lines: from each point's minimum to its maximum, so that a peak stays
 * visible however long the range; for stacked values the area from the value below.
 */

const BAND_ALPHA = 0.26;
const AREA_ALPHA = 0.38;
const LONE_PIXELS = 2;

/** Draws one line's band; `x` and `y` turn a time and a value into canvas pixels. */
export function band(context, line, colour, x, y, range) {
  const high = (i) => line.max[i];
  const low = (i) => line.min[i];
  fill(context, line, colour, BAND_ALPHA, low, high, x, y, range, (i) => line.max[i] > line.min[i]);
}

/** Draws one stacked value's area; on the topmost, as a band, how high all together certainly came. */
export function area(context, line, colour, x, y, range) {
  fill(context, line, colour, AREA_ALPHA, (i) => line.low[i], (i) => line.avg[i], x, y, range, () => true);
  if (line.peak) {
    fill(context, line, colour, BAND_ALPHA, (i) => line.avg[i], (i) => line.peak[i], x, y, range, (i) => line.peak[i] > line.avg[i]);
  }
}

function fill(context, line, colour, alpha, low, high, x, y, range, worth) {
  context.save();
  context.fillStyle = colour;
  context.globalAlpha = alpha;
  for (const [start, end] of runs(line, low, high, seen(line, range))) {
    if (!some(start, end, worth)) {
      continue;
    }
    context.beginPath();
    if (start === end) {
      const top = y(high(start));
      const left = Math.min(x(line.time[start]) - LONE_PIXELS, x(line.starts[start] ?? line.time[start]));
      const right = Math.max(x(line.time[start]) + LONE_PIXELS, x(line.ends?.[start] ?? line.time[start]));
      context.rect(left, top, right - left, y(low(start)) - top);
    } else {
      for (let i = start; i <= end; i++) {
        context.lineTo(x(line.time[i]), y(high(i)));
      }
      for (let i = end; i >= start; i--) {
        context.lineTo(x(line.time[i]), y(low(i)));
      }
    }
    context.fill();
  }
  context.restore();
}

function some(start, end, worth) {
  for (let i = start; i <= end; i++) {
    if (worth(i)) {
      return true;
    }
  }
  return false;
}

/** The first and the last point to draw: those in the range, and one more on both sides. */
function seen({ time }, { from, to }) {
  return [Math.max(0, after(time, from) - 1), Math.min(time.length - 1, after(time, to))];
}

/** The index of the first time not before `at`. */
function after(time, at) {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time[middle] < at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The stretches [first, last] of a line's points without a gap or a missing value. */
function runs(line, low, high, [first, last]) {
  const found = [];
  let start = -1;
  for (let i = first; i <= last + 1; i++) {
    const missing = i > last || low(i) === null || !Number.isFinite(high(i));
    if (start >= 0 && (missing || isGap(line, i))) {
      found.push([start, i - 1]);
      start = -1;
    }
    if (!missing && start < 0) {
      start = i;
    }
  }
  return found;
}
