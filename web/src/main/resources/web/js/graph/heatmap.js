import { el } from "../core/dom.js";
import { hold } from "../core/hold.js";
import { onScheme, token } from "../core/palette.js";
import { address } from "../core/route.js";
import { instant } from "../core/time.js";
import { format } from "../core/units.js";
import { COLUMNS, columns } from "../data/spread.js";

const FEWEST = 3;
const STEPS = 5;

/** Many lines at once: a row each, the darker (on a dark page: the lighter) the larger the value. */
export class HeatMap {
  constructor() {
    this.list = el("ul", { class: "heat-rows" });
    this.scale = el("p", { class: "heat-scale small muted" });
    this.here = el("p", { class: "small muted", "aria-live": "off" });
    this.element = el("section", { class: "heat card", hidden: true, "aria-label": "Heat map of all series" },
      el("header", {}, el("h2", {}, "All of them"), this.here, this.scale), this.list);
    this.list.addEventListener("pointermove", (event) => this.#point(event));
    this.list.addEventListener("pointerleave", () => (this.here.textContent = ""));
    this.stopScheme = onScheme(() => this.lines && this.show(this.lines, this.range, this.panel));
  }

  show(lines, range, panel) {
    Object.assign(this, { lines, range, panel });
    this.element.hidden = lines.length < FEWEST;
    if (this.element.hidden) {
      return;
    }
    const values = lines.flatMap((line) => line.max.filter((value) => value !== null));
    // A loop, since spreading hundreds of thousands of arguments overflows the stack.
    const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const least = Math.min(0, values.reduce((a, b) => Math.min(a, b), Infinity));
    this.colours = Array.from({ length: STEPS }, (_, i) => rgb(token(`heat-${i + 1}`)));
    const text = (value) => format(value, panel.unit, panel.base, 3);
    this.scale.replaceChildren(text(least), el("span", { class: "heat-bar" }), text(most));
    this.rows = lines.map((line) => this.#row(line, least, most, text));
    const held = hold(this.list);
    this.list.replaceChildren(...this.rows);
    held();
  }

  #row(line, least, most, text) {
    const canvas = el("canvas", { width: COLUMNS, height: 1, "aria-hidden": "true" });
    const context = canvas.getContext("2d");
    const image = context.createImageData(COLUMNS, 1);
    columns(line, this.range).forEach((value, column) => {
      if (value !== undefined) {
        const [r, g, b] = this.#colour((value - least) / (most - least || 1));
        image.data.set([r, g, b, 255], column * 4);
      }
    });
    context.putImageData(image, 0, 0);
    const peak = line.max.reduce((a, b) => (b !== null && b > a ? b : a), -Infinity);
    return el("li", {}, el("a", { href: address("host", line.host), title: line.label }, line.label), canvas, el("span", {}, text(peak)));
  }

  #colour(share) {
    const place = Math.min(1, Math.max(0, share)) * (STEPS - 1);
    const i = Math.min(STEPS - 2, Math.floor(place));
    return this.colours[i].map((low, channel) => low + (this.colours[i + 1][channel] - low) * (place - i));
  }

  #point(event) {
    const canvas = event.target.closest("li")?.querySelector("canvas");
    if (!canvas) {
      return;
    }
    const box = canvas.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    const line = this.lines[this.rows.indexOf(canvas.parentElement)];
    if (share >= 0 && share < 1 && line) {
      const value = columns(line, this.range)[Math.floor(share * COLUMNS)];
      const at = this.range.from + share * (this.range.to - this.range.from);
      this.here.textContent = `${line.label}, ${instant(at)}: ${format(value, this.panel.unit, this.panel.base)}`;
    }
  }

  close() {
    this.stopScheme();
  }
}

function rgb(colour) {
  return [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
}
