const REACHABLE = "a, button, summary, input, select, [data-id]";

/**
 * Notes what is open in an element and where the keyboard is, before it is filled anew; answers how to bring both back:
 * the keyboard to what says the same of the same row, or else to the row, or else to the element. At another row a key
 * would do to that what was meant for this one.
 */
export function hold(body) {
  const open = new Set([...body.querySelectorAll("details[open]")].map((each) => each.dataset.part));
  const from = body.contains(document.activeElement) ? document.activeElement : null;
  const alike = (name) => [...body.querySelectorAll(REACHABLE)].filter((each) => named(each) === name);
  const [name, row] = [named(from), named(rowOf(from))];
  const place = from ? alike(name).indexOf(from) : -1;
  return () => {
    body.querySelectorAll("details").forEach((each) => (each.open ||= open.has(each.dataset.part)));
    if (place >= 0) {
      [alike(name)[place], alike(row)[0], body].find((each) => {
        each?.focus({ preventScroll: true });
        return document.activeElement === each;
      });
    }
  };
}

const rowOf = (element) => element?.closest("[data-id]") ?? null;

/** What the keyboard can be at, by its row and its words; a row or a summary may say something else of the same. */
function named(element) {
  const part = element?.closest("summary")?.parentElement.dataset.part;
  return element && JSON.stringify([rowOf(element)?.dataset.id, part ?? (element === rowOf(element) ? null : element.textContent)]);
}
