import { el } from "../../core/dom.js";
import { ago, epoch, instant } from "../../core/time.js";

/**
 * A table in a card: titles, and rows of cells, each a node, a text or a list of them; the last may be what can be done
 * about a row. On a phone a row is a block, and each cell says its title. `ids` name what the rows are about, so that the
 * keyboard stays with its row where a page is shown anew.
 */
export function table(name, titles, rows, { withActions = false, ids = [] } = {}) {
  const last = titles.length;
  return el("div", { class: "card wide" }, el("table", { class: `rows blocks ${name}` },
    el("thead", {}, el("tr", {}, [...titles, ...(withActions ? [el("span", { class: "hidden-label" }, "Actions")] : [])]
      .map((title) => el("th", { scope: "col" }, title)))),
    el("tbody", {}, rows.map((cells, row) => el("tr", row in ids ? { "data-id": ids[row], tabindex: -1 } : {}, cells.map((cell, i) =>
      el("td", { class: i === last ? "actions" : null, "data-title": titles[i] }, cell)))))));
}

/** How long ago something was, with the instant as a hint; `never` where it was not. */
export function since(time, never = "never") {
  const at = epoch(time);
  return at === null ? el("span", { class: "muted" }, never) : el("span", { title: instant(at) }, ago(at));
}

/** What can be done about a row: [title, what]. */
export function actions(...all) {
  return all.map(([title, act]) => el("button", { class: "quiet", type: "button", onclick: act }, title));
}
