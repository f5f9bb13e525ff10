import { HOUR, span } from "../core/time.js";
import * as api from "./api.js";
import { lines, statistics } from "./lines.js";
import { text } from "./panels.js";

const MARGIN_MS = 2 * HOUR;
const KEYS_FRESH_MS = 60_000;
const MOST_KEYS = 200;

/** The lines of one probe of a host as far as they were fetched, and its keys in the order they are drawn in. */
export class ProbeLines {
  #byKey = new Map();
  #order = [];
  #keysAt = 0;
  #have = null;
  #turn = 0;

  constructor(host, description) {
    Object.assign(this, { host, description, keys: [], leftOut: 0, every: span(description.every) });
  }

  /** Whether nothing was fetched yet. */
  get isEmpty() {
    return this.#byKey.size === 0;
  }

  /** The line of a value of a key; undefined where it was not fetched. */
  get(key, value) {
    return this.#byKey.get(text(key))?.lines.get(value);
  }

  /** Whether other keys were fetched since one of these was. */
  areBehind(keys) {
    return keys.some((key) => this.#byKey.get(text(key))?.turn < this.#turn);
  }

  /** Whether all of a range was fetched, as far as it is not of the future. */
  holds({ from, to }) {
    return this.#have !== null && from >= this.#have.from && Math.min(to, Date.now()) <= this.#have.to;
  }

  /**
   * Fetches a range with a margin on both sides, so that lines run to the edges of the graph and a little further.
   * `only` are the keys to fetch, beside those that are new; null for all. `points` are for the range alone.
   */
  async fetch(range, { only, points, signal, margin = Math.min(MARGIN_MS, (range.to - range.from) / 4) }) {
    await this.#findKeys();
    const some = only && new Set(only.map(text));
    const wanted = this.keys.filter((key) => !some || some.has(text(key)) || !this.#byKey.has(text(key)));
    const turn = this.#turn + 1;
    await Promise.all(wanted.map((key) => this.#fetch(key, range, margin, points, signal, turn)));
    this.#turn = turn;
    this.#have = { from: range.from - margin, to: range.to + margin };
  }

  async #findKeys() {
    if (!this.description.key?.length) {
      this.keys = [[]];
    } else if (Date.now() - this.#keysAt > KEYS_FRESH_MS) {
      const all = await api.keys(this.host, this.description.name);
      this.#keysAt = Date.now();
      this.keys = all.slice(0, MOST_KEYS);
      this.leftOut = Math.max(0, all.length - MOST_KEYS);
    }
    if (this.keys.length === 0) {
      this.#keysAt = 0;
    }
  }

  async #fetch(key, range, margin, points, signal, turn) {
    const [from, to] = [range.from - margin, range.to + margin];
    const slots = Math.ceil((points * (to - from)) / (range.to - range.from));
    const answer = await api.series(this.host, this.description.name, key, from, to, slots, signal);
    this.#byKey.set(text(key), { lines: lines(answer, { points: slots, every: this.every }), turn });
  }

  /** Orders the keys: by their largest value in the range if `anew`, else as before, so that colours stay while time passes. */
  rank(range, anew) {
    if (anew || this.#order.length === 0) {
      const sizes = new Map(this.keys.map((key) => [key, this.#size(key, range)]));
      this.keys.sort((a, b) => sizes.get(b) - sizes.get(a));
    } else {
      const place = (key) => this.#order.indexOf(text(key)) + 1 || Infinity;
      this.keys.sort((a, b) => place(a) - place(b));
    }
    this.#order = this.keys.map(text);
  }

  #size(key, range) {
    const { graph, derived, values } = this.description;
    const line = this.get(key, graph[0]?.values?.[0] ?? (derived?.at(-1) ?? values[0]).name);
    return (line && statistics(line, range)?.max) ?? -Infinity;
  }
}
