import { el, emptyPage, failure } from "../core/dom.js";
import { address } from "../core/route.js";
import { setTitle } from "../core/title.js";
import * as api from "../data/api.js";
import { viewer } from "../data/session.js";
import { newPassword } from "./parts/access-dialogs.js";
import { field, form } from "./parts/form.js";
import { sessionTable } from "./parts/sessions.js";

/** What a user does about himself: another password, and an end to sessions he has elsewhere. */
export function open(body) {
  setTitle("Your account");
  const { user, role } = viewer();
  if (user === null) {
    body.replaceChildren(emptyPage("Nobody is asked who he is here", el("a", { href: address("access") }, "See who may do what")));
    return {};
  }
  const sessions = el("div", {}, el("p", { class: "muted loading" }, "Loading the sessions…"));
  const renew = async () => {
    try {
      const own = (await api.sessions()).filter((each) => each.user === user);
      sessions.replaceChildren(sessionTable(own, renew, false));
    } catch (error) {
      sessions.replaceChildren(failure(error, renew));
    }
  };
  body.replaceChildren(
    el("div", { class: "heading" }, el("h1", {}, user), el("p", { class: "muted" }, `Your account; your role is ${role}`)),
    el("section", { class: "access", "aria-label": "Password" },
      el("header", {}, el("h2", {}, "Password")), el("div", { class: "card padded" }, passwordForm(user, renew))),
    el("section", { class: "access", "aria-label": "Sessions" },
      el("header", {}, el("h2", {}, "Where you are logged in")), sessions));
  renew();
  return {};
}

function passwordForm(user, changed) {
  const done = el("span", { class: "muted", role: "status" });
  const element = form({
    fields: [
      // Tells password managers whose password it is.
      el("input", { class: "hidden-label", name: "username", value: user, autocomplete: "username", readonly: true, tabindex: "-1", "aria-hidden": "true" }),
      field("Old password", { name: "old", type: "password", required: true, autocomplete: "current-password" }),
      newPassword("New password"),
    ],
    action: "Change it", extra: done,
    send: async ({ old, password }) => {
      done.textContent = "";
      await api.post("password", { old, new: password });
      element.reset();
      done.textContent = "Changed. Your other sessions are over.";
      changed();
    },
  });
  return element;
}
