import { el, empty, state } from "../core/dom.js";
import { hold } from "../core/hold.js";
import { address, change, sought } from "../core/route.js";
import { ago, epoch, instant } from "../core/time.js";
import { setTitle } from "../core/title.js";
import * as api from "../data/api.js";
import { alerts, burning, waiting } from "../data/alerts.js";
import { live } from "../data/live.js";
import { isAdmin } from "../data/session.js";
import { Sparklines } from "../graph/sparkline.js";
import { attention } from "./parts/attention.js";
import { badge } from "./parts/alert-count.js";
import { begin } from "./parts/live-page.js";
import { problems } from "./parts/runs.js";
import { behind, spoolSentence, spoolWords } from "./parts/spool.js";
import { troubles, troubleWords } from "./parts/troubles.js";

const WORST_FIRST = ["silent", "late", "alive", "retired"];
const AGES_MS = 1000;
const SOONEST_MS = 2000;
const RENEW_MS = 15_000;
const FAILING_FRESH_MS = 60_000;

/** All hosts: problems first, with a search, a filter by state and a sparkline each. */
export function open(body, view) {
  const page = new FleetPage(body, view);
  page.start();
  return page;
}

class FleetPage {
  constructor(body, { query }) {
    Object.assign(this, { body, query });
    this.rows = new Map();
    this.failing = new Map();
    this.failingAt = 0;
    this.listeners = new AbortController();
  }

  start() {
    setTitle("Fleet");
    begin(this.body, {
      loading: "Loading the hosts…", signal: this.listeners.signal,
      ask: () => Promise.all([api.hosts(), api.descriptions()]), build: ([hosts, descriptions]) => this.#build(hosts, descriptions),
    });
  }

  #build(hosts, descriptions) {
    this.sparklines = new Sparklines(descriptions, hosts, this.query.get("show"));
    this.counts = new Map(WORST_FIRST.map((word) => [word, this.#newCount(word)]));
    this.search = el("input", {
      class: "field", type: "search", placeholder: "Find a host or probe", "aria-label": "Find a host or probe",
      value: this.query.get("find") ?? "",
      oninput: () => change({ find: this.search.value }, { asStep: false }),
    });
    this.choice = el("div");
    this.#offerChoice();
    this.list = el("ul", { class: "fleet card" });
    this.nothing = el("div");
    this.attention = el("div");
    this.body.replaceChildren(
      el("div", { class: "heading" }, el("h1", {}, "Fleet"),
        el("div", { class: "counts", role: "group", "aria-label": "Filter by state" }, [...this.counts.values()])),
      el("div", { class: "filters" }, this.search, this.choice),
      this.attention, this.list, this.nothing);
    const { signal } = this.listeners;
    live.addEventListener("sample", ({ detail }) => this.#arrived(detail), { signal });
    live.addEventListener("poll", () => this.#renew(), { signal });
    alerts.addEventListener("change", () => this.#tellOfAlerts(), { signal });
    this.timers = [setInterval(() => this.#age(), AGES_MS), setInterval(() => this.#renew(), RENEW_MS)];
    this.#show(hosts);
    this.#findFailing();
  }

  changed({ query }) {
    const other = query.get("show") !== this.query.get("show");
    this.query = query;
    if (this.hosts) {
      this.search.value = query.get("find") ?? "";
      if (other) {
        this.sparklines.choose(query.get("show"));
      }
      this.#show(this.hosts);
    }
  }

  #offerChoice() {
    this.choice.replaceChildren(this.sparklines.choice((name) => change({ show: name })) ?? "");
  }

  async #renew() {
    try {
      const hosts = await api.hosts();
      if (!hosts.every((host) => this.sparklines.knows(host))) {
        this.sparklines.learn(await api.descriptions(), hosts);
        this.#offerChoice();
      }
      this.#show(hosts);
      this.#findFailing();
    } catch {
      // The next turn tries again; the header says meanwhile that the server is not reachable.
    }
  }

  #arrived({ host, time }) {
    const known = this.hosts.find((each) => each.host === host);
    if (!known || known.state !== "alive") {
      this.#soon();
    } else {
      known.lastSample = Math.max(epoch(known.lastSample) ?? 0, epoch(time));
    }
  }

  /** Asks for all hosts, once for many samples of such as are not alive. */
  #soon() {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.#renew();
    }, SOONEST_MS);
  }

  #tellOfAlerts() {
    this.rows.forEach((row, host) => row.alerts.replaceChildren(badge(host) ?? ""));
    this.#show(this.hosts);
  }

