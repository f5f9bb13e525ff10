import * as api from "../api.js";
import { Crosshair } from "../crosshair.js";
import { el, empty, emptyPage, failure, state } from "../dom.js";
import { live } from "../live.js";
import { movers } from "../movers.js";
import { Jump } from "../jump.js";
import { fixed, range, widened } from "../range.js";
import { address, change } from "../route.js";
import { problems, runsTable } from "../runs.js";
import { Section } from "../section.js";
import { spoolSentence } from "../spool.js";
import { ago, DAY, epoch, instant, length, MINUTE } from "../time.js";
import { Toolbar } from "../toolbar.js";
import { Turns } from "../turns.js";

const SOONEST_MS = 2000;
const AFTER_SILENCE = 10 * MINUTE;

/** A host: every probe's graphs over one time range, and how its probes' scripts run. */
export function open(body, view) {
  const page = new HostPage(body, view);
  page.start();
  return page;
}

class HostPage {
  constructor(body, { name, query }) {
    Object.assign(this, { body, name, query });
    this.sections = new Map();
    this.group = new Crosshair();
    this.turns = new Turns();
    this.zoomedFrom = [];
    this.dirty = new Set();
    this.listeners = new AbortController();
  }

  async start() {
    document.title = `${this.name} – Domestik`;
    this.body.replaceChildren(el("p", { class: "muted loading" }, `Loading ${this.name}…`));
    try {
      const [hosts, descriptions] = await Promise.all([api.hosts(), api.descriptions()]);
      this.#build(hosts, descriptions);
    } catch (error) {
      this.body.replaceChildren(failure(error, () => this.start()));
    }
  }

