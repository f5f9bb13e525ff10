import { instantOf } from "./route.js";
import { DAY, HOUR, MINUTE } from "./time.js";

/*
 * The one time range of a page: {from, to, live, name}. A live range ends now and moves on; a fixed
 * one stands still.
 */

export const PRESETS = [
  { name: "15m", title: "15 minutes", length: 15 * MINUTE },
  { name: "1h", title: "1 hour", length: HOUR },
  { name: "6h", title: "6 hours", length: 6 * HOUR },
  { name: "24h", title: "24 hours", length: DAY },
  { name: "2d", title: "2 days", length: 2 * DAY },
  { name: "7d", title: "7 days", length: 7 * DAY },
  { name: "30d", title: "30 days", length: 30 * DAY },
  { name: "90d", title: "90 days", length: 90 * DAY },
  { name: "1y", title: "1 year", length: 365 * DAY },
  { name: "5y", title: "5 years", length: 5 * 365 * DAY },
];
const SHORTEST = 10_000;
const LONGEST = 20 * 365 * DAY;

/** The range a query asks for, at `now`; `otherwise` is used where it asks for none. */
export function range(query, now, otherwise) {
  const from = instantOf(query, "from");
  const to = instantOf(query, "to");
  if (from > 0 && to > from) {
    return { from, to, live: false, name: null };
  }
  const preset = PRESETS.find((each) => each.name === query.get("range"));
  return preset ? last(preset, now) : otherwise ?? last(PRESETS[0], now);
}

function last(preset, now) {
  return { from: now - preset.length, to: now, live: true, name: preset.name };
}

/** The query of a fixed range, kept between sensible bounds and out of the future. */
export function fixed(from, to, now = Date.now()) {
  const width = Math.min(LONGEST, Math.max(SHORTEST, to - from));
  const end = Math.min(now, Math.round((from + to + width) / 2));
  return { from: Math.round(end - width), to: end, range: null };
}

/** The query of the range moved by a share of its length: -1 is the one just before. */
export function moved({ from, to }, share, now = Date.now()) {
  const by = (to - from) * share;
  return fixed(from + by, to + by, now);
}

/** The query of the range made `factor` times as long about its middle. */
export function widened({ from, to }, factor, now = Date.now()) {
  const middle = (from + to) / 2;
  const half = ((to - from) * factor) / 2;
  return fixed(middle - half, middle + half, now);
}
