import { el, failure } from "./core/dom.js";
import { current } from "./core/route.js";
import { listen } from "./data/live.js";
import { showConnection } from "./pages/parts/connection.js";

const PAGES = [
  { page: "", title: "Fleet", load: () => import("./pages/fleet.js") },
  { page: "host", load: () => import("./pages/host.js"), under: "" },
  { page: "probes", title: "Probes", load: () => import("./pages/probes.js") },
  { page: "probe", load: () => import("./pages/probe.js"), under: "probes" },
  { page: "lifecycle", title: "Life cycle", load: () => import("./pages/lifecycle.js") },
  { page: "cost", title: "Cost", load: () => import("./pages/cost.js") },
  { page: "leaks", title: "Leaks", load: () => import("./pages/leaks.js") },
];

let shown = null;
let shownFor = null;

/** Shows the view the address asks for; a view of the same page and name only hears of the change. */
async function show() {
  const view = current();
  const identity = `${view.page}/${view.name}`;
  if (shown && identity === shownFor) {
    shown.changed?.(view);
    return;
  }
  shown?.close?.();
  shown = null;
  shownFor = identity;
  const main = document.getElementById("main");
  const page = PAGES.find((each) => each.page === view.page) ?? PAGES[0];
  mark(page);
  try {
    const module = await page.load();
    if (shownFor === identity) {
      const body = el("div");
      main.replaceChildren(body);
      scrollTo(0, 0);
      shown = module.open(body, view);
    }
  } catch (error) {
    main.replaceChildren(failure(error, () => location.reload()));
  }
}

function mark(page) {
  document.getElementById("pages").replaceChildren(...PAGES.filter((each) => each.title).map((each) =>
    el("a", {
      href: `#/${each.page}`,
      "aria-current": each.page === page.page || each.page === page.under ? "page" : null,
    }, each.title)));
}

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main").focus();
});
addEventListener("hashchange", show);
addEventListener("popstate", show);
addEventListener("viewchange", show);
showConnection(document.getElementById("connection"));
listen();
show();
