import { el, empty } from "../core/dom.js";
import { address } from "../core/route.js";
import { date, epoch } from "../core/time.js";
import { setTitle } from "../core/title.js";
import * as api from "../data/api.js";
import { isAdmin, isOpen } from "../data/session.js";
import { addUser, enrolHost, newToken, removeUser, revoke, setPassword, setRole } from "./parts/access-dialogs.js";
import { forAdmins } from "./parts/for-admins.js";
import { LivePage } from "./parts/live-page.js";
import { sessionTable } from "./parts/sessions.js";
import { actions, since, table } from "./parts/table.js";

const PAUSE_MS = 15_000;

/** Who may read, write and change what is here: users, hosts' keys, tokens and sessions, for admins. */
export function open(body) {
  setTitle("Access");
  if (isOpen()) {
    body.replaceChildren(heading(), openHouse());
    return {};
  }
  if (!isAdmin()) {
    body.replaceChildren(forAdmins());
    return {};
  }
  const page = new LivePage(body, {
    loading: "Asking who may do what…", pause: PAUSE_MS, ask,
    show: (answer) => show(answer, () => page.renew()),
  });
  return page;
}

async function ask() {
  const [users, tokens, sessions] = await Promise.all([api.users(), api.tokens(), api.sessions()]);
  return { users, tokens: tokens.filter(({ host }) => !host), keys: tokens.filter(({ host }) => host), sessions };
}

/** `renew` is called after something was changed. */
function show({ users, tokens, keys, sessions }, renew) {
  const then = (change) => async (...given) => {
    await change(...given);
    renew();
  };
  return [
    heading(el("a", { href: address("audit") }, "Who did what: the audit")),
    part("Users", "Add a user", then(addUser),
      users.length > 0 ? userTable(users, then) : empty("No user yet", "People log in by name and password.")),
    part("Hosts’ keys", "Enrol a host", then(enrolHost),
      keys.length > 0 ? keyTable(keys, then) : empty("No host enrolled yet", "An enrolled host’s agent has a key of its own, good for that host alone.")),
    part("Tokens", "New token", then(newToken),
      tokens.length > 0 ? tokenTable(tokens, then) : empty("No token yet", "Programs such as Grafana show a token instead of a password.")),
    sessions.length > 0 ? part("Sessions", null, null, sessionTable(sessions, renew, true)) : "",
  ];
}

function heading(...more) {
  return el("div", { class: "heading" }, el("h1", {}, "Access"),
    el("p", { class: "muted" }, "Who may read, write and change what is here."), more);
}

/** Where nobody is asked: what that means, and what makes it safe to be reached from elsewhere. */
function openHouse() {
  return el("div", { class: "notice" },
    el("p", {}, el("strong", {}, "Nobody is asked who he is here. "),
      "The server answers to this machine alone. Whoever uses this machine may read all that is stored and deliver samples; "
        + "what changes or deletes something is done by commands."),
    el("p", {}, "Two commands make it safe to be reached from elsewhere:"),
    el("pre", {}, "./domestik secure --data DIR\n./domestik user add NAME --role admin --data DIR"),
    el("p", {}, "After them ", el("code", {}, "--listen 0.0.0.0"), " opens it to others, who have to log in. ",
      el("code", {}, 'access = "login"'), " in ", el("code", {}, "server.conf"), " asks on this machine too, and users, hosts’ keys and tokens are managed here."));
}

function part(title, action, act, content) {
  return el("section", { class: "access", "aria-label": title },
    el("header", {}, el("h2", {}, title), action && el("button", { class: "button", type: "button", onclick: act }, action)), content);
}

function userTable(users, then) {
  return table("users", ["Name", "Role", "Since", "Last login"], users.map((each) => [
    el("strong", {}, each.user), each.role, date(epoch(each.created)), since(each.lastLogin),
    actions(
      [each.role === "admin" ? "Make reader" : "Make admin", () => then(setRole)(each)],
      ["New password", () => then(setPassword)(each)], ["Remove", () => then(removeUser)(each)]),
  ]), { withActions: true, ids: users.map(({ user }) => user) });
}

function keyTable(keys, then) {
  return table("host-keys", ["Host", "Agent", "Enrolled", "Last used"], keys.map((each) => [
    el("a", { href: address("host", each.host) }, each.host), el("code", { class: "small", title: each.agent }, each.agent?.slice(0, 8) ?? "–"),
    date(epoch(each.created)), since(each.lastUse), actions(["Revoke", () => then(revoke)(each)]),
  ]), { withActions: true, ids: keys.map(({ name }) => name) });
}

function tokenTable(tokens, then) {
  return table("tokens", ["Name", "Right", "Created", "Expires", "Last used"], tokens.map((each) => [
    el("strong", {}, each.name), each.role + (each.role === "write" && each.hosts !== "*" ? `, hosts ${each.hosts}` : ""),
    date(epoch(each.created)), expiry(each), since(each.lastUse), actions(["Revoke", () => then(revoke)(each)]),
  ]), { withActions: true, ids: tokens.map(({ name }) => name) });
}

function expiry({ expires }) {
  const at = epoch(expires);
  return at === null ? el("span", { class: "muted" }, "never")
    : at <= Date.now() ? el("span", { class: "failing" }, `expired ${date(at)}`) : date(at);
}
