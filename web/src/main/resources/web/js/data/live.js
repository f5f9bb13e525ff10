import { reachability } from "./api.js";
import { isIn, recognize, session } from "./session.js";

/*
 * What arrives at the server, as it arrives: server-sent events, and while those do not come (an old
 * proxy, a restart) a poll every few seconds, so that a page never stands still for long.
 */

const POLL_MS = 5_000;
const RETRY_MS = 3_000;
const HEALTH_MS = 15_000;
// A page's own requests come first; and whoever waits for an idle network before looking at a page (a headless
// browser with a virtual clock) would wait for ever for a stream that never ends. Somebody who does something is no such;
// pointers alone tell nothing, as a browser invents movements for a pointer that rests while a page grows under it.
const LISTEN_AFTER_MS = 10_000;
const SIGNS_OF_LIFE = ["pointerdown", "wheel", "keydown"];

/**
 * Fires "sample" with {host, probe}, "poll" when anything may have changed, and "connection" with {state, trouble}:
 * "live", "polling", "unreachable", or "troubled" and by what.
 */
export const live = new EventTarget();

let source = null;
let begun = false;
let connected = false;
let reachable = true;
let trouble = null;

/** Starts listening, once the server knows who asks; called once. */
export function listen() {
  const waiting = new AbortController();
  const begin = () => {
    waiting.abort();
    clearTimeout(timer);
    begun = true;
    connect();
    session.addEventListener("change", connect);
  };
  const timer = setTimeout(begin, LISTEN_AFTER_MS);
  SIGNS_OF_LIFE.forEach((name) => addEventListener(name, begin, { passive: true, signal: waiting.signal }));
  setInterval(() => {
    if (!connected && !document.hidden) {
      live.dispatchEvent(new Event("poll"));
    }
  }, POLL_MS);
  setInterval(() => !document.hidden && askHealth(), HEALTH_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      disconnect();
      tell(reachable);
    } else {
      begun && source === null && connect();
      live.dispatchEvent(new Event("poll"));
      askHealth();
    }
  });
  reachability.addEventListener("reachable", () => tell(true));
  reachability.addEventListener("unreachable", () => tell(false));
  tell(true);
}

function disconnect() {
  source?.close();
  source = null;
  connected = false;
}

/**
 * Opens the stream for who looks at the pages now, and for nobody none. Nor for a tab that nobody looks at: a browser has
 * six connections to a server, and streams of six tabs would keep a seventh from loading at all.
 */
function connect() {
  disconnect();
  if (!isIn() || document.hidden) {
    return;
  }
  const opened = (source = new EventSource("api/v1/events"));
  opened.addEventListener("open", () => {
    connected = true;
    tell(true);
    live.dispatchEvent(new Event("poll"));
  });
  opened.addEventListener("sample", (event) => {
    live.dispatchEvent(new CustomEvent("sample", { detail: JSON.parse(event.data) }));
  });
  opened.addEventListener("error", () => {
    connected = false;
    tell(reachable);
    // The browser itself tries again after a lost connection, but gives up after an error answer.
    if (opened.readyState === EventSource.CLOSED) {
      setTimeout(() => tryAgain(opened), RETRY_MS);
    }
  });
}

/** A stream does not tell why it was refused: whether the session is over is asked first. */
async function tryAgain(ended) {
  try {
    await recognize();
  } catch {
    // Not reachable, or busy: the stream is tried again all the same.
  }
  if (source === ended) {
    connect();
  }
}

/** A server that answers may all the same have nowhere to put samples: then nothing is live. */
async function askHealth() {
  try {
    const response = await fetch("health");
    trouble = response.ok ? null : faults(await response.json());
  } catch {
    return; // Not reachable, or stopped in the middle: the other requests tell.
  }
  tell(true);
}

/** What does not work, from the server's {"status": …, part: "ok" or the reason, "problems": {…}}. */
function faults({ status, problems, ...parts }) {
  const bad = Object.entries(parts).filter(([, state]) => typeof state === "string" && state !== "ok");
  return bad.map(([part, state]) => `${part}: ${state}`).join("; ") || status;
}

function tell(nowReachable) {
  reachable = nowReachable;
  const state = !reachable ? "unreachable" : trouble ? "troubled" : connected ? "live" : "polling";
  live.dispatchEvent(new CustomEvent("connection", { detail: { state, trouble } }));
}
