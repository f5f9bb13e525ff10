import * as api from "../api.js";
import { el, empty, emptyPage, failure, state } from "../dom.js";
import { address, change } from "../route.js";
import { epoch, minute } from "../time.js";
import { format } from "../units.js";

const FIRST_ROWS = 200;
const whole = new Intl.NumberFormat("en-GB");

/** What is live, archived and pinned per host and probe, and what the next archive and purge will do. */
export function open(body, view) {
  const page = new LifeCyclePage(body, view);
  page.start();
  return page;
}

class LifeCyclePage {
  constructor(body, { query }) {
    Object.assign(this, { body, query });
  }

  async start() {
    document.title = "Life cycle – Domestik";
    this.body.replaceChildren(el("p", { class: "muted loading" }, "Reading the books…"));
    try {
      const [hosts, balances] = await Promise.all([api.hosts(), api.balances()]);
      this.states = new Map(hosts.map((host) => [host.host, host.state]));
      this.balances = balances;
      await this.#plan();
      this.#build();
    } catch (error) {
      this.body.replaceChildren(error.status === 404
        ? emptyPage("This server does not tell", "Ask it by command: ", el("code", {}, "./domestik plan"), " and ", el("code", {}, "./domestik verify"))
        : failure(error, () => this.start()));
    }
  }

  async #plan() {
    const at = this.query.get("at");
    const plans = await api.plan(at ? Number(at) : null);
    this.plans = new Map(plans.map((plan) => [id(plan), plan]));
  }

  #build() {
    this.search = el("input", {
      class: "field", type: "search", placeholder: "Find a host or probe", "aria-label": "Find a host or probe",
      value: this.query.get("find") ?? "", oninput: () => change({ find: this.search.value }, { asStep: false }),
    });
    this.when = el("input", {
      class: "field", type: "datetime-local", value: local(Number(this.query.get("at")) || Date.now()),
      onchange: () => change({ at: this.when.value ? new Date(this.when.value).getTime() : null }),
    });
    this.totals = el("dl", { class: "totals" });
    this.table = el("div", { class: "card wide" });
    this.more = el("button", { class: "button", type: "button", hidden: true, onclick: () => {
      this.all = true;
      this.#show();
    } });
    this.body.replaceChildren(
      el("div", { class: "heading" }, el("h1", {}, "Life cycle"),
        el("p", { class: "muted" }, "Live data becomes archive, archive is purged; all counted from each host’s own last sample.")),
      this.totals,
      el("div", { class: "filters" }, this.search,
        el("label", { class: "small muted" }, "What if it were ", this.when),
        this.query.get("at") ? el("button", { class: "button", onclick: () => change({ at: null }) }, "Back to now") : null),
      this.table, this.more);
    this.#show();
  }

  async changed({ query }) {
    const other = query.get("at") !== this.query.get("at");
    this.query = query;
    if (other && this.balances) {
      try {
        await this.#plan();
        this.#build();
      } catch (error) {
        this.body.replaceChildren(failure(error, () => this.start()));
      }
    } else if (this.table) {
      this.#show();
    }
  }

  #show() {
    const find = (this.query.get("find") ?? "").toLowerCase();
    const rows = this.balances.filter((each) => `${each.host} ${each.probe}`.toLowerCase().includes(find));
    const sum = (name) => rows.reduce((total, each) => total + each[name], 0);
    const planned = (name) => rows.reduce((total, each) => total + (this.plans.get(id(each))?.[name] ?? 0), 0);
    const wrong = rows.filter((each) => !each.balanced).length;
    this.totals.replaceChildren(...[
      ["Live samples", whole.format(sum("live"))],
      ["Archived samples", whole.format(sum("archived"))],
      ["Purged samples", whole.format(sum("purged"))],
      ["Pinned, of silent hosts", whole.format(planned("pinnedRows"))],
      ["Will be archived", whole.format(planned("archiveRows"))],
      ["Will be freed", format(planned("bytesFreed"), "B", 1024, 3)],
      ["Books", wrong === 0 ? "balance" : `${wrong} off`],
    ].map(([title, value]) => el("div", { class: "card" }, el("dt", {}, title), el("dd", {}, value))));
    const shown = this.all ? rows : rows.slice(0, FIRST_ROWS);
    this.table.replaceChildren(rows.length > 0 ? this.#rows(shown) : empty("Nothing here", "No host and probe matches, or no sample was accepted yet."));
    this.more.hidden = shown.length === rows.length;
    this.more.textContent = `Show ${rows.length - shown.length} more`;
  }

  #rows(rows) {
    const titles = ["Host", "Probe", "Live", "Archived", "Purged", "Pinned", "Next archive", "Next purge", "Books"];
    return el("table", { class: "rows life" },
      el("thead", {}, el("tr", {}, titles.map((title, i) =>
        el("th", { scope: "col", class: i >= 2 && i <= 7 ? "number" : null }, title)))),
      el("tbody", {}, rows.map((each) => this.#row(each, this.plans.get(id(each))))));
  }

  #row(each, plan) {
    const quiet = ["silent", "retired"].includes(this.states.get(each.host));
    const number = (value) => el("td", { class: "number" }, value ? whole.format(value) : "–");
    const next = (count, before, word) => el("td", { class: "number" }, count
      ? el("span", { title: `before ${minute(epoch(before))}` }, `${whole.format(count)} ${word}`) : "–");
    return el("tr", {},
      el("td", {}, el("a", { href: address("host", each.host) }, each.host),
        quiet ? [" ", state(this.states.get(each.host))] : null),
      el("td", {}, each.probe), number(each.live), number(each.archived), number(each.purged),
      number(plan?.pinnedRows),
      next(plan?.archiveRows, plan?.archiveBefore, "samples"), next(plan?.purgeBuckets, plan?.purgeBefore, "buckets"),
      el("td", {}, each.balanced ? "balance" : el("strong", { class: "failing" }, `off by ${off(each)}`)));
  }
}

function id({ host, probe }) {
  return `${host}\u0000${probe}`;
}

function off({ accepted, live, archived, purged }) {
  return whole.format(accepted - live - archived - purged);
}

/** An instant as a datetime-local input wants it, in the viewer's zone. */
function local(ms) {
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