  #build(hosts, descriptions) {
    this.host = hosts.find((host) => host.host === this.name);
    if (!this.host) {
      this.body.replaceChildren(emptyPage(`There is no host “${this.name}”`,
        "It has never delivered a sample to this server. ", el("a", { href: "#/" }, "See the hosts that have.")));
      return;
    }
    this.jump = new Jump(this.body);
    this.toolbar = new Toolbar(this.jump.element);
    this.status = el("p", { class: "host-status" });
    this.troubles = el("div");
    this.silence = el("div");
    this.movers = el("div");
    this.probes = el("div", { class: "probes" });
    this.scripts = el("section", { class: "probe", id: "scripts" });
    this.body.replaceChildren(
      el("div", { class: "heading" },
        el("a", { href: "#/", class: "small" }, "Fleet"), el("h1", {}, this.name), this.status),
      this.silence, this.troubles, this.toolbar.element, this.movers, this.probes, this.scripts);
    this.#describe(descriptions);
    this.#listen();
    this.changed({ query: this.query });
    this.#showRuns();
  }

  /** Makes a section for every probe that has none yet. */
  #describe(descriptions) {
    for (const probe of this.host.probes) {
      if (descriptions[probe] && !this.sections.has(probe)) {
        const section = new Section({
          host: this.name, probe, description: descriptions[probe], group: this.group, view: () => this.#view(),
        });
        this.sections.set(probe, section);
        this.probes.append(section.element);
        this.#watch(section);
      }
    }
    this.jump.offer([
      ...[...this.sections.values()].map((section) => [section.element.id, section.description.title ?? section.probe]),
      ["scripts", "Probe scripts"],
    ]);
    if (this.sections.size === 0) {
      this.probes.replaceChildren(empty("No samples yet", "The first graphs appear as soon as a probe has run."));
    }
  }

  /** Loads a section when it comes near the screen, and again when it does after it was left behind. */
  #watch(section) {
    this.observer ??= new IntersectionObserver((entries) => entries.forEach((entry) => {
      const seen = [...this.sections.values()].find((each) => each.element === entry.target);
      seen.near = entry.isIntersecting;
      this.#loadStale(seen);
    }), { rootMargin: "500px" });
    section.stale = "fresh";
    this.observer.observe(section.element);
  }

  async #loadStale(section) {
    const busy = section.under && section.stale === "more";
    if (section.near && section.stale && !busy) {
      const fresh = section.stale === "fresh";
      section.stale = null;
      await section.load(this.range, fresh);
    }
  }

  #listen() {
    const { signal } = this.listeners;
    live.addEventListener("sample", ({ detail }) => {
      if (detail.host === this.name) {
        this.#soon(detail.probe, epoch(detail.time));
      }
    }, { signal });
    live.addEventListener("poll", () => this.#renew(), { signal });
  }

  /** Something of this host arrived: draw it soon, but no more often than one can see. */
  #soon(probe, time) {
    this.host.lastSample = Math.max(epoch(this.host.lastSample) ?? 0, time ?? 0);
    this.dirty.add(probe);
    if (!this.sections.has(probe)) {
      this.#renew();
    }
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.#tick();
    }, Math.max(SOONEST_MS, (this.range.to - this.range.from) / 1000));
  }

  #tick() {
    this.#say();
    if (!this.range.live || this.sliding) {
      this.dirty.clear();
      return;
    }
    this.range = range(this.query, Date.now());
    this.toolbar.show(this.range);
    for (const [probe, section] of this.sections) {
      section.stale ||= this.dirty.has(probe) || !section.near ? "more" : null;
      section.stale ? this.#loadStale(section) : section.draw(this.range);
    }
    this.dirty.clear();
  }

  async #renew() {
    try {
      const hosts = await api.hosts();
      this.host = hosts.find((host) => host.host === this.name) ?? this.host;
      if (this.host.probes.some((probe) => !this.sections.has(probe))) {
        this.#describe(await api.descriptions());
      }
      this.host.probes.forEach((probe) => this.dirty.add(probe));
      this.#tick();
      this.#showRuns();
    } catch {
      // The next poll tries again; the header says meanwhile that the server is not reachable.
    }
  }

  async #showRuns() {
    try {
      const runs = await api.runs(this.name);
      const bad = problems(runs);
      this.scripts.replaceChildren(el("header", {}, el("h2", {}, "Probe scripts")),
        runs.length > 0 ? runsTable(runs) : el("p", { class: "muted" }, "No script has reported a run yet."));
      this.troubles.replaceChildren(...(bad.length === 0 ? [] : [el("p", { class: "notice bad" },
        `${bad.length === 1 ? "A probe script fails" : `${bad.length} probe scripts fail`}: `,
        bad.map((run) => run.script).join(", "), ". ",
        el("button", { class: "quiet", onclick: () => this.scripts.scrollIntoView() }, "See the errors"))]));
    } catch (error) {
      this.scripts.replaceChildren(failure(error, () => this.#showRuns()));
    }
  }

  /** The address changed: another range, other lines picked, another arrangement. */
  changed({ query }) {
    const before = this.range;
    this.query = query;
    if (!this.host) {
      return;
    }
    this.range = range(query, Date.now(), this.#beforeSilence());
    this.toolbar.show(this.range);
    this.#say();
    const moved = this.sliding || before?.from !== this.range.from || before?.to !== this.range.to;
    const samePreset = before?.live && this.range.live && before.name === this.range.name;
    for (const section of this.sections.values()) {
      if (moved && !samePreset) {
        section.stale = "fresh";
      }
      // What is there already is drawn over the new range at once; the rest follows.
      section.near && section.draw(this.range);
      this.#loadStale(section);
    }
    this.#showMovers();
  }

  /** On a silent host's last hours: what moved most, from all probes, on the screen or not. */
  async #showMovers() {
    const range = this.range;
    this.movers.replaceChildren();
    if (this.host.state === "silent" && !this.query.has("range") && !this.query.has("from")) {
      const sections = [...this.sections.values()];
      await Promise.all(sections.map((section) => {
        section.stale = null;
        return section.load(range, true);
      }));
      if (this.range === range) {
        this.movers.replaceChildren(movers(sections.flatMap((section) => section.drawn()), range) ?? "");
      }
    }
  }

  #isQuiet() {
    return this.host.state === "silent" || this.host.state === "retired";
  }

  #beforeSilence() {
    const last = epoch(this.host.lastSample);
    return this.#isQuiet() && last ? { from: last - DAY, to: last + AFTER_SILENCE, live: false, name: null } : null;
  }

  #say() {
    const last = epoch(this.host.lastSample);
    this.status.replaceChildren(state(this.host.state),
      el("span", { class: "muted", title: last ? instant(last) : null }, last ? `last sample ${ago(last)}` : "no sample yet"));
    const at = last && this.host.state === "silent";
    this.silence.replaceChildren(...(at ? [el("p", { class: "notice warn" },
      el("strong", {}, `Silent since ${instant(last)}, for ${length(Date.now() - last)}. `),
      "Its last days are kept at full resolution until it speaks again or is retired, because what happened just "
        + "before a host fell silent is what one needs to find out why. ",
      el("a", { href: address("host", this.name) }, "See its last 24 hours"))] : []),
      ...[spoolSentence(this.host), ...troubles(this.host)].filter(Boolean).map((said) => el("p", { class: "notice warn" }, said)));
  }

  #view() {
    return {
      by: (probe) => this.query.get(`by.${probe}`),
      setBy: (probe, way) => change({ [`by.${probe}`]: way }),
      hidden: (panel, drawn) => this.#hidden(panel, drawn),
      events: (section, panel) => ({
        onZoom: (from, to) => this.#zoom(from, to),
        onOut: () => this.#out(),
        onSlide: (from, to, leader) => this.#slide(from, to, leader),
        onSettle: () => this.#settle(),
        onPick: (graph, label, one) => this.#pick(`${section.probe}/${panel.id}`, label, one),
      }),
    };
  }

  #zoom(from, to) {
    this.#remember();
    change(fixed(from, to));
  }

  /** A hand moves the range: all graphs in sight follow, a frame at a time; the address does when it rests. */
  #slide(from, to, leader) {
    if (!this.sliding) {
      this.sliding = true;
      this.group.hold(true);
      this.#remember();
    }
    this.range = { ...fixed(from, to), live: false, name: null };
    this.frame ??= requestAnimationFrame((now) => {
      this.frame = null;
      this.toolbar.show(this.range);
      this.turns.pick(this.group.seen(), leader, now).forEach((graph) => graph.slide(this.range));
      this.sections.forEach((section) => section.near && section.slide(this.range));
    });
  }

  #settle() {
    const { from, to } = this.range;
    this.group.hold(false);
    change({ from, to, range: null });
    this.sliding = false;
  }

  #remember() {
    this.zoomedFrom.push({ from: this.query.get("from"), to: this.query.get("to"), range: this.query.get("range") });
  }

  #out() {
    change(this.zoomedFrom.pop() ?? widened(this.range, 2));
  }

  #hidden(panel, drawn) {
    const only = this.query.getAll("only").find((text) => text.startsWith(`${panel}~`));
    const hide = this.query.getAll("hide");
    return new Set(drawn.map((line) => line.label).filter((label) =>
      (only && only !== `${panel}~${label}`) || hide.includes(`${panel}~${label}`)));
  }

  #pick(panel, label, one) {
    const text = `${panel}~${label}`;
    const others = (name) => this.query.getAll(name).filter((each) => !each.startsWith(`${panel}~`));
    if (one) {
      const hide = this.query.getAll("hide");
      change({ hide: hide.includes(text) ? hide.filter((each) => each !== text) : [...hide, text] });
    } else {
      const already = this.query.getAll("only").includes(text);
      change({ only: already ? others("only") : [...others("only"), text], hide: others("hide") });
    }
  }

  close() {
    this.listeners.abort();
    this.observer?.disconnect();
    this.jump?.close();
    clearTimeout(this.timer);
    this.sections.forEach((section) => section.close());
  }
}

/** What is odd about what comes in a host's name. */
function troubles({ skewed, conflicts }) {
  return [
    skewed && "Its clock and the server's differ: its newest samples are more than a day old, or of the future and so not "
      + "taken yet. Nothing is lost by that; check both clocks.",
    conflicts && `${conflicts === 1 ? "A delivery" : `${conflicts} deliveries`} came with other samples under a number `
      + "that was used before. Both are kept; somebody else may send in this host's name.",
  ];
}
