import { el, empty, state } from "../core/dom.js";
import { address } from "../core/route.js";
import { span } from "../core/time.js";
import { setTitle } from "../core/title.js";
import { counted, format } from "../core/units.js";
import * as api from "../data/api.js";
import { LivePage } from "./parts/live-page.js";
import { error, problems } from "./parts/runs.js";
import { spoolTable } from "./parts/spool.js";

const MOST_SHOWN = 20;
const PAUSE_MS = 5_000;
const DEFAULT_EVERY_MS = 10_000;

/** What probes cost: the most expensive scripts of the fleet, and those that fail. */
export function open(body) {
  setTitle("Probe cost");
  return new LivePage(body, { loading: "Asking every host’s scripts…", pause: PAUSE_MS, ask, show });
}

async function ask() {
  const [hosts, descriptions] = await Promise.all([api.hosts(), api.descriptions()]);
  return { hosts, descriptions, ...(await api.fleetRuns(hosts)) };
}

function show({ hosts, descriptions, runs, asked }) {
  const bad = problems(runs);
  const spools = spoolTable(hosts);
  return [
    el("div", { class: "heading" }, el("h1", {}, "Probe cost"),
      el("p", { class: "muted" }, `The last run of each script, over ${asked === hosts.length ? "" : `${asked} of `}${counted(hosts.length, "host")}`)),
    ...(bad.length > 0 ? [el("h2", { class: "part" }, "Failing"), failing(bad)] : []),
    ...(spools ? [el("h2", { class: "part" }, "Spools: what agents still have to deliver"), spools] : []),
    el("h2", { class: "part" }, "Most expensive"),
    runs.length > 0 ? costs(runs, descriptions) : empty("No script has reported a run yet", "Each agent tells with its samples how its scripts ran."),
    el("p", { class: "muted small part" }, "Share is the time a script takes of the time between its runs, 10 s where it says none, on one processor.",
      spools ? "" : hosts.some((host) => host.spool) ? " No agent is behind with its delivery." : ""),
  ];
}

/** One row a script and error, since a fleet fails alike. */
function failing(runs) {
  const groups = Map.groupBy(runs, (run) => `${run.script}\u0000${run.outcome}\u0000${run.error}`);
  const rows = [...groups.values()].sort((a, b) => b.length - a.length).map((group) => el("tr", {},
    el("td", {}, el("strong", {}, group[0].script), error(group[0])),
    el("td", {}, state(group[0].outcome)),
    el("td", {}, hostsOf(group))));
  return el("div", { class: "card wide" }, el("table", { class: "rows runs failures" },
    el("thead", {}, el("tr", {}, ["Script", "Outcome", "Hosts"].map((title) => el("th", { scope: "col" }, title)))),
    el("tbody", {}, rows)));
}

function hostsOf(group) {
  const shown = group.slice(0, MOST_SHOWN).flatMap((run, i) =>
    [i > 0 ? ", " : "", el("a", { href: address("host", run.host) }, run.host)]);
  return [shown, group.length > MOST_SHOWN ? ` and ${group.length - MOST_SHOWN} more` : ""];
}

function costs(runs, descriptions) {
  const groups = [...Map.groupBy(runs, (run) => run.script).values()].map((group) => {
    const times = group.map((run) => run.micros).sort((a, b) => a - b);
    const every = span(descriptions[group[0].probe]?.every) ?? DEFAULT_EVERY_MS;
    const worst = group.reduce((a, b) => (b.micros > a.micros ? b : a));
    return { group, worst, median: times[times.length >> 1], share: (times.at(-1) / 1000 / every) * 100 };
  }).sort((a, b) => b.worst.micros - a.worst.micros);
  const most = groups[0]?.worst.micros || 1;
  return el("div", { class: "card wide" }, el("table", { class: "rows costs" },
    el("thead", {}, el("tr", {}, ["Script", "Median", "Most", "", "Share", "Slowest on", "Hosts"].map((title, i) =>
      el("th", { scope: "col", class: [1, 2, 4, 6].includes(i) ? "number" : null }, title || el("span", { class: "hidden-label" }, "Compared"))))),
    el("tbody", {}, groups.map((each) => el("tr", {},
      el("td", {}, el("strong", {}, each.group[0].script)),
      el("td", { class: "number" }, format(each.median, "µs", 1000, 3)),
      el("td", { class: "number" }, format(each.worst.micros, "µs", 1000, 3)),
      el("td", { class: "bar-cell" }, bar(each.worst.micros / most)),
      el("td", { class: "number" }, `${format(each.share, "", 1000, 2)}%`),
      el("td", {}, el("a", { href: address("host", each.worst.host) }, each.worst.host)),
      el("td", { class: "number" }, each.group.length))))));
}

function bar(share) {
  return el("meter", { min: 0, max: 1, value: share, "aria-label": "compared with the most expensive" });
}
