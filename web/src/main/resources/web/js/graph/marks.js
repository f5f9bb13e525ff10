import { el } from "../core/dom.js";
import { severityToken, token } from "../core/palette.js";
import { length, minute } from "../core/time.js";
import { format } from "../core/units.js";

const SHADE = 0.13;
const BAR = 3;
const DASH = [5, 4];
const NEAR = 0.5;
const MOST_NAMED = 6;
const SERIES = "\n";

/**
 * What alerts say about a graph: a dashed line where a rule's limit is, and a shaded span where an alert fired; below
 * the legend a list that names each. Pointed at, a span tells when it was.
 */
export class Marks {
  constructor() {
    this.element = el("ul", { class: "marks small", hidden: true, "aria-label": "Alerts" });
    this.limits = [];
    this.spans = [];
  }

  /** Shows {limits, spans}, the worst first, over the range; `isDrawn(value)` tells whether a value's own height is what is drawn. */
  show({ limits = [], spans = [] } = {}, range, panel, isDrawn) {
    this.limits = limits.flatMap((each) => [["below", each.low], ["above", each.high]].filter(([, at]) => at !== null)
      .map(([side, at]) => ({ ...each, side, at, isDrawn: isDrawn(each.value), note: el("span") })));
    this.spans = spans.filter(({ from, to }) => from <= range.to && (to ?? Infinity) >= range.from);
    const groups = Map.groupBy(this.spans, (each) => each.name + SERIES + each.severity);
    this.rows = [...groups.values()].map((group) => ({ group, element: el("li", {}, swatch("fired", group[0]), el("span", {})) }));
    const lines = this.limits.map((each) => el("li", {}, swatch("limit", each),
      `${each.name}: ${each.side} ${format(each.at, panel.unit, panel.base)}`, each.note));
    const all = [...this.rows.map((row) => row.element), ...lines];
    this.element.replaceChildren(...all.slice(0, MOST_NAMED), all.length > MOST_NAMED ? el("li", { class: "muted" }, `and ${all.length - MOST_NAMED} more`) : "");
    this.element.hidden = all.length === 0;
    this.at(null);
  }

  /** Tells of the spans at a time, or of all for null. Answers what is so at that time as a sentence. */
  at(time) {
    const said = this.rows?.map(({ group, element }) => {
      const here = time === null ? [] : group.filter(({ from, to }) => from <= time && (to ?? Infinity) >= time);
      const [first] = here;
      const text = here.length > 1 ? `${first.name}: ${here.length} fired here` : first ? `${first.name}${of(first)} ${when(first)}`
        : group.length > 1 ? `${group[0].name} fired ${group.length} times` : `${group[0].name}${of(group[0])} ${when(group[0])}`;
      element.lastChild.textContent = text;
      element.toggleAttribute("data-here", here.length > 0);
      return here.length > 0 ? text : null;
    }) ?? [];
    return said.filter(Boolean).join(", ");
  }

  /** The value axis' range, made longer where a limit is near enough to be seen beside the lines. */
  widen([min, max]) {
    const room = (max - min) * NEAR;
    const near = this.limits.filter(({ at, isDrawn }) => isDrawn && at >= min - room && at <= max + room).map(({ at }) => at);
    const low = Math.min(min, ...near);
    const most = Math.max(max, ...near);
    const high = most > max ? most + (most - low) * 0.06 : max;
    this.limits.forEach(({ at, isDrawn, note }) => (note.textContent = !isDrawn ? ", not drawn on a stack or of a hidden line"
      : at > high ? ", above what is seen" : at < low ? ", below what is seen" : ""));
    return [low, high];
  }

  /** Draws them in the plot's box; `x` and `y` turn a time and a value into canvas pixels. */
  draw(context, { left, top, width, height }, x, y) {
    const scale = devicePixelRatio || 1;
    context.save();
    // The worst, which come first, on top.
    for (const { from, to, severity } of this.spans.toReversed()) {
      const start = Math.max(left, x(from));
      const end = Math.min(left + width, to === null ? Infinity : x(to));
      const wide = Math.max(2 * scale, end - start);
      context.fillStyle = token(severityToken(severity));
      context.globalAlpha = SHADE;
      context.fillRect(start, top, wide, height);
      context.globalAlpha = 1;
      context.fillRect(start, top, wide, BAR * scale);
    }
    context.setLineDash(DASH.map((each) => each * scale));
    context.lineWidth = 1.5 * scale;
    for (const { at, severity } of this.limits.filter((each) => each.isDrawn)) {
      context.strokeStyle = token(severityToken(severity));
      context.beginPath();
      context.moveTo(left, y(at));
      context.lineTo(left + width, y(at));
      context.stroke();
    }
    context.restore();
  }
}

function swatch(what, { severity }) {
  return el("span", { class: `mark ${what}`, "data-severity": severity, role: "img", "aria-label": `${what === "limit" ? "limit" : "fired"}, ${severity}` });
}

const of = ({ key }) => (key.length > 0 ? ` (${key.join(" · ")})` : "");

function when({ from, to }) {
  return to === null ? `has been firing since ${minute(from)}` : `fired ${minute(from)} – ${minute(to)}, ${length(to - from)}`;
}
