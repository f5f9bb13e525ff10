import { arrive } from "./core/arrival.js";
import { el, failure } from "./core/dom.js";
import { current } from "./core/route.js";
import { watch } from "./data/alerts.js";
import { listen } from "./data/live.js";
import { isAdmin, isIn, isOpen, recognize, session, viewer } from "./data/session.js";
import { showAccount } from "./header/account-menu.js";
import { alertCount } from "./pages/parts/alert-count.js";
import { showConnection } from "./header/connection.js";

const PAGES = [
  { page: "", title: "Fleet", load: () => import("./pages/fleet.js") },
  { page: "host", load: () => import("./pages/host.js"), under: "" },
  { page: "alerts", title: "Alerts", load: () => import("./pages/alerts.js"), count: alertCount() },
  { page: "rules", load: () => import("./pages/rules.js"), under: "alerts" },
  { page: "probes", title: "Probes", load: () => import("./pages/probes.js") },
  { page: "probe", load: () => import("./pages/probe.js"), under: "probes" },
  { page: "lifecycle", title: "Life cycle", load: () => import("./pages/lifecycle.js") },
  { page: "cost", title: "Cost", load: () => import("./pages/cost.js") },
  { page: "leaks", title: "Leaks", load: () => import("./pages/leaks.js") },
  { page: "access", title: "Access", load: () => import("./pages/access.js"), mayBeSeen: () => isAdmin() || isOpen() },
  { page: "audit", load: () => import("./pages/audit.js"), under: "access" },
  { page: "account", load: () => import("./pages/account.js") },
];
// Shown in the place of whatever the address asks for, so that this is there again after it.
const LOGIN = { load: () => import("./pages/login.js") };
const NOWHERE = { load: () => import("./pages/nowhere.js") };

const AGAIN_MS = 5_000;
const FETCH_MS = 2_000;
const RELOAD_MS = 60_000;

const part = (id) => document.getElementById(id);

let shown = null;
let shownFor = null;
let hasFailed = false;

/** Shows the view the address asks for; a view of the same page and name only hears of the change. */
async function show() {
  const view = current();
  const page = isIn() ? PAGES.find((each) => each.page === view.page) ?? NOWHERE : LOGIN;
  const identity = page === LOGIN ? "login" : `${view.page}/${view.name}`;
  if (identity === shownFor) {
    // While its module is loaded there is nobody to hear of it; the page is opened with what the address says by then.
    shown?.changed?.(view);
    return;
  }
  shown?.close?.();
  shown = null;
  shownFor = identity;
  hasFailed = false;
  mark(page);
  try {
    const module = await page.load();
    if (shownFor === identity && shown === null) {
      const body = el("div");
      part("main").replaceChildren(body);
      arrive(body);
      shown = module.open(body, current());
    }
  } catch (error) {
    if (shownFor === identity) {
      shownFor = null;
      hasFailed = true;
      part("main").replaceChildren(failure(error, () => location.reload()));
      setTimeout(comeAgain, AGAIN_MS);
    }
  }
}

/** Marks a page as the present one, among those this viewer may see. */
function mark(page) {
  const seen = isIn() ? PAGES.filter((each) => each.title && (each.mayBeSeen?.() ?? true)) : [];
  part("pages").replaceChildren(...seen.map((each) =>
    el("a", {
      href: `#/${each.page}`,
      "aria-current": each.page === page.page || each.page === page.under ? "page" : null,
    }, each.title, each.count)));
  part("pages").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  part("connection").hidden = !isIn();
}

/**
 * Loads all anew once the server answers, if a page could not be fetched: a document asks for a module only once. One that
 * was just loaded anew waits for a while, as what fails then may fail again.
 */
async function comeAgain() {
  if (!hasFailed) {
    return;
  }
  const [{ type }] = performance.getEntriesByType("navigation");
  const isFresh = type === "reload" && performance.now() < RELOAD_MS;
  const answers = !isFresh && await fetch("health").then(() => true, () => false);
  if (answers) {
    location.reload();
  } else {
    setTimeout(comeAgain, AGAIN_MS);
  }
}

/** Somebody else looks at the pages: nothing of what was there before stays. */
function showAnew() {
  shownFor = null;
  document.querySelectorAll("dialog").forEach((each) => each.close());
  showAccount(part("account"));
  part("about").textContent = viewer().version ? `Domestik ${viewer().version}` : "";
  show();
}

async function start() {
  try {
    await recognize();
  } catch (error) {
    part("main").replaceChildren(failure(error, () => location.reload()));
    setTimeout(start, AGAIN_MS);
    return;
  }
  addEventListener("hashchange", show);
  addEventListener("popstate", show);
  addEventListener("viewchange", show);
  listen();
  // So that a page opens also while the server restarts, and is of the same version as the others after it.
  setTimeout(() => PAGES.forEach((each) => each.load().catch(() => {})), FETCH_MS);
}

part("skip").addEventListener("click", (event) => {
  event.preventDefault();
  part("main").focus();
});
showConnection(part("connection"));
session.addEventListener("change", showAnew);
watch();
start();
