import { el } from "../core/dom.js";
import { address } from "../core/route.js";
import { logOut, viewer } from "../data/session.js";

/** Says in the header who is logged in, and lets go; empty where nobody is. */
export function showAccount(element) {
  const { user, role } = viewer();
  element.replaceChildren(user === null ? "" : menu(user, role));
}

function menu(user, role) {
  const details = el("details", { class: "menu", onfocusout: ({ relatedTarget }) => {
    // By keyboard or pointer, whoever goes elsewhere has done with the menu.
    details.open &&= details.contains(relatedTarget);
  } },
    el("summary", { title: "Your account" }, el("span", { class: "user" }, user)),
    el("div", { class: "card", tabindex: "-1" },
      el("p", { class: "small muted" }, `Logged in as ${user}, role ${role}`),
      el("a", { class: "quiet", href: address("account"), onclick: () => (details.open = false) }, "Password and sessions"),
      el("button", { class: "quiet", type: "button", onclick: () => logOut() }, "Log out")));
  return details;
}
