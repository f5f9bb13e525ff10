import { el } from "../core/dom.js";
import { clock, instant } from "../core/time.js";
import { format } from "../core/units.js";
import * as api from "../data/api.js";
import { extent, nearest } from "../data/lines.js";

const DWELL_MS = 120;
const KEPT = 200;

/**
 * Tells, where the pointer rests on a band, when exactly that point's minimum and maximum were: the archive
 * keeps both instants for every bucket, and live data that was thinned still has every sample.
 */
export class Peak {
  constructor({ host, probe }) {
    Object.assign(this, { host, probe });
    this.element = el("p", { class: "peak small", hidden: true, "aria-live": "off" });
    this.known = new Map();
  }

  /** The pointer is at a time, and at a value of the axis; null takes the note away. */
  at(time, value, lines, panel) {
    clearTimeout(this.timer);
    this.element.hidden = true;
    const found = time === null ? null : under(lines, time, value);
    if (found) {
      this.timer = setTimeout(() => this.#tell(found, panel), DWELL_MS);
    }
  }

  async #tell({ line, i }, panel) {
    const asked = (this.asked = {});
    const [from, to] = extent(line, i);
    const id = JSON.stringify([line.host, line.key, from, to]);
    try {
      if (!this.known.has(id)) {
        this.known.size >= KEPT && this.known.clear();
        this.known.set(id, api.extremes(line.host ?? this.host, this.probe, line.key, from, to));
      }
      const found = (await this.known.get(id))[line.value];
      if (found && this.asked === asked) {
        this.#say(line, found, panel);
      }
    } catch {
      // A note that is missing disturbs less than one that says why; the next look asks again.
      this.known.delete(id);
    }
  }

  #say(line, { min, minTime, max, maxTime }, panel) {
    const text = (value) => format(value, panel.unit, panel.base, 4);
    const low = minTime === null ? "" : `, min ${text(min)} at ${sameDay(minTime, maxTime) ? clock(minTime) : instant(minTime)}`;
    this.element.textContent = maxTime === null ? "" : `${line.label}: max ${text(max)} at ${instant(maxTime)}${low}`;
    this.element.hidden = maxTime === null;
  }

  close() {
    clearTimeout(this.timer);
    this.asked = null;
  }
}

/** The line whose band at a time is nearest to a value, and its point there; null if no line has a band there. */
function under(lines, time, value) {
  const bands = lines.map((line) => ({ line, i: nearest(line, time) }))
    .filter(({ line, i }) => i >= 0 && !line.summary && line.max[i] > line.min[i] && !line.bounds[i]);
  const distance = ({ line, i }) => Math.max(line.min[i] - value, value - line.max[i], 0);
  return bands.reduce((a, b) => (a && distance(a) <= distance(b) ? a : b), null);
}

function sameDay(a, b) {
  return new Date(a).toDateString() === new Date(b).toDateString();
}
