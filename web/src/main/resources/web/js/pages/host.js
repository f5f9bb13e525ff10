import { el, empty, emptyPage, failure, state } from "../core/dom.js";
import { range } from "../core/range.js";
import { address, change } from "../core/route.js";
import { ago, DAY, epoch, instant, length, MINUTE } from "../core/time.js";
import { setTitle } from "../core/title.js";
import * as api from "../data/api.js";
import { alerts } from "../data/alerts.js";
import { live } from "../data/live.js";
import { marksOf } from "../data/marks.js";
import { Crosshair } from "../graph/crosshair.js";
import { Turns } from "../graph/turns.js";
import { badge } from "./parts/alert-count.js";
import { Jump } from "./parts/jump.js";
import { begin } from "./parts/live-page.js";
import { movers } from "./parts/movers.js";
import { hidden, pick } from "./parts/picks.js";
import { RangeMoves } from "./parts/range-moves.js";
import { problems, runsTable } from "./parts/runs.js";
import { Section } from "./parts/section.js";
import { spoolSentence } from "./parts/spool.js";
import { Toolbar } from "./parts/toolbar.js";
import { troubles } from "./parts/troubles.js";

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
    this.moves = new RangeMoves(this, this.group, (leader, now) => this.#follow(leader, now));
    this.dirty = new Set();
    this.marked = { rules: [], alerts: [] };
    this.listeners = new AbortController();
  }

  start() {
    setTitle(this.name);
    begin(this.body, {
      loading: `Loading ${this.name}…`, signal: this.listeners.signal,
      ask: () => Promise.all([api.hosts(), api.descriptions()]), build: ([hosts, descriptions]) => this.#build(hosts, descriptions),
    });
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
    this.badge = el("span");
    this.troubles = el("div");
    this.silence = el("div");
    this.movers = el("div");
    this.probes = el("div", { class: "probes" });
    this.scripts = el("section", { class: "probe", id: "scripts" });
    this.body.replaceChildren(
      el("div", { class: "heading" },
        el("a", { href: "#/", class: "small" }, "Fleet"), el("h1", {}, this.name), this.status, this.badge),
      this.silence, this.troubles, this.toolbar.element, this.movers, this.probes, this.scripts);
    this.#describe(descriptions);
    this.#listen();
    this.changed({ query: this.query });
    this.#showRuns();
    this.#mark();
  }

  /** Makes a section for every probe that has none yet. */
  #describe(descriptions) {
    if (this.sections.size === 0) {
      this.probes.replaceChildren();
    }
    for (const probe of this.host.probes) {
      if (descriptions[probe] && !this.sections.has(probe)) {
        const section = new Section({
          host: this.name, probe, description: descriptions[probe], group: this.group, range: this.range, view: () => this.#view(),
        });
        this.sections.set(probe, section);
        this.probes.append(section.element);
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

  #listen() {
    const { signal } = this.listeners;
    live.addEventListener("sample", ({ detail }) => {
      if (detail.host === this.name) {
        this.#soon(detail.probe, epoch(detail.time));
      }
    }, { signal });
    live.addEventListener("poll", () => this.#renew(), { signal });
    alerts.addEventListener("change", () => this.#mark(), { signal });
  }

  /** Shows in the graphs what rules ask of them, and when alerts fired. */
  async #mark() {
    this.badge.replaceChildren(badge(this.name) ?? "");
    try {
      const where = [["host", this.name]];
      const [{ rules }, all] = await Promise.all([api.alertRules(where), api.alerts(where)]);
      this.marked = { rules, alerts: all };
      this.sections.forEach((section) => section.show(this.range, false));
    } catch {
      // The graphs are worth as much without; the next change asks again.
    }
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
    if (!this.range.live || this.moves.isUnderWay) {
      this.sections.forEach((section) => section.catchUp());
      this.dirty.clear();
      return;
    }
    this.range = range(this.query, Date.now());
    this.toolbar.show(this.range);
    for (const [probe, section] of this.sections) {
      section.advance(this.range, this.dirty.has(probe));
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
    const moved = this.moves.isUnderWay || before?.from !== this.range.from || before?.to !== this.range.to;
    const samePreset = before?.live && this.range.live && before.name === this.range.name;
    this.sections.forEach((section) => section.show(this.range, moved && !samePreset));
    moved && this.#showMovers();
  }

  /** On a silent host's last hours: what moved most, from all probes, on the screen or not. */
  async #showMovers() {
    const range = this.range;
    this.movers.replaceChildren();
    if (this.host.state === "silent" && !this.query.has("range") && !this.query.has("from")) {
      const sections = [...this.sections.values()];
      await Promise.all(sections.map((section) => section.loadNow(range)));
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
    const asleep = epoch(this.host.asleep);
    this.silence.replaceChildren(...(at ? [el("p", { class: "notice warn" },
      el("strong", {}, `Silent since ${instant(last)}, for ${length(Date.now() - last)}. `),
      "Its last days are kept at full resolution until it speaks again or is retired, because what happened just "
        + "before a host fell silent is what one needs to find out why. ",
      el("a", { href: address("host", this.name) }, "See its last 24 hours"))] : []),
      ...(asleep ? [el("p", { class: "notice" },
        el("strong", {}, `Asleep since ${instant(asleep)}, as its machine said beforehand. `),
        "Until it delivers again nobody is told that it is silent.")] : []),
      ...[spoolSentence(this.host), ...troubles(this.host)].filter(Boolean).map((said) => el("p", { class: "notice warn" }, said)));
  }

  #view() {
    return {
      by: (probe) => this.query.get(`by.${probe}`),
      setBy: (probe, way) => change({ [`by.${probe}`]: way }),
      marks: (probe, panel) => marksOf(this.marked, probe, panel),
      hidden: (panel, drawn) => hidden(this.query, panel, drawn.map((line) => line.label)),
      events: (section, panel) => ({
        ...this.moves.events(),
        onPick: (graph, label, one) => pick(this.query, `${section.probe}/${panel.id}`, label, one),
      }),
    };
  }

  /** A hand moves the range: as many graphs in sight follow as the machine keeps up with. */
  #follow(leader, now) {
    this.toolbar.show(this.range);
    this.turns.pick(this.group.seen(), leader, now).forEach((graph) => graph.slide(this.range));
    this.sections.forEach((section) => section.slide(this.range));
  }

  close() {
    this.listeners.abort();
    this.jump?.close();
    clearTimeout(this.timer);
    this.sections.forEach((section) => section.close());
  }
}
