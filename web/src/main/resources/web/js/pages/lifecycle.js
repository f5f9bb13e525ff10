import { el, empty, emptyPage, state } from "../core/dom.js";
import { address, change, instantOf, sought } from "../core/route.js";
import { epoch, minute } from "../core/time.js";
import { setTitle } from "../core/title.js";
import { counted, format } from "../core/units.js";
import * as api from "../data/api.js";
import { attention } from "./parts/attention.js";
import { disk } from "./parts/disk.js";
import { LivePage } from "./parts/live-page.js";

const FIRST_HOSTS = 100;
const OPEN_AT_MOST = 3;
const PAUSE_MS = 20_000;
const TITLES = ["Host", "Live", "Archived", "Purged", "Pinned", "Next archive", "Next purge"];
const whole = new Intl.NumberFormat("en-GB");

/** What is live, archived and pinned per host and probe, what the next archive and purge will do, and the disk. */
export function open(body, view) {
  return new LifeCyclePage(body, view);
}

class LifeCyclePage {
  constructor(body, { query }) {
    setTitle("Life cycle");
    this.query = query;
    this.opened = new Set();
    this.search = el("input", {
      class: "field", type: "search", placeholder: "Find a host or probe", "aria-label": "Find a host or probe",
      value: query.get("find") ?? "", oninput: () => change({ find: this.search.value }, { asStep: false }),
    });
    this.when = el("input", {
      class: "field", type: "datetime-local",
      onchange: () => change({ at: this.when.value ? new Date(this.when.value).getTime() : null }),
    });
    this.back = el("button", { class: "button", type: "button", onclick: () => change({ at: null }) }, "Back to now");
    const content = el("div");
    body.replaceChildren(
      el("div", { class: "heading" }, el("h1", {}, "Life cycle"),
        el("p", { class: "muted" }, "Live data becomes archive, archive is purged; all counted from each host’s own last sample.")),
      el("div", { class: "filters" }, this.search,
        el("span", { class: "what-if" }, el("label", { class: "small muted" }, "What if it were ", this.when), this.back)),
      content);
    this.#showWhen();
    this.page = new LivePage(content, {
      loading: "Reading the books…", pause: PAUSE_MS,
      ask: () => this.#ask(), show: (answer) => this.#show(answer),
      explain: (error) => (error.status === 404 ? emptyPage("This server does not tell",
        "Ask it by command: ", el("code", {}, "./domestik plan"), " and ", el("code", {}, "./domestik verify")) : null),
    });
  }

