import { el } from "../../core/dom.js";
import { told } from "../../core/time.js";

const FEW = 3;
const MOST = 10;

const RECENT = 3600_000;

/**
 * What is wrong although the server takes samples in and answers: a host that cannot be archived, a file it cannot
 * read, its clock; lines of other programs that it refused within the last hour. Null where nothing is, or nobody may
 * know.
 */
export async function attention() {
  const [{ problems = {} }, senders] = await Promise.all([asked("health", {}), asked("api/v1/senders", [])]);
  return card([...Object.entries(problems), ...refused(senders)]);
}

/** An answer; what stands for none where it cannot be had: the header says so. */
async function asked(path, none) {
  try {
    const answer = await fetch(path);
    return answer.ok || path === "health" ? await answer.json() : none;
  } catch {
    return none;
  }
}

/** A text that is skipped is no fault, and what was mended needs nobody's attention any more. */
function refused(senders) {
  return senders
    .filter((it) => !it.skipped && Date.now() - Date.parse(it.last) < RECENT)
    .map((it) => [`${it.sender} sends what is not stored`, `${it.count} of ${it.source}, ${it.reason.replaceAll("_", " ")}; the last: ${it.example}`]);
}

function card(problems) {
  if (problems.length === 0) {
    return null;
  }
  const more = problems.length - MOST;
  // On a phone ten of them would push the hosts from the screen.
  const folded = problems.slice(FEW, MOST);
  return el("section", { class: "card attention", "aria-labelledby": "attention" },
    el("h2", { id: "attention" }, "Needs attention"),
    list(problems.slice(0, FEW)),
    folded.length > 0 ? el("details", { class: "part", "data-part": "attention" }, el("summary", {}, `And ${problems.length - FEW} more`), list(folded),
      more > 0 ? el("p", { class: "muted" }, `And ${more} more, which /health and /api/v1/senders name.`) : null) : null);
}

function list(problems) {
  return el("ul", {}, problems.map(([what, how]) =>
    el("li", {}, el("b", {}, what), told(how.startsWith(what) ? how.slice(what.length) : `: ${how}`))));
}
