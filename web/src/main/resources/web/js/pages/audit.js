import { el, empty } from "../core/dom.js";
import { address, change, sought } from "../core/route.js";
import { epoch, instant } from "../core/time.js";
import { setTitle } from "../core/title.js";
import * as api from "../data/api.js";
import { isAdmin } from "../data/session.js";
import { forAdmins } from "./parts/for-admins.js";
import { LivePage } from "./parts/live-page.js";
import { table } from "./parts/table.js";

const FIRST = 100;
const MORE = 1000;
const PAUSE_MS = 10_000;

/** Who logged in, enrolled, revoked, deleted or changed something, when and from where; for admins. */
export function open(body, view) {
  setTitle("Audit");
  if (!isAdmin()) {
    body.replaceChildren(forAdmins());
    return {};
  }
  return new AuditPage(body, view);
}

class AuditPage {
  constructor(body, { query }) {
    this.query = query;
    this.points = FIRST;
    this.search = el("input", {
      class: "field", type: "search", placeholder: "Find a name, an address, a word", "aria-label": "Find a name, an address, a word",
      value: query.get("find") ?? "", oninput: () => change({ find: this.search.value }, { asStep: false }),
    });
    const content = el("div");
    body.replaceChildren(
      el("div", { class: "heading" }, el("a", { href: address("access"), class: "small" }, "Access"), el("h1", {}, "Audit"),
        el("p", { class: "muted" }, "Who did what, when and from where; the newest first.")),
      el("div", { class: "filters" }, this.search), content);
    this.page = new LivePage(content, {
      loading: "Reading the audit…", pause: PAUSE_MS, ask: () => api.audit(this.points), show: (entries) => this.#show(entries),
    });
  }

  #show(entries) {
    const find = sought(this.query);
    const found = entries.filter((each) => `${each.who} ${each.address} ${each.what} ${each.detail}`.toLowerCase().includes(find));
    if (found.length === 0) {
      return [empty(entries.length > 0 ? "Nothing matches" : "Nothing yet",
        entries.length > 0 ? `None of the newest ${entries.length} entries has “${this.query.get("find")}” in it.`
          : "Logins, enrolments, new users, revoked tokens and deleted hosts are written down here.")];
    }
    return [
      table("audit", ["When", "Who", "What", "From"], found.map((each) => [
        el("span", { class: "when" }, instant(epoch(each.time))), each.who ?? "–",
        [el("strong", { class: each.what.endsWith("refused") ? "failing" : null }, each.what), each.detail && ` ${each.detail}`],
        each.address ?? "–",
      ])),
      entries.length === this.points && this.points < MORE
        ? el("button", { class: "button part", type: "button", onclick: () => this.#showMore() }, "Show more") : "",
    ];
  }

  #showMore() {
    this.points = MORE;
    this.page.renew();
  }

  changed({ query }) {
    this.query = query;
    this.search.value = query.get("find") ?? "";
    this.page.draw();
  }

  close() {
    this.page.close();
  }
}
