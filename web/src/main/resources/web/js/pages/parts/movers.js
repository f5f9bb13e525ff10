import { el } from "../../core/dom.js";
import { HOUR, instant } from "../../core/time.js";
import { format } from "../../core/units.js";
import { drawSpark, sparkCanvas } from "../../graph/spark-canvas.js";

/*
 * Which values moved most before a host fell silent: how far each went from its own usual value in
 * the last two hours, measured by how much it usually varies.
 */

const LAST = 2 * HOUR;
const MOST = 6;
const LEAST_SCORE = 4;
const FLOOR = 0.02;

/** How a line moved at the end of the range: {score, usual, far, farAt}; null where that cannot be told. */
export function movement(line, { from, to }) {
  const points = [...line.time.keys()].filter((i) => line.avg[i] !== null && line.time[i] >= from && line.time[i] <= to);
  const end = line.time[points.at(-1)];
  const before = points.filter((i) => line.time[i] < end - LAST).map((i) => line.avg[i]);
  const late = points.filter((i) => line.time[i] >= end - LAST);
  if (before.length < 10 || late.length === 0) {
    return null;
  }
  const usual = median(before);
  const spread = 1.4826 * median(before.map((value) => Math.abs(value - usual)));
  const distance = (i) => Math.abs(line.avg[i] - usual);
  const far = late.reduce((a, b) => (distance(b) > distance(a) ? b : a));
  const size = Math.max(...before.map(Math.abs), Math.abs(line.avg[far]));
  const score = distance(far) / (spread + FLOOR * size || 1);
  return { score, usual, far: line.avg[far], farAt: line.time[far] };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** The values that moved most, one a graph; `drawn` are {line, panel, section}. Null if none did. */
export function movers(drawn, range) {
  const best = new Map();
  for (const each of drawn) {
    const moved = movement(each.line, range);
    const id = `${each.section.probe}/${each.panel.id}`;
    if (moved && moved.score >= LEAST_SCORE && moved.score > (best.get(id)?.moved.score ?? 0)) {
      best.set(id, { ...each, moved });
    }
  }
  const top = [...best.values()].sort((a, b) => b.moved.score - a.moved.score).slice(0, MOST);
  return top.length === 0 ? null : el("section", { class: "movers", "aria-label": "What moved most" },
    el("h2", {}, "What moved most in its last two hours"),
    el("ul", {}, top.map((each) => el("li", { class: "card" }, card(each, range)))));
}

function card({ line, panel, section, moved }, range) {
  const canvas = sparkCanvas();
  drawSpark(canvas, line, range);
  const text = (value) => format(value, panel.unit, panel.base, 3);
  const name = [section.description.title ?? section.probe, panel.note, line.label]
    .filter((part, i, all) => part && all.indexOf(part) === i).join(" · ");
  return [
    el("button", {
      type: "button", class: "quiet", onclick: () => section.reveal(panel),
    }, name),
    canvas,
    el("p", { class: "small" }, "usually ", el("b", {}, text(moved.usual)), ", then ", el("b", {}, text(moved.far)),
      el("span", { class: "muted" }, ` at ${instant(moved.farAt)}`)),
  ];
}
