import { el } from "../../core/dom.js";
import * as api from "../../data/api.js";
import { dialog } from "./dialog.js";
import { actions, since, table } from "./table.js";

// The first that fits; Edge and Opera also say Chrome, and Chrome says Safari.
const BROWSERS = [["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"], ["curl/", "curl"]];
const SYSTEMS = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac OS", "macOS"], ["CrOS", "ChromeOS"], ["Linux", "Linux"]];

/** Who is logged in, from where; `renew` is called after one was ended. `withNames` where they are several users'. */
export function sessionTable(sessions, renew, withNames) {
  return table("sessions", [...(withNames ? ["User"] : []), "From", "Browser", "Logged in", "Last seen"], sessions.map((each) => [
    ...(withNames ? [el("strong", {}, each.user)] : []),
    each.address, el("span", { title: each.agent }, program(each.agent)), since(each.created), since(each.seen),
    each.current ? el("span", { class: "muted" }, "this one") : actions(["End", () => end(each, renew)]),
  ]), { withActions: true, ids: sessions.map(({ id }) => id) });
}

/** A browser and its system in two words, from what it says of itself. */
export function program(agent) {
  const find = (names) => names.find(([sign]) => agent?.includes(sign))?.[1];
  return [find(BROWSERS), find(SYSTEMS)].filter(Boolean).join(" on ") || agent?.slice(0, 40) || "–";
}

async function end(session, renew) {
  await dialog({
    title: `End this session of ${session.user}?`, about: `${program(session.agent)}, from ${session.address}. It has to log in again.`,
    action: "End it", danger: true, send: async () => void await api.remove("sessions", session.id),
  });
  renew();
}
