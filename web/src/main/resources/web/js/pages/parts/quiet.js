import { el } from "../../core/dom.js";
import * as api from "../../data/api.js";
import { isAdmin, isOpen } from "../../data/session.js";
import { dialog } from "./dialog.js";
import { choice, EXACT, field } from "./form.js";
import { actions, table } from "./table.js";

/* Quiet windows: those of the operator's file, and those that somebody set for once. */

const SPANS = [["30 minutes", "30 minutes"], ["1 hour", "1 hour"], ["2 hours", "2 hours"], ["4 hours", "4 hours"],
  ["8 hours", "8 hours"], ["1 day", "1 day"], ["3 days", "3 days"], ["7 days", "a week"]];

/** The section of all windows; `renew` is called after one was set or ended. */
export function quietWindows(written, set, renew) {
  const then = (change) => async (...given) => {
    await change(...given);
    renew();
  };
  return el("section", { class: "access part", "aria-label": "Quiet windows" },
    el("header", {}, el("h2", {}, "Quiet windows"), isAdmin() && el("button", { class: "button", type: "button", onclick: then(setOne) }, "Set a quiet window")),
    el("p", { class: "muted small" }, "Nobody is told of what begins or ends within one; what still burns when it ends is told then. ",
      isOpen() ? ["Set one by ", el("code", {}, './domestik alerts quiet --for "2 hours" --data DIR'), "."] : ""),
    written.length > 0 ? el("ul", { class: "card quiet-windows" }, written.map((each) => el("li", {}, each))) : "",
    set.length > 0 ? windowTable(set, then) : "");
}

function windowTable(set, then) {
  return table("set-windows", ["Hosts", "From", "To", "Reason", "Set by"], set.map((each) => [
    [el("strong", {}, each.hosts.join(", ")), each.rules.includes("*") ? "" : el("p", { class: "small" }, `rules ${each.rules.join(", ")}`)],
    [clock(each.from, each.zone), each.active ? el("p", { class: "small" }, "now") : ""],
    [clock(each.to, each.zone), el("span", { class: "muted small" }, ` ${known(each.zone)}`)],
    each.reason ?? "", each.by, ...(isAdmin() ? [actions(["End", () => then(endOne)(each)])] : []),
  ]), { withActions: isAdmin(), ids: set.map(({ id }) => id) });
}

/** One line for each window that is quiet now. */
export function quietNow(set) {
  return set.filter(({ active }) => active).map((each) => el("p", { class: "notice", "data-quiet": each.id },
    el("strong", {}, "Quiet: "), `nobody is told of ${each.hosts.includes("*") ? "any host" : each.hosts.join(", ")}`,
    each.rules.includes("*") ? "" : ` (rules ${each.rules.join(", ")})`, ` until ${clock(each.to, each.zone)} (${known(each.zone)})`,
    each.reason ? `: ${each.reason}` : ""));
}

/** A time by the clocks of a zone that is {@link known}, as 2026-11-29 22:00. */
function clock(time, zone) {
  return new Date(time).toLocaleString("sv-SE", { timeZone: known(zone), dateStyle: "short", timeStyle: "short" });
}

/** The zone whose clocks are told: the server takes some, such as UTC+2, that browsers do not know, and those are told in UTC. */
function known(zone) {
  try {
    new Intl.DateTimeFormat("sv-SE", { timeZone: zone });
    return zone;
  } catch {
    return "UTC";
  }
}

function setOne() {
  const globs = (text) => text.split(",").map((each) => each.trim()).filter(Boolean);
  return dialog({
    title: "Set a quiet window", about: "For once. What comes every night stands in alerts.lua.", action: "Set it",
    fields: [
      field("Hosts", { name: "hosts", value: "*", ...EXACT }, "* is all; db-*, web is those and that one"),
      field("Rules", { name: "rules", value: "*", ...EXACT }, "By name: disk*"),
      field("From", { name: "from", type: "datetime-local" }, "Nothing: from now on"),
      choice("For", "lasting", SPANS),
      field("By the clocks of", { name: "zone", value: Intl.DateTimeFormat().resolvedOptions().timeZone, ...EXACT }),
      field("Reason", { name: "reason", maxlength: 300 }),
    ],
    send: async ({ hosts, rules, from, lasting, zone, reason }) => void await api.setQuiet({
      hosts: globs(hosts), rules: globs(rules), lasting, zone, ...(from ? { from } : {}), ...(reason ? { reason } : {}),
    }),
  });
}

function endOne({ id, hosts }) {
  return dialog({
    title: `End the quiet window of ${hosts.join(", ")}?`, about: "What burns is told then.", action: "End it",
    send: async () => void await api.endQuiet(id),
  });
}
