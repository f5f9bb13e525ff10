import * as api from "./api.js";
import { el } from "./dom.js";
import { Graph } from "./graph.js";
import { isEmpty, lines, statistics } from "./lines.js";
import { hasTwoWays, panels, text } from "./panels.js";
import { HOUR, length, span } from "./time.js";

const MARGIN_MS = 2 * HOUR;
const KEYS_FRESH_MS = 60_000;
const MOST_KEYS = 200;
const MOST_PANELS = 6;
const MOST_REFRESHED = 16;

/** One probe of a host: its graphs, made from its description and its keys. */
export class Section {
  constructor({ host, probe, description, group, view }) {
    Object.assign(this, { host, probe, description, group, view });
    this.graphs = new Map();
    this.found = new Map();
    this.order = [];
    this.keysAt = 0;
    this.every = span(description.every);
    this.ways = el("span", { class: "ways" });
    this.body = el("div", { class: "graphs" });
    this.rest = el("button", { class: "button", type: "button", hidden: true, onclick: () => this.#showRest() });
    this.said = el("p", { class: "muted small loading" }, "Loading…");
    this.infos = el("p", { class: "muted small infos" });
    this.element = el("section", { class: "probe", id: `probe-${probe}`, "aria-label": description.title ?? probe },
      el("header", {}, el("h2", {}, description.title ?? probe), this.#about(), this.ways),
      this.infos, this.said, this.body, this.rest);
    if (!description.key?.length) {
      this.#takePlace(panels(description, [[]]));
    }
  }

  #takePlace(wanted) {
    this.element.classList.toggle("single", wanted.length === 1);
  }

  #about() {
    const words = [
      this.description.title && this.description.title !== this.probe ? this.probe : null,
      this.every ? `every ${length(this.every)}` : null,
      this.description.inferred ? "no description yet: titles and units are guessed" : null,
    ];
    return el("span", { class: "muted small" }, words.filter(Boolean).join(" · "));
  }

  /** Fetches the range, with a margin on both sides, and draws it; `fresh` ranks the keys anew. */
  async load(range, fresh, margin = Math.min(MARGIN_MS, (range.to - range.from) / 4)) {
    // Where the range changes, what is still under way is no longer of use.
    this.under?.abort();
    const under = (this.under = new AbortController());
    this.range = range;
    try {
      await this.#findKeys();
      const wanted = fresh || this.found.size === 0 ? this.keys : this.keys.filter((key) => this.#isShown(key));
      const points = this.#points();
      await Promise.all(wanted.map((key) => this.#fetch(key, range, margin, points, under.signal)));
      this.have = { from: range.from - margin, to: range.to + margin };
      if (this.under === under) {
        this.#say(this.keys.length === 0 ? "No samples yet. They appear here as soon as the first one arrives."
          : this.leftOut > 0 ? `${this.leftOut} more keys are not shown here; they are in the database.` : "");
        this.under = null;
        this.#rank(fresh);
        this.draw(this.range);
      }
    } catch (error) {
      if (under.signal.aborted) {
        return;
      }
      if (this.graphs.size === 0) {
        this.#say(error.message);
      }
      this.graphs.forEach((graph) => graph.fail(error));
    }
  }

  async #findKeys() {
    if (!this.description.key?.length) {
      this.keys = [[]];
    } else if (Date.now() - this.keysAt > KEYS_FRESH_MS) {
      const all = await api.keys(this.host, this.probe);
      this.keysAt = Date.now();
      this.keys = all.slice(0, MOST_KEYS);
      this.leftOut = Math.max(0, all.length - MOST_KEYS);
    }
    if (this.keys.length === 0) {
      this.keysAt = 0;
    }
  }

  /** Hears of a movement of the range: what is missing there is asked for; the graphs are drawn by who moves them. */
  slide(range) {
    this.range = range;
    const short = !this.have || range.from < this.have.from || Math.min(range.to, Date.now()) > this.have.to;
    if (short && !this.under) {
      this.load(range, false, range.to - range.from);
    }
  }

  // A little more than the range, so that lines run to the edges of the graph.
  async #fetch(key, range, margin, points, signal) {
    const [from, to] = [range.from - margin, range.to + margin];
    const slots = Math.ceil((points * (to - from)) / (range.to - range.from));
    const answer = await api.series(this.host, this.probe, key, from, to, slots, signal);
    this.found.set(text(key), lines(answer, { from, to, points: slots, every: this.every }));
  }

  #say(text) {
    this.said.classList.remove("loading");
    this.said.textContent = text;
  }

