import { el } from "../core/dom.js";
import { hold } from "../core/hold.js";
import { dash, lineToken } from "../core/palette.js";
import { clock, DAY, instant, minute } from "../core/time.js";
import { format } from "../core/units.js";
import { count, extent, nearest, statistics } from "../data/lines.js";

const DIGITS_AT_CURSOR = 5;
const LONG_LABEL = 12;

/**
 * The table under a graph: a row a line with last, min, avg and max of the range. Under the crosshair
 * "last" becomes the exact value there. A click on a name isolates its line; with Ctrl or Shift it
 * hides or shows that line alone.
 */
export class Legend {
  constructor(onPick) {
    this.when = el("th", { scope: "col", class: "when" });
    this.now = el("th", { scope: "col", class: "number" }, "last");
    this.body = el("tbody");
    this.onPick = onPick;
    this.element = el("table", { class: "legend" },
      el("thead", {}, el("tr", {}, this.when, this.now,
        ["min", "avg", "max"].map((name) => el("th", { scope: "col", class: "number" }, name)))),
      this.body);
  }

  /** Shows these lines; `hidden` are the labels not drawn. */
  show(lines, range, panel, hidden) {
    this.lines = lines;
    this.panel = panel;
    let points = 0;
    this.rows = lines.map((line, index) => {
      const found = statistics(line, range);
      points += count(line, range);
      const text = (value, i) => format(value, panel.unit, panel.base, i === 0 ? 4 : 3);
      const at = (i) => (i === undefined ? null : line.starts[i] === null ? `at ${moment(line, i)}` : `within ${moment(line, i)}`);
      const texts = found ? [found.last, found.min, found.avg, found.max].map(text) : ["–", "–", "–", "–"];
      const hints = [null, at(found?.minAt), null, at(found?.maxAt)];
      const cells = texts.map((each, i) => el("td", { class: "number", title: hints[i] }, each));
      return {
        cells,
        texts,
        element: el("tr", {}, el("th", { scope: "row" }, this.#name(line, index, hidden)), cells),
      };
    });
    const held = hold(this.body);
    this.body.replaceChildren(...this.rows.map((row) => row.element));
    held();
    this.element.classList.toggle("long", lines.some((line) => line.label.length > LONG_LABEL));
    this.size = `${points} point${points === 1 ? "" : "s"}`;
    this.when.textContent = this.size;
  }

  #name(line, index, hidden) {
    const name = el("button", {
      type: "button",
      class: "line-name",
      "aria-pressed": String(!hidden.has(line.label)),
      title: `${line.label}: click to see it alone, Ctrl+click to hide or show it`,
      onclick: (event) => this.onPick(line.label, event.ctrlKey || event.metaKey || event.shiftKey),
    }, el("span", { class: `swatch dash-${dash(index).length ? dash(index)[0] : 0}` }), el("span", { class: "line-label" }, line.label));
    name.firstChild.style.color = `var(--${lineToken(index)})`;
    return name;
  }

  /** Shows the values at a time, or those of the whole range for null. Answers them as a sentence. */
  at(time) {
    if (!this.rows) {
      return "";
    }
    this.now.textContent = time === null ? "last" : "here";
    let when = "";
    const said = this.lines.map((line, index) => {
      const row = this.rows[index];
      const i = time === null ? -1 : nearest(line, time);
      const texts = time === null ? row.texts : this.#point(line, i);
      row.cells.forEach((cell, column) => (cell.textContent = texts[column]));
      when ||= i >= 0 ? moment(line, i) : "";
      return `${line.label} ${texts[0]}`;
    });
    this.when.textContent = when || (time === null ? this.size : instant(time));
    return `${this.when.textContent}: ${said.join(", ")}`;
  }

  /** One point's value, minimum, nothing, and maximum; the extremes only where they say more. */
  #point(line, i) {
    if (i < 0) {
      return ["–", "", "", ""];
    }
    const text = (value, digits) => format(value, this.panel.unit, this.panel.base, digits);
    const value = line.avg[i];
    const wide = line.max[i] > line.min[i];
    const sure = line.bounds[i] ? ["≥ ", "≤ "] : ["", ""];
    return [
      text(value, DIGITS_AT_CURSOR),
      wide ? sure[0] + text(line.min[i]) : "", "",
      wide ? sure[1] + text(line.max[i]) : "",
    ];
  }
}

/** When a point was; of an archived one, from when to when what it stands for was. */
function moment(line, i) {
  const [from, to] = extent(line, i);
  return line.starts[i] === null ? instant(from) : `${minute(from)} – ${to - from < DAY ? clock(to) : minute(to)}`;
}
