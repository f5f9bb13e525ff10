import { el } from "../../core/dom.js";
import { address } from "../../core/route.js";
import { epoch, instant, length, MINUTE } from "../../core/time.js";
import { counted, format } from "../../core/units.js";

/*
 * What hosts' agents still have to deliver. An agent says it with each batch; while it cannot reach the
 * server it says nothing, and the host falls late.
 */

const WORTH_SAYING = 2 * MINUTE;
const whole = new Intl.NumberFormat("en-GB");

/** How far behind a host's agent was when it last spoke, in ms; 0 where it is not, or where that is not known. */
export function behind({ spool }) {
  const oldest = spool?.samples > 0 ? epoch(spool.oldest) : null;
  const late = oldest ? epoch(spool.reported) - oldest : 0;
  return late >= WORTH_SAYING ? late : 0;
}

/** A host's spool in few words; empty where there is nothing to say. */
export function spoolWords(host) {
  const late = behind(host);
  return late > 0 ? `${length(late)} behind` : host.spool?.dropped > 0 ? "spool overran" : "";
}

/** The same as a sentence, or null. */
export function spoolSentence(host) {
  const { spool } = host;
  const late = behind(host);
  const parts = [
    late > 0 ? `Its agent is ${length(late)} behind, with ${counted(spool.samples, "sample")} in its spool (${full(spool)}).` : null,
    spool?.collapsed > 0 ? `Of them collapsed into minima, maxima and averages for want of room: ${whole.format(spool.collapsed)}.` : null,
    spool?.dropped > 0 ? `Lost because even that did not fit: ${counted(spool.dropped, "sample")}.` : null,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(" ") : null;
}

function full({ bytes, limit }) {
  const size = format(bytes, "B", 1024, 3);
  return limit > 0 ? `${size} of ${format(limit, "B", 1024, 3)}` : size;
}

/** The hosts whose agents are behind, the furthest first; null if none is. */
export function spoolTable(hosts) {
  const late = hosts.filter((host) => spoolWords(host) !== "").sort((a, b) => behind(b) - behind(a));
  const titles = ["Host", "Behind", "Samples", "Size", "Collapsed", "Lost"];
  const number = (value) => el("td", { class: "number" }, value ? whole.format(value) : "–");
  return late.length === 0 ? null : el("div", { class: "card wide" }, el("table", { class: "rows spools" },
    el("thead", {}, el("tr", {}, titles.map((title, i) => el("th", { scope: "col", class: i > 0 ? "number" : null }, title)))),
    el("tbody", {}, late.map((host) => el("tr", {},
      el("td", {}, el("a", { href: address("host", host.host) }, host.host)),
      el("td", { class: "number", title: host.spool.oldest && instant(epoch(host.spool.oldest)) }, behind(host) ? length(behind(host)) : "–"),
      number(host.spool.samples), el("td", { class: "number" }, full(host.spool)),
      number(host.spool.collapsed), number(host.spool.dropped))))));
}
