import { el, empty, state } from "../core/dom.js";
import { address, change, sought } from "../core/route.js";
import { ago, instant, length, minute, told } from "../core/time.js";
import { setTitle } from "../core/title.js";
import { counted, format } from "../core/units.js";
import { alerts, levels, renew, sorted, span, view } from "../data/alerts.js";
import * as api from "../data/api.js";
import { LivePage } from "./parts/live-page.js";
import { quietNow } from "./parts/quiet.js";
import { actions, table } from "./parts/table.js";

const PAUSE_MS = 10_000;
// Where nobody logs in, nobody has a name.
const NOBODY_ASKED = "anybody";

/** What is wrong now, what may become so, and what was in the last week. */
export function open(body, asked) {
  setTitle("Alerts");
  return new AlertsPage(body, asked);
}

class AlertsPage {
  constructor(body, { query }) {
    this.query = query;
    this.search = el("input", {
      class: "field", type: "search", placeholder: "Find a host, rule or value", "aria-label": "Find a host, rule or value",
      value: query.get("find") ?? "", oninput: () => change({ find: this.search.value }, { asStep: false }),
    });
    this.said = el("p", { class: "notice bad", role: "alert", hidden: true });
    const content = el("div");
    body.replaceChildren(
      el("div", { class: "heading" }, el("h1", {}, "Alerts"), el("a", { href: address("rules") }, "Rules, and who is told")),
      el("div", { class: "filters" }, this.search), this.said, content);
    this.page = new LivePage(content, { loading: "Asking what is wrong…", pause: PAUSE_MS, ask, show: (answer) => this.#show(answer) });
    // What the header knows of first, such as a host that fell silent, is not waited for.
    this.listeners = new AbortController();
    alerts.addEventListener("change", () => this.page.renew(), { signal: this.listeners.signal });
  }

  #show(answer) {
    const find = sought(this.query);
    const found = answer.all.filter((each) => `${each.host} ${each.rule} ${place(each)} ${each.severity}`.toLowerCase().includes(find));
    const [firing, pending, past] = ["firing", "pending", "resolved"].map((word) => found.filter((each) => each.state === word));
    const rows = (all) => this.#table(all, answer.descriptions);
    past.sort((a, b) => span(b).to - span(a).to);
    return [
      ...quietNow(answer.quiet),
      firing.length > 0 ? rows(sorted(firing)) : answer.all.length > 0 && found.length === 0 && find !== "" ? nothingFound(find) : calm(answer),
      answer.rules.targets.length === 0 && firing.length > 0 ? el("p", { class: "muted small part" }, untold()) : "",
      folded("pending", `${counted(pending.length, "alert")} pending: wrong, but not yet for as long as the rule asks`, pending, rows),
      folded("past", `${counted(past.length, "alert")} in the past week`, past, rows),
    ];
  }

  #table(all, descriptions) {
    return table("alerts", ["Severity", "Alert", "Where", "Since", "Last value"], all.map((each) => [
      state(each.severity),
      [el("strong", {}, each.rule), what(each), marks(each)],
      [el("a", { href: address("host", each.host, view(each)) }, each.host), el("span", { class: "muted small" }, ` ${place(each)}`)],
      when(each),
      [number(each, descriptions[each.probe]), each.limit && el("p", { class: "muted small" }, `rule: ${each.limit}`)],
      each.state === "resolved" || each.acknowledged ? "" : actions(["Acknowledge", () => this.#acknowledge(each)]),
    ]), { withActions: true, ids: all.map(({ id }) => id) });
  }

  async #acknowledge({ id }) {
    try {
      await api.acknowledge(id);
      this.said.hidden = true;
    } catch (error) {
      this.said.textContent = error.message;
      this.said.hidden = false;
    }
    renew();
    this.page.renew();
  }

  changed({ query }) {
    this.query = query;
    this.search.value = query.get("find") ?? "";
    this.page.draw();
  }

  close() {
    this.listeners.abort();
    this.page.close();
  }
}

async function ask() {
  const [all, rules, hosts, descriptions, quiet] = await Promise.all(
    [api.alerts(), api.alertRules(), api.hosts(), api.descriptions(), api.quiet()]);
  return { all, rules, hosts, descriptions, quiet };
}

function nothingFound(find) {
  return empty(`No alert has “${find}” in it`, el("button", { class: "quiet", onclick: () => change({ find: null }) }, "Show all"));
}

/** Nothing fires: says what is watched, so that one knows what that is worth. */
function calm({ rules, hosts }) {
  const watched = hosts.filter((host) => host.state !== "retired").length;
  return empty("Nothing is wrong",
    el("p", {}, `${counted(rules.rules.length, "rule")} ${rules.rules.length === 1 ? "looks" : "look"} at ${counted(watched, "host")}. `,
      el("a", { href: address("rules") }, "See them")),
    rules.targets.length === 0 ? el("p", {}, untold()) : "");
}

function untold() {
  return ["Nobody is told but who looks here: ", el("a", { href: address("rules") }, "name somebody"), "."];
}

function folded(part, title, all, rows) {
  return all.length === 0 ? "" : el("details", { class: "part", "data-part": part }, el("summary", {}, title), rows(all));
}

/** The probe, key and value it is about; nothing for a host as a whole. */
function place(alert) {
  return [alert.probe, ...levels(alert), alert.value].filter(Boolean).join(" · ");
}

/** What the columns do not say already: the sentence of a rule, unless it only repeats value and limit. */
function what({ message, limit, value }) {
  const repeats = limit !== null && message.startsWith(`${value} is `) && message.endsWith(limit);
  return repeats ? null : el("p", { class: "small" }, told(message));
}

function marks({ acknowledged, acknowledgedAt, silencedBy, flapping, stale }) {
  const said = [
    acknowledged && `acknowledged ${acknowledged === NOBODY_ASKED ? "" : `by ${acknowledged} `}${ago(Date.parse(acknowledgedAt))}`,
    silencedBy && `nobody is told: ${silencedBy}`,
    flapping && "flapping: told once until it is calm",
    stale && "stale: nothing new was measured",
  ].filter(Boolean);
  return said.length === 0 ? null : el("p", { class: "muted small" }, said.join(" · "));
}

function when(alert) {
  const { from, to } = span(alert);
  return [el("span", { title: instant(from) }, minute(from)),
    el("span", { class: "muted small" }, to === null ? `, for ${length(Date.now() - from)}` : `, lasted ${length(to - from)}`)];
}

function number({ lastValue, value }, description) {
  const described = description && [...description.values, ...(description.derived ?? [])].find((each) => each.name === value);
  return lastValue === null ? "" : format(lastValue, described?.unit, description?.graph[0]?.base, 4);
}