  async #ask() {
    const at = instantOf(this.query, "at");
    const [hosts, balances, plans, usage, wrong] =
      await Promise.all([api.hosts(), api.balances(), api.plan(at), api.usage(), attention()]);
    return {
      states: new Map(hosts.map((host) => [host.host, host.state])), balances, usage, wrong,
      plans: new Map(plans.map((plan) => [id(plan), plan])),
    };
  }

  changed({ query }) {
    const other = query.get("at") !== this.query.get("at");
    this.query = query;
    this.search.value = query.get("find") ?? "";
    this.#showWhen();
    other ? this.page.renew() : this.page.draw();
  }

  #showWhen() {
    const at = instantOf(this.query, "at");
    this.when.value = local(at || Date.now());
    this.back.hidden = !at;
  }

  #show({ states, balances, plans, usage, wrong }) {
    const find = sought(this.query);
    const matches = (each) => `${each.host} ${each.probe}`.toLowerCase().includes(find);
    const rows = balances.filter(matches).map((each) => ({ ...each, plan: plans.get(id(each)) }));
    if (rows.length === 0) {
      return [empty("Nothing here", balances.length > 0 ? "No host and probe matches." : "No sample was accepted yet.")];
    }
    const groups = [...Map.groupBy(rows, (each) => each.host)];
    const shown = this.all ? groups : groups.slice(0, FIRST_HOSTS);
    return [
      wrong ?? "",
      disk(usage, usage.shares.filter(matches)),
      this.#totals(rows),
      el("div", { class: "card wide" }, el("table", { class: "rows life" },
        el("thead", {}, el("tr", {}, TITLES.map((title, i) => el("th", { scope: "col", class: i >= 1 ? "number" : null }, title)))),
        shown.map(([host, all]) => this.#group(host, all, states.get(host), groups.length <= OPEN_AT_MOST)))),
      shown.length < groups.length ? el("button", { class: "button", type: "button", onclick: () => this.#showAll() },
        `Show ${counted(groups.length - shown.length, "more host")}`) : "",
    ];
  }

  #showAll() {
    this.all = true;
    this.page.draw();
  }

  #totals(rows) {
    const sums = total(rows);
    const wrong = rows.filter((each) => !each.balanced).length;
    const freed = rows.reduce((sum, each) => sum + (each.plan?.bytesFreed ?? 0), 0);
    const at = instantOf(this.query, "at");
    const when = at ? `By ${minute(at)}` : "Next job";
    return el("dl", { class: "totals" }, [
      ["Live samples", whole.format(sums.live)],
      ["Archived samples", whole.format(sums.archived)],
      ["Purged samples", whole.format(sums.purged)],
      ["Pinned, of silent hosts", whole.format(sums.pinned)],
      [`${when} archives`, counted(sums.archive, "sample")],
      [`${when} purges`, counted(sums.purge, "bucket")],
      [`${when} frees`, format(freed, "B", 1024, 3)],
      ["Books", wrong === 0 ? "balance" : `${wrong} off`],
    ].map(([title, value]) => el("div", { class: "card" }, el("dt", {}, title), el("dd", {}, value))));
  }

  /** A host's sums, and under them its probes once it is opened. */
  #group(host, all, word, open) {
    const shown = this.opened.has(host) !== open;
    const quiet = ["silent", "retired"].includes(word);
    const toggle = el("button", {
      type: "button", class: "toggle", "aria-expanded": String(shown), "aria-label": `Probes of ${host}`,
      onclick: () => {
        this.opened.has(host) ? this.opened.delete(host) : this.opened.add(host);
        this.page.draw();
      },
    }, shown ? "▾" : "▸");
    const name = el("td", {}, toggle, el("a", { href: address("host", host) }, host), quiet ? [" ", state(word)] : null,
      el("span", { class: "muted small" }, ` ${counted(all.length, "probe")}`), books(all));
    return el("tbody", {}, el("tr", {}, name, numbers(total(all))),
      shown ? all.map((each) => el("tr", { class: "of-host" }, el("td", {}, each.probe, books([each])), numbers(total([each])))) : null);
  }

  close() {
    this.page.close();
  }
}

/** The sums of some hosts' probes; `archiveBefore` and `purgeBefore` where they are all one. */
function total(rows) {
  const sum = (value) => rows.reduce((all, each) => all + (value(each) ?? 0), 0);
  const before = (name) => (rows.length === 1 ? epoch(rows[0].plan?.[name]) : null);
  return {
    live: sum((each) => each.live), archived: sum((each) => each.archived), purged: sum((each) => each.purged),
    pinned: sum((each) => each.plan?.pinnedRows), archive: sum((each) => each.plan?.archiveRows),
    purge: sum((each) => each.plan?.purgeBuckets), archiveBefore: before("archiveBefore"), purgeBefore: before("purgeBefore"),
  };
}

function numbers(sums) {
  const cell = (value, word = null, before = null) => el("td", { class: "number", title: before && `before ${minute(before)}` },
    !value ? "–" : word ? counted(value, word) : whole.format(value));
  return [
    cell(sums.live), cell(sums.archived), cell(sums.purged), cell(sums.pinned),
    cell(sums.archive, "sample", sums.archiveBefore), cell(sums.purge, "bucket", sums.purgeBefore),
  ];
}

/** What is wrong with the books, which should never be anything. */
function books(rows) {
  const off = rows.reduce((sum, { accepted, live, archived, purged }) => sum + Math.abs(accepted - live - archived - purged), 0);
  return off === 0 ? null : el("strong", { class: "failing" }, ` off by ${whole.format(off)}`);
}

function id({ host, probe }) {
  return `${host}\u0000${probe}`;
}

/** An instant as a datetime-local input wants it, in the viewer's zone. */
function local(ms) {
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
