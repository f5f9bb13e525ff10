import { el, empty, state } from "../core/dom.js";
import { DAY } from "../core/time.js";
import { address, change, sought } from "../core/route.js";
import { setTitle } from "../core/title.js";
import { counted } from "../core/units.js";
import * as api from "../data/api.js";
import { matches } from "../data/marks.js";
import { LivePage } from "./parts/live-page.js";
import { quietWindows } from "./parts/quiet.js";
import { since, table } from "./parts/table.js";

const PAUSE_MS = 15_000;
const ENOUGH = 30;
const EXAMPLE = 'notify = { ops = { mail = { "you@example.org" }, from = "warning" } }';

/** The rules that say what is wrong, who is told, when nobody is, and what became of the last messages. */
export function open(body, view) {
  setTitle("Alert rules");
  return new RulesPage(body, view);
}

class RulesPage {
  constructor(body, { query }) {
    this.query = query;
    this.search = el("input", {
      class: "field", type: "search", placeholder: "Find a rule, probe or host", "aria-label": "Find a rule, probe or host",
      value: query.get("find") ?? "", oninput: () => change({ find: this.search.value }, { asStep: false }),
    });
    this.tried = null;
    this.said = el("span", { class: "muted small", role: "status" });
    const attempt = el("button", { class: "button", type: "button", onclick: () => this.#tryThem(attempt) }, "Try them over the last week");
    const content = el("div");
    body.replaceChildren(
      el("div", { class: "heading" }, el("a", { href: address("alerts"), class: "small" }, "Alerts"), el("h1", {}, "Rules"),
        el("p", { class: "muted" }, "From probes’ descriptions, and from ", el("code", {}, "alerts.lua"), " in the data folder, whose word counts first.")),
      el("div", { class: "filters probe-filters" }, this.search, attempt, this.said), content);
    this.page = new LivePage(content, {
      loading: "Loading the rules…", pause: PAUSE_MS, show: (answer) => this.#show(answer),
      ask: () => Promise.all([api.alertRules(), api.notices(), api.alerts(), api.quiet()]),
    });
  }

  /** What the rules in force say of what is stored, though they may not have been there then. */
  async #tryThem(button) {
    button.disabled = true;
    this.said.textContent = "Reading a week…";
    try {
      const now = Date.now();
      this.tried = await api.dryRun(now - 7 * DAY, now);
      this.said.textContent = `They would have said ${this.tried.length === 0 ? "nothing" : counted(this.tried.length, "thing")}, by samples alone.`;
      this.page.draw();
    } catch (error) {
      this.said.textContent = error.message;
    } finally {
      button.disabled = false;
    }
  }

  #show([{ rules, problems, targets, quiet, unmatched }, notices, past, set]) {
    const find = sought(this.query);
    const found = rules.filter((each) => `${each.name} ${about(each)} ${forWhom(each)} ${each.severity} ${each.origin}`.toLowerCase().includes(find));
    return [
      ...Object.entries(problems).map(([where, what]) => el("p", { class: "notice bad" }, el("strong", {}, `${where}: `), what)),
      ...unmatched.map((what) => el("p", { class: "notice unmatched" }, el("strong", {}, "To be looked at: "), what.replace(/^\/\S*\//, ""))),
      found.length > 0 ? ruleTable(found, past, this.tried) : empty(`None of ${counted(rules.length, "rule")} has “${find}” in it`),
      el("h2", { class: "part" }, "Who is told"),
      targets.length > 0 ? targetTable(targets) : empty("Nobody",
        el("p", {}, "Alerts are shown here, and nobody is told. To be told, write into ", el("code", {}, "alerts.lua"), ", for example:"),
        el("pre", { class: "example" }, EXAMPLE), el("p", {}, "Mail, webhooks, ntfy, MQTT and commands: see docs/alerts.md. ",
          el("code", {}, "./domestik alerts test ops"), " sends a message to try it.")),
      quietWindows(quiet, set, () => this.page.renew()),
      notices.length > 0 ? [el("h2", { class: "part" }, "Last messages"), messages(notices)] : "",
    ].flat();
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

function ruleTable(rules, past, tried) {
  return table("rules", ["Severity", "Rule", "Looks at", "For", "Written in", "Past week"], rules.map((each, i) => [
    each.condition === "off" ? state("off") : state(each.severity), el("strong", {}, each.name), about(each), forWhom(each),
    el("span", { class: "muted small", title: each.origin }, each.origin.replace(/^\/.*\//, "")),
    isReplaced(each, rules.slice(0, i)) ? el("span", { class: "muted" }, "replaced from above")
      : [fired(each, itsOwn(each, rules.slice(0, i), past)), tried ? wouldHave(each, itsOwn(each, rules.slice(0, i), tried)) : ""],
  ]));
}

/** The alerts that are of this rule, rather than of one of its name before it. */
function itsOwn(rule, before, alerts) {
  return alerts.filter((each) => isOf(each, rule) && !before.some((other) => isOf(each, other)));
}

function isOf({ rule, severity, host, probe, key }, { name, hosts, keys, condition, ...of }) {
  return rule === name && (severity === of.severity || condition === "off") && hosts.some((glob) => matches(glob, host))
    && (probe === null || of.probe === null ? probe === of.probe
      : matches(of.probe, probe) && keys.some((glob) => matches(glob, [key].flat().join(" / "))));
}

function about({ probe, value, condition, lasting, limits }) {
  const what = [probe, value].filter(Boolean).join(" · ");
  const unit = limits[0]?.unit;
  // A number without a unit is in the value's own.
  const said = unit ? condition.replace(/[\d.]+(?=,|$)/g, (number) => `${number} ${unit}`) : condition;
  return `${what ? `${what} ` : ""}${said}${lasting ? ` for ${lasting}` : ""}`;
}

function forWhom({ hosts, keys, probe }) {
  const all = (globs) => globs.includes("*");
  return [all(hosts) ? "all hosts" : hosts.join(", "), probe === null || all(keys) ? null : `keys ${keys.join(", ")}`].filter(Boolean).join("; ");
}

/** Whether one of those before takes its place wherever it is meant for. */
function isReplaced({ name, severity, probe }, before) {
  return before.some((each) => each.name === name && (each.severity === severity || each.condition === "off")
    && each.hosts.includes("*") && each.keys.includes("*") && (each.probe === probe || each.probe === null));
}

/** How often it fired: what it would be told of less often, or never is, shows here. */
function fired({ name }, own) {
  const count = own.filter((each) => each.state !== "pending").length;
  return count === 0 ? el("span", { class: "muted" }, "not once") : el("a", { href: address("alerts", "", { find: name }) }, `fired ${count} ×`);
}

/** What a dry run says of it: nothing of rules that do not judge numbers. */
function wouldHave({ value, condition }, own) {
  if (!value || !/^(above|below|outside)/.test(condition)) {
    return el("p", { class: "muted small" }, "not tried: about no number");
  }
  const hosts = new Set(own.map(({ host }) => host)).size;
  return el("p", { class: "small" }, own.length === 0 ? "would have said nothing" : `would have fired ${own.length} × on ${counted(hosts, "host")}`);
}

function targetTable(targets) {
  return table("targets", ["Name", "From", "By"], targets.map(({ name, from, ways }) => [
    el("strong", {}, name), state(from), ways.flatMap((way, i) => [i > 0 ? ", " : "", way])]));
}

function messages(notices) {
  const rows = notices.slice(0, ENOUGH).map((each) => [
    [state(each.state), each.fault && el("p", { class: "small" }, each.fault)],
    each.subject, each.target, since(each.created),
    `${counted(each.attempts, "attempt")}`,
  ]);
  return table("notices", ["Fate", "Message", "To", "Written", "Tried"], rows);
}
