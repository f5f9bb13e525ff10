import { el, emptyPage } from "../core/dom.js";
import { range } from "../core/range.js";
import { change, sought } from "../core/route.js";
import { span } from "../core/time.js";
import { setTitle } from "../core/title.js";
import { counted } from "../core/units.js";
import * as api from "../data/api.js";
import { lines, statistics } from "../data/lines.js";
import { live } from "../data/live.js";
import { text } from "../data/panels.js";
import { spread } from "../data/spread.js";
import { Crosshair } from "../graph/crosshair.js";
import { Graph } from "../graph/graph.js";
import { HeatMap } from "../graph/heatmap.js";
import { begin } from "./parts/live-page.js";
import { RangeMoves } from "./parts/range-moves.js";
import { Toolbar } from "./parts/toolbar.js";

const MOST_SERIES = 400;
// More lines than these over each other are spaghetti.
const MOST_LINES = 16;
const POINTS = 300;
const TOGETHER = "The median of all, a band from the 10th to the 90th percentile, and the extremes.";
const RENEW_MS = 15_000;
const FOUND_FRESH_MS = 60_000;

/** One value of a probe over all hosts and keys: the largest as lines, all of them as a heat map. */
export function open(body, view) {
  const page = new ProbePage(body, view);
  page.start();
  return page;
}

class ProbePage {
  constructor(body, { name, query }) {
    Object.assign(this, { body, name, query });
    this.group = new Crosshair();
    this.moves = new RangeMoves(this, this.group, () => this.#follow());
    this.listeners = new AbortController();
  }

  start() {
    setTitle(this.name);
    begin(this.body, {
      loading: `Loading ${this.name}…`, signal: this.listeners.signal,
      ask: () => Promise.all([api.hosts(), api.descriptions()]), build: ([hosts, descriptions]) => this.#build(hosts, descriptions),
    });
  }

  async #build(hosts, descriptions) {
    this.description = descriptions[this.name];
    this.hosts = hosts.filter((host) => host.probes.includes(this.name));
    if (!this.description) {
      this.body.replaceChildren(emptyPage(`There is no probe “${this.name}”`, el("a", { href: "#/probes" }, "See those there are.")));
      return;
    }
    const title = this.description.title ?? this.name;
    setTitle(title);
    this.choice = el("select", {
      class: "field", "aria-label": "Value", onchange: (event) => change({ value: event.target.value, only: null, hide: null }),
    }, this.#values().map((value) => el("option", { value: value.name }, value.title ?? value.name)));
    this.search = el("input", {
      class: "field", type: "search", placeholder: "Find a host or key", "aria-label": "Find a host or key",
      value: this.query.get("find") ?? "", oninput: () => change({ find: this.search.value }, { asStep: false }),
    });
    this.toolbar = new Toolbar();
    this.progress = el("p", { class: "muted small", role: "status" });
    this.top = el("div", { class: "top-lines" });
    this.heat = new HeatMap();
    this.body.replaceChildren(
      el("div", { class: "heading" }, el("a", { href: "#/probes", class: "small" }, "Probes"), el("h1", {}, title)),
      this.toolbar.element, el("div", { class: "filters probe-filters" }, this.choice, this.search, this.progress),
      this.top, this.heat.element);
    this.progress.textContent = "Finding what there is…";
    this.progress.classList.add("loading");
    this.series = await this.#all();
    this.foundAt = Date.now();
    if (this.listeners.signal.aborted) {
      return;
    }
    this.timer = setInterval(() => !document.hidden && this.#renew(), RENEW_MS);
    live.addEventListener("poll", () => this.#renew(), { signal: this.listeners.signal });
    this.changed({ query: this.query });
  }

  #values() {
    return [...this.description.values, ...(this.description.derived ?? [])];
  }

  /** The value looked at first: what the author derived last, or else what is drawn first. */
  #first() {
    const { derived, graph, values } = this.description;
    return derived?.at(-1)?.name ?? graph[0]?.values?.[0] ?? values[0].name;
  }

  /** What there is to draw: {host, key, label}. */
  async #all() {
    const flat = !this.description.key?.length;
    const alone = this.hosts.length === 1;
    const keys = flat ? {} : await api.keysOf(this.name);
    return this.hosts.flatMap(({ host }) => (flat ? [[]] : keys[host] ?? []).map((key) =>
      ({ host, key, label: flat ? host : alone ? text(key) : `${host} · ${text(key)}` })));
  }

  changed({ query }) {
    const before = this.range;
    this.query = query;
    if (!this.series) {
      return;
    }
    const names = this.#values().map((value) => value.name);
    const value = names.includes(query.get("value")) ? query.get("value") : this.#first();
    this.choice.value = value;
    this.search.value = query.get("find") ?? "";
    this.range = range(query, Date.now());
    this.toolbar.show(this.range);
    if (value !== this.value) {
      this.value = value;
      this.#newGraph();
    }
    const same = before && !this.moves.isUnderWay && (before.live ? before.name === this.range.name : before.from === this.range.from && before.to === this.range.to);
    if (!same) {
      this.complete = false;
      this.#load();
    } else if (this.#wanted().some((each) => !each.lines) && this.#areMany()) {
      this.#load();
    } else if (this.complete) {
      this.#draw();
    }
  }

