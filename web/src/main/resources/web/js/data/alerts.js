import { HOUR, MINUTE } from "../core/time.js";
import * as api from "./api.js";
import { live } from "./live.js";
import { isIn, session } from "./session.js";

/*
 * What fires now, asked once for all that tell of it: header, title, fleet and a host's page. A host that falls silent
 * sends nothing, so this asks by the clock too.
 */

const PAUSE_MS = 10_000;
const WORST_FIRST = ["critical", "warning", "info"];

/** Fires "change" when other alerts fire than before, or somebody acknowledged one. */
export const alerts = new EventTarget();

let firing = [];
let byHost = new Map();
let asked = -Infinity;
let rest = PAUSE_MS;

/** Starts to watch; called once. */
export function watch() {
  const soon = () => performance.now() - asked >= rest && renew();
  session.addEventListener("change", renew);
  live.addEventListener("sample", soon);
  live.addEventListener("poll", soon);
  setInterval(soon, PAUSE_MS);
}

/** Asks at once. */
export async function renew() {
  const mine = (asked = performance.now());
  try {
    const now = isIn() ? await api.alerts([["state", "firing"]]) : [];
    if (mine === asked) {
      take(now);
    }
  } catch (error) {
    // What was known before stays; the header says if the server is not reachable, which is then asked again soon.
    if (error instanceof api.Unreachable) {
      rest = PAUSE_MS;
      return;
    }
  }
  rest = Math.max(PAUSE_MS, 10 * (performance.now() - mine));
}

function take(now) {
  const looks = (all) => JSON.stringify(all.map((each) => [each.id, each.acknowledged, each.silencedBy]));
  const other = looks(now) !== looks(firing);
  firing = now;
  byHost = Map.groupBy(now.filter((each) => !each.silencedBy), (each) => each.host);
  if (other) {
    alerts.dispatchEvent(new Event("change"));
  }
}

/** What fires, of a host or of all, and is not held back: of a silent host that is its silence alone. */
export const burning = (host = null) => (host === null ? [...byHost.values()].flat() : byHost.get(host) ?? []);

/** Of those, what nobody has acknowledged. */
export const waiting = (all) => all.filter((each) => !each.acknowledged);

/** The worst severity of some alerts; null of none. */
export const worst = (all) => WORST_FIRST.find((severity) => all.some((each) => each.severity === severity)) ?? null;

/** Worst first, then the newest first. */
export function sorted(all) {
  const place = (each) => WORST_FIRST.indexOf(each.severity);
  return [...all].sort((a, b) => place(a) - place(b) || Date.parse(b.since) - Date.parse(a.since));
}

/** A key as a list of levels. */
export const levels = ({ key }) => [key ?? []].flat();

/** From when to when an alert was so, in epoch ms; `to` is null while it is. */
export const span = ({ since, ended }) => ({ from: Date.parse(since), to: ended ? Date.parse(ended) : null });

/** The query of a host's page that shows an alert with what was before it: one that is over with what came after, too. */
export function view(alert, now = Date.now()) {
  const { from, to } = span(alert);
  if (to === null && now - from < HOUR * 18) {
    return { range: now - from < 10 * MINUTE ? "15m" : now - from < 45 * MINUTE ? "1h" : now - from < 5 * HOUR ? "6h" : "24h" };
  }
  const margin = Math.max(15 * MINUTE, ((to ?? now) - from) / 2);
  return { from: from - margin, to: Math.min(now, (to ?? now) + margin) };
}
