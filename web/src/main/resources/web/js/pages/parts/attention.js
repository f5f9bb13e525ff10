import { el } from "../../core/dom.js";

const MOST = 10;

/**
 * What the server says is wrong although it takes samples in and answers: a host that cannot be archived, a file it
 * cannot read, its clock. Null where nothing is, or nobody may know.
 */
export async function attention() {
  try {
    const { problems = {} } = await (await fetch("health")).json();
    return card(Object.entries(problems));
  } catch {
    return null; // Not reachable: the header says so.
  }
}

function card(problems) {
  if (problems.length === 0) {
    return null;
  }
  const more = problems.length - MOST;
  return el("section", { class: "card attention", "aria-labelledby": "attention" },
    el("h2", { id: "attention" }, "Needs attention"),
    el("ul", {}, problems.slice(0, MOST).map(([what, how]) =>
      el("li", {}, el("b", {}, what), how.startsWith(what) ? how.slice(what.length) : `: ${how}`))),
    more > 0 ? el("p", { class: "muted" }, `And ${more} more, which /health names.`) : null);
}
