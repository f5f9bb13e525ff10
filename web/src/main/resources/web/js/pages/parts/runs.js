import { el, state } from "../../core/dom.js";
import { ago, epoch, instant } from "../../core/time.js";
import { format } from "../../core/units.js";

const WORST_FIRST = ["failed", "quarantined", "nothing", "ok"];
const SAID = {
  failed: "failed at its last run and is tried again at its next turn",
  quarantined: "failed repeatedly and is tried less often until it succeeds",
};

/** The runs that need somebody's attention. */
export function problems(runs) {
  return runs.filter((run) => run.outcome in SAID);
}

/** Worst first, then by script. */
export function sorted(runs) {
  const place = (run) => WORST_FIRST.indexOf(run.outcome);
  return [...runs].sort((a, b) => place(a) - place(b) || a.script.localeCompare(b.script));
}

/** The last run of each script of a host, with errors and tracebacks. */
export function runsTable(runs) {
  return el("div", { class: "card wide" }, el("table", { class: "rows runs" },
    el("thead", {}, el("tr", {}, ["Script", "Outcome", "Took", "Last run"].map((title, i) =>
      el("th", { scope: "col", class: i === 2 ? "number" : null }, title)))),
    el("tbody", {}, sorted(runs).map(row))));
}

function row(run) {
  const at = epoch(run.lastRun);
  return el("tr", {},
    el("td", {}, el("strong", {}, run.script), feeds(run), run.error && error(run), run.output && output(run), run.conflict && conflict(run)),
    el("td", {}, state(run.outcome)),
    el("td", { class: "number" }, format(run.micros, "µs", 1000, 3)),
    el("td", { title: at && instant(at) }, at ? ago(at) : "–"));
}

function feeds(run) {
  return run.script.replace(/\.lua$/, "") === run.probe ? null
    : el("span", { class: "muted" }, ` feeds ${run.probe}`);
}

/** An error's first line, and the rest (the traceback) as it was written. */
export function error(run) {
  return [el("p", { class: "small muted" }, `It ${SAID[run.outcome] ?? "said"}:`), el("pre", {}, run.error)];
}

/** What the script printed for its author. */
function output(run) {
  return [el("p", { class: "small muted" }, "It printed:"), el("pre", {}, run.output)];
}

function conflict(run) {
  return el("p", { class: "small" }, `Not in force: ${run.conflict}.`);
}