  async #findFailing() {
    if (Date.now() - this.failingAt < FAILING_FRESH_MS) {
      return;
    }
    this.failingAt = Date.now();
    attention().then((said) => {
      const held = hold(this.attention);
      this.attention.replaceChildren(said ?? "");
      held();
    });
    try {
      const { runs } = await api.fleetRuns(this.hosts);
      const counts = new Map();
      problems(runs).forEach((run) => counts.set(run.host, (counts.get(run.host) ?? 0) + 1));
      this.failing = counts;
      this.#show(this.hosts);
    } catch {
      // What was known before stays; the next turn asks again.
      this.failingAt = 0;
    }
  }

  #show(hosts) {
    this.hosts = hosts;
    this.#count();
    const find = sought(this.query);
    const wanted = this.query.get("state");
    const shown = hosts
      .filter((host) => !wanted || host.state === wanted)
      .filter((host) => `${host.host} ${host.probes.join(" ")}`.toLowerCase().includes(find))
      .sort((a, b) => this.#rank(a) - this.#rank(b) || a.host.localeCompare(b.host, "en", { numeric: true }));
    const elements = shown.map((host) => this.#row(host));
    if (elements.length !== this.list.children.length || elements.some((each, i) => this.list.children[i] !== each)) {
      // A row that is put elsewhere loses the keyboard.
      const held = document.activeElement;
      this.list.replaceChildren(...elements);
      this.list.contains(held) && held.focus({ preventScroll: true });
    }
    this.list.hidden = shown.length === 0;
    this.nothing.replaceChildren(...(shown.length > 0 ? [] : [this.#nothing(hosts)]));
  }

  #rank(host) {
    const place = WORST_FIRST.indexOf(host.state);
    return place === 2 && (waiting(burning(host.host)).length > 0 || this.failing.get(host.host) || behind(host) || host.twin) ? 1.5 : place;
  }

  #nothing(hosts) {
    if (hosts.length === 0) {
      return empty("No host yet", ...(isAdmin()
        ? [el("a", { href: address("access") }, "Enrol one"), ", and it appears here with its first sample."]
        : ["Start an agent and its host appears here: ", el("code", {}, "./domestik agent --config agent.conf")]));
    }
    return empty("No host matches", el("button", {
      class: "quiet", onclick: () => change({ find: null, state: null }),
    }, "Show all hosts"));
  }

  #count() {
    const wanted = this.query.get("state");
    for (const [word, button] of this.counts) {
      const count = this.hosts.filter((host) => host.state === word).length;
      button.hidden = count === 0 && wanted !== word;
      button.setAttribute("aria-pressed", String(wanted === word));
      button.lastChild.textContent = count;
    }
  }

  #newCount(word) {
    return el("button", {
      type: "button", class: "count", onclick: () => change({ state: this.query.get("state") === word ? null : word }),
    }, state(word), el("b"));
  }

  #row(host) {
    let row = this.rows.get(host.host);
    if (!row) {
      row = this.#newRow(host);
      this.rows.set(host.host, row);
    }
    if (row.state !== host.state) {
      row.state = host.state;
      row.status.replaceChildren(state(host.state));
    }
    row.host = host;
    this.sparklines.tell(row.spark, host);
    row.probes.textContent = `${host.probes.length} probe${host.probes.length === 1 ? "" : "s"}`;
    const failing = this.failing.get(host.host) ?? 0;
    row.failing.textContent = [failing === 0 ? "" : `${failing} failing`, spoolWords(host), troubleWords(host)].filter(Boolean).join(", ");
    row.failing.title = [spoolSentence(host), ...troubles(host)].filter(Boolean).join(" ");
    this.#ageOf(row);
    return row.element;
  }

  #newRow(host) {
    const row = {
      alerts: el("span", {}, badge(host.host)), status: el("span"), age: el("span", { class: "muted age" }),
      probes: el("span", { class: "muted probes-count" }), failing: el("span", { class: "failing" }), spark: this.sparklines.of(host),
    };
    row.element = el("li", { "data-host": host.host },
      el("span", { class: "who" }, el("a", { class: "host", href: address("host", host.host) }, host.host), row.alerts),
      row.status, row.age, row.spark, row.probes, row.failing);
    return row;
  }

  #age() {
    this.rows.forEach((row) => row.element.isConnected && this.#ageOf(row));
  }

  #ageOf(row) {
    const last = epoch(row.host.lastSample);
    const text = (last ? ago(last) : "no sample yet") + (row.host.asleep ? ", asleep" : "");
    if (row.age.textContent !== text) {
      row.age.textContent = text;
      row.age.title = last ? instant(last) : "";
    }
  }

  close() {
    this.listeners.abort();
    this.timers?.forEach(clearInterval);
    clearTimeout(this.timer);
    this.sparklines?.close();
  }
}