  #areMany() {
    return this.series.length > MOST_SERIES;
  }

  /** Those whose names have in them what is searched for. */
  #found() {
    const find = sought(this.query);
    return this.series.filter((each) => each.label.toLowerCase().includes(find));
  }

  /** Those that are fetched: of more than can be shown, the first of those that are searched for. */
  #wanted() {
    return this.#areMany() ? this.#found().slice(0, MOST_SERIES) : this.series;
  }

  #newGraph() {
    this.graph?.close();
    this.together?.close();
    const value = this.#values().find((each) => each.name === this.value);
    const graph = this.description.graph.find((each) => each.values?.includes(this.value)) ?? this.description.graph[0];
    this.panel = {
      id: this.value, level: "h2", title: value.title ?? value.name, note: null, info: graph.info, style: "lines",
      base: graph.base, unit: value.unit ?? "",
    };
    const events = { host: "", probe: this.name, group: this.group, ...this.moves.events() };
    this.graph = new Graph(this.panel, {
      ...events, onPick: (_, label, one) => this.#pick(label, one),
    });
    this.together = new Graph({ ...this.panel, id: `${this.value}.all`, title: `${this.panel.title}, all together`, info: TOGETHER },
      { ...events, onPick: () => {} });
    this.together.element.hidden = true;
    this.top.replaceChildren(this.together.element, this.graph.element);
  }

  /** A label was picked: its line is seen alone, or all are again; with `one` it alone is hidden or shown. */
  #pick(label, one) {
    const hide = this.query.getAll("hide");
    change(one ? { hide: hide.includes(label) ? hide.filter((each) => each !== label) : [...hide, label] }
      : { only: this.query.get("only") === label ? null : label, hide: null });
  }

  #follow() {
    this.toolbar.show(this.range);
    this.graph.slide(this.range);
    this.together.slide(this.range);
  }

  /** Fetches anew what goes on, or could not be had; never while something is under way already. */
  #renew() {
    if ((this.range.live || this.failed) && !this.moves.isUnderWay && !this.loading) {
      this.#load();
      Date.now() - this.foundAt > FOUND_FRESH_MS && this.#findNew();
    }
  }

  /** What appears while the page is open is drawn with the next renewal. */
  async #findNew() {
    const id = ({ host, key }) => JSON.stringify([host, key]);
    this.foundAt = Date.now();
    try {
      this.hosts = (await api.hosts()).filter((host) => host.probes.includes(this.name));
      const known = new Map(this.series.map((each) => [id(each), each]));
      this.series = (await this.#all()).map((each) => Object.assign(known.get(id(each)) ?? {}, each));
    } catch {
      this.foundAt = 0;
    }
  }

  /** Fetches the range of all series, one after the other where they are many, and draws as they come. */
  async #load() {
    // Where the range changes, what is still under way is no longer of use.
    this.loading?.abort();
    const loading = (this.loading = new AbortController());
    this.range = range(this.query, Date.now());
    this.toolbar.show(this.range);
    const wanted = this.#wanted();
    let done = 0;
    let failed = null;
    this.progress.classList.add("loading");
    await Promise.all(wanted.map(async (each) => {
      try {
        each.lines = await this.#fetch(each, loading);
      } catch (error) {
        failed = error;
      }
      if (this.loading === loading && ++done % 25 === 0) {
        this.#draw();
        this.progress.textContent = `${done} of ${wanted.length}…`;
      }
    }));
    if (this.loading === loading) {
      Object.assign(this, { loading: null, complete: true, failed });
      // What was not asked for is of another range, or stands still.
      const asked = new Set(wanted);
      this.series.filter((each) => !asked.has(each)).forEach((each) => delete each.lines);
      this.#draw();
      this.progress.classList.remove("loading");
      this.progress.textContent = failed?.message ?? this.#said();
    }
  }

  async #fetch(each, loading) {
    const { from, to } = this.range;
    const answer = await api.series(each.host, this.name, each.key, from, to, POINTS, loading.signal);
    return lines(answer, { points: POINTS, every: span(this.description.every) });
  }

  #said() {
    const said = `${counted(this.series.length, "series")} of ${counted(this.hosts.length, "host")}`;
    const found = this.#found().length;
    return found <= MOST_SERIES ? said
      : `${said}; the first ${MOST_SERIES} ${found < this.series.length ? "found " : ""}are shown`;
  }

  #draw() {
    const found = this.#found();
    const drawn = found.filter((each) => each.lines?.get(this.value))
      .map((each) => {
        const line = { ...each.lines.get(this.value), label: each.label, key: each.key, host: each.host };
        return { line, most: statistics(line, this.range)?.max ?? -Infinity };
      })
      .filter((each) => each.most > -Infinity)
      .sort((a, b) => b.most - a.most).map((each) => each.line);
    const labels = drawn.map((line) => line.label);
    const only = labels.find((label) => label === this.query.get("only"));
    const hide = this.query.getAll("hide");
    const hidden = new Set(labels.filter((label) => (only !== undefined && label !== only) || hide.includes(label)));
    const many = drawn.length > MOST_LINES;
    this.together.element.hidden = !many;
    if (many) {
      this.together.show(spread(drawn, this.range), this.range);
    }
    this.graph.show(drawn, this.range, hidden, found.length > 0 ? null : `No series has “${this.query.get("find")}” in its name.`);
    this.heat.show(drawn, this.range, this.panel);
  }

  close() {
    this.listeners.abort();
    clearInterval(this.timer);
    this.loading?.abort();
    this.loading = null;
    this.graph?.close();
    this.together?.close();
    this.heat?.close();
  }
}
