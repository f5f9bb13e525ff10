import { extent } from "./lines.js";

/*
 * Many lines told by a few: where the middle of them is, where most of them are, and the highest and
 * lowest of all. What 200 lines over each other would hide.
 */

export const COLUMNS = 300;
const MOST_FROM = 0.1;
const MOST_TO = 0.9;

/** The greatest number of `pick` of a line in each column of the range; undefined where nothing was measured. */
export function columns(line, { from, to }, pick = line.max) {
  const found = new Array(COLUMNS).fill(undefined);
  const column = (at) => Math.floor(((at - from) / (to - from)) * COLUMNS);
  line.time.forEach((_, i) => {
    if (pick[i] === null) {
      return;
    }
    const [start, end] = extent(line, i);
    for (let c = Math.max(0, column(start)); c <= Math.min(COLUMNS - 1, column(end)); c++) {
      found[c] = Math.max(found[c] ?? -Infinity, pick[i]);
    }
  });
  return found;
}

/** Three lines for many: the highest, the median with a band of most of them, the lowest. */
export function spread(lines, range) {
  const averages = lines.map((line) => columns(line, range, line.avg));
  const greatest = lines.map((line) => columns(line, range, line.max));
  const width = (range.to - range.from) / COLUMNS;
  const points = Array.from({ length: COLUMNS }, (_, c) => {
    const sorted = averages.map((each) => each[c]).filter((value) => value !== undefined).sort((a, b) => a - b);
    const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
    return { time: range.from + (c + 0.5) * width, sorted, at, most: greatest.reduce((a, each) => Math.max(a, each[c] ?? -Infinity), -Infinity) };
  }).filter(({ sorted }) => sorted.length > 0);
  const line = (label, avg, min = avg, max = avg) => ({
    label, value: label, key: [], summary: true, bounds: [], time: points.map(({ time }) => time),
    starts: points.map(() => null), step: points.map(() => width), avg: points.map(avg), min: points.map(min), max: points.map(max),
  });
  return [
    line("highest", ({ most }) => most),
    line("median, and most of them", ({ at }) => at(0.5), ({ at }) => at(MOST_FROM), ({ at }) => at(MOST_TO)),
    line("lowest", ({ sorted }) => sorted[0]),
  ];
}
