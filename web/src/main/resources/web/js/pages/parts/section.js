import { el } from "../../core/dom.js";
import { hold } from "../../core/hold.js";
import { length } from "../../core/time.js";
import { isEmpty } from "../../data/lines.js";
import { hasTwoWays, panels } from "../../data/panels.js";
import { ProbeLines } from "../../data/probe-lines.js";
import { Graph } from "../../graph/graph.js";

const MOST_PANELS = 6;
const NEAR = "500px";

/* What a section lacks of its range: samples that arrived since it asked, or all of it and the order of its keys. */
const NEWER = "newer";
const ALL = "all";

/**
 * One probe of a host: its graphs, made from its description and its keys.
 *
 * What it lacks is fetched while it is near the screen, and otherwise once it comes near.
 */
export class Section {
  #lacks = ALL;
  #isNear = false;
  #loading = null;

  /** `view()` answers what the page says: {by, setBy, hidden, events, marks}; `range` may be given later, by {@link #show}. */
  constructor({ host, probe, description, group, range, view }) {
    Object.assign(this, { host, probe, description, group, range, view });
    this.lines = new ProbeLines(host, description);
    this.graphs = new Map();
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
    this.observer = new IntersectionObserver((entries) => {
      this.#isNear = entries.at(-1).isIntersecting;
      this.catchUp();
    }, { rootMargin: NEAR });
    this.observer.observe(this.element);
  }

