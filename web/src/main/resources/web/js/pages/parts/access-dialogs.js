import { el } from "../../core/dom.js";
import * as api from "../../data/api.js";
import { dialog, takeAlong } from "./dialog.js";
import { choice, EXACT, field } from "./form.js";

/* What an admin changes on the page Access, each asked in a dialog. */

const ROLES = [["read", "read: sees everything, changes nothing"], ["admin", "admin: may do everything"]];
const RIGHTS = [["read", "read: asks for what is stored"], ["write", "write: delivers samples"], ["admin", "admin: may do everything"]];
const SPANS = [["", "until it is revoked"], ["30 days", "30 days"], ["90 days", "90 days"], ["1 year", "1 year"]];
const CODE_SPANS = [["1 hour", "1 hour"], ["1 day", "1 day"], ["7 days", "7 days"]];

/** A field for a password to be set: at least ten characters, and at most what the server hashes. */
export function newPassword(label) {
  return field(label, {
    name: "password", type: "password", required: true, minlength: 10, maxlength: 72, autocomplete: "new-password",
  }, "10 characters or more. A few words in a row are easy to keep and hard to guess.");
}

export function addUser() {
  return dialog({
    title: "Add a user", action: "Add",
    fields: [
      field("Name", { name: "user", required: true, autocomplete: "off", ...EXACT }),
      choice("Role", "role", ROLES), newPassword("Password"),
    ],
    send: async (values) => void await api.post("users", values),
  });
}

export function setRole({ user, role }) {
  const next = role === "admin" ? "read" : "admin";
  return dialog({
    title: `Make ${user} ${next === "admin" ? "an admin" : "a reader"}?`, action: next === "admin" ? "Make admin" : "Make reader",
    about: `${next === "admin" ? "An admin may do everything, this page included." : "A reader sees everything and changes nothing."} Sessions of ${user} end.`,
    send: async () => void await api.post(`users/${encodeURIComponent(user)}`, { role: next }),
  });
}

export function setPassword({ user }) {
  return dialog({
    title: `A new password for ${user}`, about: `All sessions of ${user} end.`, action: "Set it", fields: [newPassword("New password")],
    send: async ({ password }) => void await api.post(`users/${encodeURIComponent(user)}`, { password }),
  });
}

export function removeUser({ user }) {
  return dialog({
    title: `Remove ${user}?`, about: "The user can no longer log in, and open pages end. The audit keeps what was done.",
    action: "Remove", danger: true, send: async () => void await api.remove("users", user),
  });
}

export function newToken() {
  return dialog({
    title: "New token", about: "For a program. Whoever has the token has its right.", action: "Make it",
    fields: [
      field("Name", { name: "name", required: true, ...EXACT }, "What uses it: grafana, backup, …"),
      choice("Right", "role", RIGHTS),
      field("Hosts", { name: "hosts", value: "*", ...EXACT }, "To write: whose samples. web-* is all whose names begin so."),
      choice("Good for", "for", SPANS),
    ],
    send: async ({ hosts, for: span, ...values }) => {
      const made = await api.post("tokens", {
        ...values, ...(values.role === "write" && hosts ? { hosts } : {}), ...(span ? { for: span } : {}),
      });
      return el("div", {}, el("p", {}, "It is shown now and never again:"), takeAlong(`The token ${made.name}`, made.token));
    },
  });
}

/** Revokes a token, or an enrolled host's key. */
export function revoke({ name, host, role }) {
  return dialog({
    title: `Revoke ${host ? `the key of ${host}` : name}?`, action: "Revoke", danger: true,
    about: host ? "Its agent is refused from now on, and keeps its samples until the host is enrolled again."
      : `Whatever uses it to ${role === "write" ? "deliver samples" : role} is refused from now on.`,
    send: async () => void await api.remove("tokens", name),
  });
}

export function enrolHost() {
  return dialog({
    title: "Enrol a host", about: "Makes a code that an agent trades for a key of its own.", action: "Make a code",
    fields: [
      field("Hosts", { name: "hosts", value: "*", ...EXACT }, "Whom it is for: a name, web-* for all whose names begin so, or several with commas. A code for one machine covers all of them: it may give values of other hosts too."),
      field("How many", { name: "uses", type: "number", value: 1, min: 1, max: 1000 }),
      choice("Good for", "for", CODE_SPANS),
    ],
    send: async ({ uses, ...values }) => {
      const { code, assumed } = await api.post("enrolments", { ...values, uses: Number(uses) });
      return el("div", {}, el("p", {}, "On the other machine, in the agent’s folder. The code is shown now and never again:"),
        takeAlong("The command that enrols", `./domestik agent enrol '${code}' --data DIR`),
        assumed && el("p", {}, `It leads to ${code.slice(0, code.indexOf("#"))}, as the server sees itself. If others reach it otherwise, `
          + "have external_url in server.conf say so, or make the code by ./domestik enrol --url."));
    },
  });
}
