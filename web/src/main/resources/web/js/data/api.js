/* The server's HTTP API; see the design's section "Commands and HTTP". */

const MOST_AT_ONCE = 6;
const MOST_HOSTS_ASKED = 100;
const PATIENCE_MS = 30_000;
const BAD_REQUEST = 400;
// Here a 401 says that the password is wrong, not that the session is over.
export const LOGIN = "login";

let running = 0;
const waiting = [];

/** The server answered, but not with what was asked for. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** The server cannot be reached; trying again later may help. */
export class Unreachable extends Error {
  constructor() {
    super("The server does not answer. What you see is from before; it is asked again every few seconds.");
  }
}

/** Fires "reachable" and "unreachable" as answers come or do not, and "stranger" when the server does not know who asks. */
export const reachability = new EventTarget();

export const hosts = () => get("hosts");
export const descriptions = () => get("descriptions");
export const runs = (host) => get("probes", host ? [["host", host]] : []);
export const leaks = () => get("leaks");
export const balances = () => get("verify");
export const usage = () => get("usage");
export const plan = (now) => get("plan", now ? [["now", new Date(now).toISOString()]] : []);
export const me = () => get("me");
export const users = () => get("users");
export const tokens = () => get("tokens");
export const sessions = () => get("sessions");
export const alerts = (where = []) => get("alerts", where);
export const alertRules = (where = []) => get("alerts/rules", where);
export const quiet = () => get("alerts/quiet");
export const setQuiet = (window) => post("alerts/quiet", window);
export const endQuiet = (id) => remove("alerts/quiet", id);
/** What the rules in force would have said of the last days. */
export const dryRun = (from, to) => post("alerts/try", { from: new Date(from).toISOString(), to: new Date(to).toISOString() });
export const notices = () => get("alerts/notices");
export const acknowledge = (id) => post(`alerts/${encodeURIComponent(id)}/acknowledge`);
export const audit = (points) => get("audit", [["points", points]]);

/**
 * The last runs of all hosts' scripts, each with its host: {runs, asked}, where `asked` says how many
 * hosts that is. A server that tells of one host only is asked for each, of as many as is polite.
 */
export async function fleetRuns(all) {
  try {
    return { runs: await runs(null), asked: all.length };
  } catch (error) {
    if (error.status !== BAD_REQUEST) {
      throw error;
    }
  }
  const asked = all.slice(0, MOST_HOSTS_ASKED);
  const found = await Promise.all(asked.map(async ({ host }) => (await runs(host)).map((run) => ({ ...run, host }))));
  return { runs: found.flat(), asked: asked.length };
}

/** The keys of a host's probe with live or archived data: a list of lists of texts. */
export async function keys(host, probe) {
  const where = [["host", host], ["probe", probe]];
  const found = await Promise.all([get("stored", where), get("archived", where)]);
  const unique = new Map();
  for (const key of found.flat()) {
    const levels = Array.isArray(key) ? key : [key];
    unique.set(levels.join("\u0000"), levels);
  }
  return [...unique.values()];
}

/** All keys of a probe ever delivered, by host. */
export const keysOf = (probe) => get("keys", [["probe", probe]]);

/** One key's values from `from` (inclusive) to `to` (exclusive), thinned to `points` slots. */
export function series(host, probe, key, from, to, points, signal) {
  return get("series", [
    ["host", host], ["probe", probe], ...key.map((level) => ["key", level]),
    ["from", Math.floor(from)], ["to", Math.ceil(to)], ["points", points],
  ], signal);
}

/** When each value of a key was at its least and greatest in a span: {value: {min, minTime, max, maxTime}}. */
export function extremes(host, probe, key, from, to) {
  return get("extremes", [
    ["host", host], ["probe", probe], ...key.map((level) => ["key", level]), ["from", Math.floor(from)], ["to", Math.ceil(to)],
  ]);
}

/** The address of a Parquet file of all a probe has in a span, of one host or of all. */
export function parquet(host, probe, { from, to }) {
  return `api/v1/export?${new URLSearchParams([
    ...(host ? [["host", host]] : []), ["probe", probe], ["from", Math.floor(from)], ["to", Math.ceil(to)],
  ])}`;
}

/** Asks for JSON, a few requests at a time so that the first ones asked are drawn first. */
export async function get(path, parameters = [], signal = undefined) {
  const query = new URLSearchParams(parameters).toString();
  return ask(`${path}${query ? `?${query}` : ""}`, {}, signal);
}

/** Sends a document; answers what the server did, null if it says no more than that it did. */
export function post(path, body = {}) {
  return ask(path, { method: "POST", body: JSON.stringify(body) });
}

/** Takes away what has this name; `path` is the place of all of its kind. */
export function remove(path, name) {
  return ask(`${path}/${encodeURIComponent(name)}`, { method: "DELETE" });
}

async function ask(path, request, signal) {
  await turn();
  try {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    return await answer(await reach(path, { ...request, signal: signal ? AbortSignal.any([signal, patience]) : patience }, signal));
  } finally {
    running--;
    waiting.shift()?.();
  }
}

async function turn() {
  if (running >= MOST_AT_ONCE) {
    await new Promise((resolve) => waiting.push(resolve));
  }
  running++;
}

async function reach(path, request, caller) {
  try {
    const type = request.body ? { "Content-Type": "application/json" } : {};
    const response = await fetch(`api/v1/${path}`, { ...request, headers: { Accept: "application/json", ...type } });
    reachability.dispatchEvent(new Event("reachable"));
    if (response.status === 401 && path !== LOGIN) {
      reachability.dispatchEvent(new Event("stranger"));
    }
    return response;
  } catch (error) {
    if (caller?.aborted) {
      throw error;
    }
    reachability.dispatchEvent(new Event("unreachable"));
    throw new Unreachable();
  }
}

async function answer(response) {
  const text = await response.text();
  let body = null;
  try {
    body = text === "" ? null : JSON.parse(text);
  } catch {
    body = { error: `The server answered ${response.status} with something that is not JSON.` };
  }
  if (!response.ok) {
    throw new Refused(body?.error ?? `The server answered ${response.status}.`, response.status);
  }
  return body;
}
