import { el, emptyPage } from "../core/dom.js";
import { setTitle } from "../core/title.js";

/** What an address leads to that names no page. */
export function open(body, { page }) {
  setTitle("Not found");
  body.replaceChildren(emptyPage(`There is no page “${page}”`, el("a", { href: "#/" }, "See the hosts.")));
  return {};
}