  #points() {
    const width = this.body.firstElementChild?.clientWidth ?? Math.min(600, this.body.clientWidth);
    return Math.round(Math.min(1500, Math.max(200, width - 90)));
  }

  #isShown(key) {
    const at = this.order.indexOf(text(key));
    return at < 0 || at < MOST_REFRESHED;
  }

  /** Orders the keys by their largest value, once a range, so that colours stay while time passes. */
  #rank(fresh) {
    const size = (key) => {
      const values = this.found.get(text(key));
      const first = this.description.graph[0]?.values?.[0] ?? this.#lastValue();
      const line = values?.get(first);
      return (line && statistics(line, this.range)?.max) ?? -Infinity;
    };
    if (fresh || this.order.length === 0) {
      const sizes = new Map(this.keys.map((key) => [key, size(key)]));
      this.keys.sort((a, b) => sizes.get(b) - sizes.get(a));
      this.order = this.keys.map(text);
    } else {
      const place = (key) => (this.order.indexOf(text(key)) + 1 || Infinity);
      this.keys.sort((a, b) => place(a) - place(b));
      this.order = this.keys.map(text);
    }
  }

  #lastValue() {
    return (this.description.derived?.at(-1) ?? this.description.values[0]).name;
  }

  /** Draws what was fetched over this range, which may have moved on a little since. */
  draw(range) {
    this.range = range;
    if (!this.keys || this.found.size === 0) {
      return;
    }
    const { by, hidden } = this.view();
    const wanted = this.#withValues(panels(this.description, this.keys, by(this.probe)));
    const shown = this.all ? wanted : wanted.slice(0, Math.max(MOST_PANELS, this.#ofOneKey(wanted)));
    this.#explain(shown);
    this.#arrange(shown);
    for (const panel of shown) {
      const drawn = this.#drawnIn(panel);
      this.graphs.get(panel.id).show(drawn, range, hidden(`${this.probe}/${panel.id}`, drawn));
    }
    this.rest.hidden = shown.length === wanted.length;
    this.rest.textContent = `Show ${wanted.length - shown.length} more graphs`;
    this.#offerWays(by(this.probe));
    this.#takePlace(wanted);
  }

  /** A graph that becomes several panels is explained once, above them. */
  #explain(shown) {
    const of = (panel) => shown.filter((each) => each.graph === panel.graph).length;
    this.infos.textContent = [...new Set(shown.filter((panel) => of(panel) > 1).map((panel) => panel.info))]
      .filter(Boolean).join(" ");
    shown.forEach((panel) => Object.assign(panel, {
      info: of(panel) > 1 ? null : panel.info,
      heading: shown.length > 1 || panel.note || panel.title !== (this.description.title ?? this.probe),
    }));
  }

  /** Every line drawn, with where: {line, panel, section}. */
  drawn() {
    return [...this.graphs.values()].flatMap((graph) =>
      (graph.given ?? []).map((line) => ({ line, panel: graph.panel, section: this })));
  }

  // A probe without keys, or with one, shows all the graphs its description asks for.
  #ofOneKey(wanted) {
    return this.keys.length < 2 ? wanted.length : 0;
  }

  /** Without the panels of which the host never sent a value; those on the screen stay, and all do where none has any. */
  #withValues(wanted) {
    const some = wanted.filter((panel) => this.graphs.has(panel.id) || this.#drawnIn(panel).some((line) => !isEmpty(line)));
    return some.length > 0 ? some : wanted;
  }

  #drawnIn(panel) {
    return panel.lines.map((line) => this.#line(line, panel)).filter(Boolean);
  }

  #line(line, panel) {
    const found = this.found.get(text(line.key))?.get(line.value);
    return found && { ...found, label: line.label, key: line.key, unit: panel.unit };
  }

  #arrange(shown) {
    const ids = new Set(shown.map((panel) => panel.id));
    for (const [id, graph] of this.graphs) {
      if (!ids.has(id)) {
        graph.element.remove();
        graph.close();
        this.graphs.delete(id);
      }
    }
    shown.forEach((panel, index) => {
      let graph = this.graphs.get(panel.id);
      if (!graph) {
        graph = new Graph(panel, { host: this.host, probe: this.probe, group: this.group, ...this.view().events(this, panel) });
        this.graphs.set(panel.id, graph);
      }
      if (this.body.children[index] !== graph.element) {
        this.body.insertBefore(graph.element, this.body.children[index] ?? null);
      }
    });
  }

  #offerWays(by) {
    this.ways.replaceChildren();
    if (hasTwoWays(this.description, this.keys)) {
      const key = this.description.key.join(" and ");
      const stacked = this.description.graph[0]?.style === "stacked";
      const now = by ?? (stacked ? "key" : "value");
      this.ways.append(...[["value", "By value"], ["key", `By ${key}`]].map(([way, title]) =>
        el("button", {
          type: "button", class: "quiet small", "aria-pressed": String(now === way),
          onclick: () => this.view().setBy(this.probe, way),
        }, title)));
    }
  }

  #showRest() {
    this.all = true;
    this.draw(this.range);
  }

  close() {
    this.under?.abort();
    this.graphs.forEach((graph) => graph.close());
  }
}
