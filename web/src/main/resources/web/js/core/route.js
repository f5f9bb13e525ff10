/*
 * The address of a view is all of its state: #/<page>/<name>?<query>. So a link can be shared, and
 * the browser's back button works.
 */

// What a Date can tell.
const LAST_INSTANT = 8.64e15;

/** The view the address asks for: {page, name, query}. */
export function current() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [page = "", name = ""] = path.split("/");
  return { page, name: decoded(name), query: new URLSearchParams(query) };
}

/** A name out of the address; one that somebody typed with a % that escapes nothing is what he typed. */
function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** What is searched for, as it is compared: a phone's keyboard puts a space behind the words that it proposes. */
export const sought = (query) => (query.get("find") ?? "").trim().toLowerCase();

/** The instant that a query value names in epoch milliseconds; 0 where it names none that there is. */
export function instantOf(query, name) {
  const ms = Number(query.get(name));
  return Math.abs(ms) <= LAST_INSTANT ? ms : 0;
}

/** The address of a view; empty and null query values are left out. */
export function address(page, name = "", query = {}) {
  const search = new URLSearchParams();
  for (const [key, value] of query instanceof URLSearchParams ? query : Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") {
      search.append(key, value);
    }
  }
  const path = [page, encodeURIComponent(name)].filter((part) => part !== "").join("/");
  const text = search.toString();
  return `#/${path}${text ? `?${text}` : ""}`;
}

/** Changes query values of the present view; `null` removes one. A step the back button undoes. */
export function change(values, { asStep = true } = {}) {
  const { page, name, query } = current();
  for (const [key, value] of Object.entries(values)) {
    query.delete(key);
    if (Array.isArray(value)) {
      value.forEach((each) => query.append(key, each));
    } else if (value !== null && value !== undefined && value !== "") {
      query.set(key, value);
    }
  }
  const next = address(page, name, query);
  if (next !== location.hash) {
    history[asStep ? "pushState" : "replaceState"](null, "", next);
    dispatchEvent(new Event("viewchange"));
  }
}
