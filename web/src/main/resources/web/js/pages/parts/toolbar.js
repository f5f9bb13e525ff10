import { el } from "../../core/dom.js";
import { moved, PRESETS, widened } from "../../core/range.js";
import { change } from "../../core/route.js";
import { minute, zone } from "../../core/time.js";

/** The time range of a page and the ways to change it; `extra` are more controls. */
export class Toolbar {
  constructor(...extra) {
    this.presets = PRESETS.map((preset) => el("button", {
      type: "button", title: `The last ${preset.title}`,
      onclick: () => change({ range: preset.name, from: null, to: null }),
    }, preset.name));
    this.said = el("p", { class: "said small muted", title: `Times are in your zone, ${zone}` });
    this.forward = this.#step("›", "Later", () => moved(this.range, 0.5));
    this.element = el("div", { class: "toolbar", role: "toolbar", "aria-label": "Time range" },
      el("div", { class: "presets" }, this.presets),
      el("div", { class: "steps" },
        this.#step("‹", "Earlier", () => moved(this.range, -0.5)),
        this.forward,
        this.#step("−", "Zoom out (double click on a graph)", () => widened(this.range, 2)),
        this.#step("+", "Zoom in (drag across a graph)", () => widened(this.range, 0.5))),
      this.said, extra);
  }

  #step(sign, title, next) {
    return el("button", {
      type: "button", class: "button", title, "aria-label": title,
      onclick: () => change(next()),
    }, sign);
  }

  show(range) {
    this.range = range;
    this.presets.forEach((button, i) => button.setAttribute("aria-pressed", String(PRESETS[i].name === range.name)));
    this.forward.disabled = range.live;
    this.said.textContent = `${minute(range.from)} – ${range.live ? "now" : minute(range.to)}`;
  }
}
