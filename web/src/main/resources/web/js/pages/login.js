import { el } from "../core/dom.js";
import { setTitle } from "../core/title.js";
import { logIn } from "../data/session.js";
import { EXACT, field, form } from "./parts/form.js";

/** Asks who is there; the page that was asked for follows by itself, as the address still names it. */
export function open(body) {
  setTitle("Log in");
  const user = field("Name", { name: "user", required: true, autocomplete: "username", ...EXACT });
  const password = field("Password", { name: "password", type: "password", required: true, autocomplete: "current-password" });
  body.replaceChildren(el("section", { class: "login card", "aria-labelledby": "login" },
    el("h1", { id: "login" }, "Log in"),
    el("p", { class: "muted" }, `Domestik on ${location.host}`),
    form({ fields: [user, password], action: "Log in", send: ({ user: name, password: secret }) => logIn(name, secret) }),
    el("p", { class: "muted small" }, "No name yet, or the password forgotten? Whoever runs this server gives both: ",
      el("code", {}, "./domestik user add NAME"), " or ", el("code", {}, "user password NAME"), ".")));
  user.querySelector("input").focus();
  return {};
}