  #takePlace(wanted) {
    this.element.classList.toggle("single", wanted.length === 1);
  }

  #about() {
    const words = [
      this.description.title && this.description.title !== this.probe ? this.probe : null,
      this.lines.every ? `every ${length(this.lines.every)}` : null,
      this.description.inferred ? "no description yet: titles and units are guessed" : null,
    ];
    return el("span", { class: "muted small" }, words.filter(Boolean).join(" · "));
  }

  /** The address changed; `isAnother` tells whether the range did. */
  show(range, isAnother) {
    this.range = range;
    if (isAnother) {
      this.#lacks = ALL;
    }
    if (this.#isNear) {
      // What is there already is drawn over the new range at once; the rest follows.
      this.#draw();
    }
    this.catchUp();
  }

  /** Time went on, and `hasNew` samples of this probe arrived meanwhile. */
  advance(range, hasNew) {
    this.range = range;
    if (hasNew || !this.#isNear) {
      this.#lacks ??= NEWER;
    }
    this.#lacks ? this.catchUp() : this.#draw();
  }

  /** Hears of a movement of the range: what is missing there is asked for; the graphs are drawn by who moves them. */
  slide(range) {
    this.range = range;
    if (this.#isNear && !this.#loading && !this.lines.holds(range)) {
      this.#load(false, range.to - range.from);
    }
  }

  /** Fetches all of a range, near the screen or not. */
  async loadNow(range) {
    this.range = range;
    this.#lacks = null;
    await this.#load(true);
  }

  /** Asks for what it lacks, such as what could not be had before. */
  catchUp() {
    const waits = this.#loading && this.#lacks === NEWER;
    if (this.#isNear && this.#lacks && !waits) {
      const all = this.#lacks === ALL;
      this.#lacks = null;
      this.#load(all);
    }
  }

  async #load(all, margin = undefined) {
    // Where the range changes, what is still under way is no longer of use.
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
    try {
      const only = all || this.graphs.size === 0 ? null : this.#keysShown();
      await this.lines.fetch(this.range, { only, points: this.#points(), signal: loading.signal, margin });
      if (this.#loading === loading) {
        this.#loading = null;
        this.#say(this.#without());
        this.lines.rank(this.range, all);
        this.#draw();
      }
    } catch (error) {
      if (this.#loading !== loading) {
        return;
      }
      this.#loading = null;
      this.#lacks ??= all ? ALL : NEWER;
      if (this.graphs.size === 0) {
        this.#say(error.message);
      }
      this.graphs.forEach((graph) => graph.fail(error));
    }
  }

  #without() {
    const { keys, leftOut } = this.lines;
    return keys.length === 0 ? "No samples yet. They appear here as soon as the first one arrives."
      : leftOut > 0 ? `${leftOut} more keys are not shown here; they are in the database.` : "";
  }

  #say(text) {
    this.said.classList.remove("loading");
    this.said.textContent = text;
  }

  #points() {
    const width = this.body.firstElementChild?.clientWidth ?? Math.min(600, this.body.clientWidth);
    return Math.round(Math.min(1500, Math.max(200, width - 90)));
  }

  /** Draws what was fetched over the range, which may have moved on a little since. */
  #draw() {
    if (this.lines.isEmpty) {
      return;
    }
    const { by, hidden, marks } = this.view();
    const { keys } = this.lines;
    const wanted = this.#withValues(panels(this.description, keys, by(this.probe)));
    // A probe without keys, or with one, shows all the graphs its description asks for.
    const shown = this.all || keys.length < 2 ? wanted : wanted.slice(0, MOST_PANELS);
    this.#explain(shown);
    this.#arrange(shown);
    for (const panel of shown) {
      const drawn = this.#drawnIn(panel);
      this.graphs.get(panel.id).show(drawn, this.range, hidden(`${this.probe}/${panel.id}`, drawn), null, marks(this.probe, panel));
    }
    this.rest.hidden = shown.length === wanted.length;
    this.rest.textContent = `Show ${wanted.length - shown.length} more graphs`;
    this.#offerWays(by(this.probe));
    this.#takePlace(wanted);
    this.#goOn();
  }

  /** Lines that were not shown until now stood still meanwhile: what they lack is asked for. */
  #goOn() {
    if (!this.#loading && this.lines.areBehind(this.#keysShown())) {
      this.#lacks ??= NEWER;
      this.catchUp();
    }
  }

  #keysShown() {
    return [...this.graphs.values()].flatMap((graph) => graph.lines.map((line) => line.key));
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

  /** Brings a panel of {@link #drawn} to the middle of the screen. */
  reveal(panel) {
    this.graphs.get(panel.id)?.element.scrollIntoView({ block: "center" });
  }

  /** Without the panels of which the host never sent a value; those on the screen stay, and all do where none has any. */
  #withValues(wanted) {
    const some = wanted.filter((panel) => this.graphs.has(panel.id) || this.#drawnIn(panel).some((line) => !isEmpty(line)));
    return some.length > 0 ? some : wanted;
  }

  #drawnIn(panel) {
    return panel.lines.map(({ key, value, label }) => {
      const line = this.lines.get(key, value);
      return line && { ...line, label, key, unit: panel.unit };
    }).filter(Boolean);
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
        graph = new Graph(panel, {
          host: this.host, probe: this.probe, group: this.group, onMore: () => this.#goOn(), ...this.view().events(this, panel),
        });
        this.graphs.set(panel.id, graph);
      }
      if (this.body.children[index] !== graph.element) {
        this.body.insertBefore(graph.element, this.body.children[index] ?? null);
      }
    });
  }

  #offerWays(by) {
    const held = hold(this.ways);
    this.ways.replaceChildren();
    if (hasTwoWays(this.description, this.lines.keys)) {
      const key = this.description.key.join(" and ");
      const stacked = this.description.graph[0]?.style === "stacked";
      const now = by ?? (stacked ? "key" : "value");
      this.ways.append(...[["value", "By value"], ["key", `By ${key}`]].map(([way, title]) =>
        el("button", {
          type: "button", class: "quiet small", "aria-pressed": String(now === way),
          onclick: () => this.view().setBy(this.probe, way),
        }, title)));
    }
    held();
  }

  #showRest() {
    this.all = true;
    this.#draw();
  }

  close() {
    this.observer.disconnect();
    this.#loading?.abort();
    this.#loading = null;
    this.graphs.forEach((graph) => graph.close());
  }
}
