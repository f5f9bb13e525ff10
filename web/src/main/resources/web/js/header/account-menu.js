import { el, menu } from "../core/dom.js";
import { address } from "../core/route.js";
import { logOut, viewer } from "../data/session.js";

/** Says in the header who is logged in, and lets go; empty where nobody is. */
export function showAccount(element) {
  const { user, role } = viewer();
  element.replaceChildren(user === null ? "" : menu(
    el("summary", { title: "Your account" }, el("span", { class: "user" }, user)),
    el("p", { class: "small muted" }, `Logged in as ${user}, role ${role}`),
    el("a", { class: "quiet", href: address("account") }, "Password and sessions"),
    el("button", { class: "quiet", type: "button", onclick: () => logOut() }, "Log out")));
}
