import { el, empty, emptyPage, state } from "../core/dom.js";
import { address } from "../core/route.js";
import { epoch, instant, length } from "../core/time.js";
import { setTitle } from "../core/title.js";
import { counted, format } from "../core/units.js";
import * as api from "../data/api.js";
import { text } from "../data/panels.js";
import { LivePage } from "./parts/live-page.js";

const WORST_FIRST = ["leak", "flattening", "unknown", "none"];
// A verdict is about days.
const PAUSE_MS = 60_000;

/** The verdicts of the leak detector, worst first. */
export function open(body) {
  setTitle("Leaks");
  return new LivePage(body, {
    loading: "Loading the verdicts…", pause: PAUSE_MS, show,
    ask: () => Promise.all([api.leaks(), api.descriptions()]),
    explain: (error) => (error.status === 404 ? emptyPage("No leak detector", "This server does not look for leaks.") : null),
  });
}

function show([verdicts, descriptions]) {
  return [
    el("div", { class: "heading" }, el("h1", {}, "Leaks"),
      el("p", { class: "muted" }, "Values that grow and do not come back, of probes that name a value in ", el("code", {}, "leak"))),
    ...(verdicts.length > 0 ? found(verdicts, descriptions) : [empty("No verdict yet",
      "A probe whose description says which value to watch gets one once there are enough samples.")]),
  ];
}

/** What needs a look, and the rest folded away. */
function found(verdicts, descriptions) {
  const calm = verdicts.filter((each) => each.verdict === "none" || each.verdict === "unknown");
  const worrying = verdicts.filter((each) => !calm.includes(each));
  return [
    worrying.length > 0 ? table(worrying, descriptions)
      : empty("Nothing leaks", `${counted(calm.length, "value")} watched, and none grows without coming back.`),
    calm.length > 0 ? el("details", { class: "part", "data-part": "calm" },
      el("summary", {}, `${calm.length} without a leak`), table(calm, descriptions)) : "",
  ];
}

function table(verdicts, descriptions) {
  const place = (each) => WORST_FIRST.indexOf(each.verdict);
  const sorted = [...verdicts].sort((a, b) => place(a) - place(b) || (b.slopePerDay ?? 0) - (a.slopePerDay ?? 0));
  return el("div", { class: "card wide" }, el("table", { class: "rows leak-list" },
    el("thead", {}, el("tr", {}, ["Verdict", "Host", "Value", "Grows a day", "Since"].map((title, i) =>
      el("th", { scope: "col", class: i === 3 ? "number" : null }, title)))),
    el("tbody", {}, sorted.map((each) => row(each, descriptions[each.probe])))));
}

function row(each, description) {
  const value = description && [...description.values, ...(description.derived ?? [])].find((one) => one.name === each.value);
  const since = epoch(each.since);
  const key = [each.key].flat().filter((level) => level !== null && level !== undefined);
  return el("tr", {},
    el("td", {}, state(each.verdict)),
    el("td", {}, el("a", { href: address("host", each.host, { range: "30d" }) }, each.host)),
    el("td", {}, [each.probe, text(key), each.value].filter(Boolean).join(" · ")),
    el("td", { class: "number" }, format(each.slopePerDay, value?.unit, description?.graph[0]?.base, 3)),
    el("td", { title: since && instant(since) }, since ? `${length(Date.now() - since)} ago` : "–"));
}
