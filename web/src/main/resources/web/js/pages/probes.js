import { el, empty } from "../core/dom.js";
import { address } from "../core/route.js";
import { setTitle } from "../core/title.js";
import * as api from "../data/api.js";
import { LivePage } from "./parts/live-page.js";

const PAUSE_MS = 10_000;

/** All probes the server knows, each with what it measures and on how many hosts. */
export function open(body) {
  setTitle("Probes");
  return new LivePage(body, {
    loading: "Loading the probes…", pause: PAUSE_MS, show,
    ask: () => Promise.all([api.hosts(), api.descriptions()]),
  });
}

function show([hosts, descriptions]) {
  const all = Object.values(descriptions).sort((a, b) => a.name.localeCompare(b.name));
  return [
    el("div", { class: "heading" }, el("h1", {}, "Probes"),
      el("p", { class: "muted" }, "One value over all hosts is one click away.")),
    all.length > 0 ? table(all, hosts) : empty("No probe has delivered anything yet",
      "Drop a Lua file into the agent’s probes folder: it runs within seconds."),
  ];
}

function table(descriptions, hosts) {
  return el("div", { class: "card wide" }, el("table", { class: "rows probe-list" },
    el("thead", {}, el("tr", {}, ["Probe", "Values", "Hosts"].map((title, i) =>
      el("th", { scope: "col", class: i === 2 ? "number" : null }, title)))),
    el("tbody", {}, descriptions.map((each) => el("tr", {},
      el("td", {}, el("a", { href: address("probe", each.name) }, each.title ?? each.name),
        each.title && each.title !== each.name ? el("span", { class: "muted small" }, ` ${each.name}`) : null, purpose(each)),
      el("td", {}, values(each)),
      el("td", { class: "number" }, hosts.filter((host) => host.probes.includes(each.name)).length))))));
}

function purpose(description) {
  const info = description.graph.map((graph) => graph.info).find(Boolean);
  return info ? el("p", { class: "muted small" }, info) : null;
}

function values(description) {
  return [...description.values, ...(description.derived ?? [])].flatMap((value, i) => [
    i > 0 ? ", " : "",
    el("a", { href: address("probe", description.name, { value: value.name }) }, value.title ?? value.name),
  ]);
}
