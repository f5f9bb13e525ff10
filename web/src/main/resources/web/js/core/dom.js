/**
 * Creates an element. Properties that start with "on" are listeners, null and false are left out;
 * children are nodes or texts, and text is never parsed as HTML.
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (name === "style") {
      // As an attribute it would be an inline style, which the pages' policy forbids.
      element.style.cssText = value;
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** What opens below a sign or word, and closes with Escape, with a choice made there, and when one goes elsewhere. */
export function menu(summary, ...items) {
  const close = () => {
    details.open = false;
    summary.focus();
  };
  const details = el("details", {
    class: "menu", onfocusout: ({ relatedTarget }) => {
      details.open &&= details.contains(relatedTarget);
    },
    onkeydown: ({ key }) => key === "Escape" && details.open && close(),
  }, summary, el("div", { class: "card", tabindex: "-1", onclick: ({ target }) => target.closest("a, button") && close() }, items));
  return details;
}

/** The state of a host or the outcome of a run, as a word with its shape and colour. */
export function state(word) {
  return el("span", { class: "state", "data-state": word }, word);
}

/** Says that there is nothing to see, and what to do about it. */
export function empty(title, ...advice) {
  return el("div", { class: "empty card" }, el("strong", {}, title), ...advice);
}

/** The same where it is all the page has to say. */
export function emptyPage(title, ...advice) {
  return el("div", { class: "empty card" }, el("h1", {}, title), el("p", {}, ...advice));
}

/** Says what went wrong, and offers to try again. */
export function failure(error, retry) {
  return el("div", { class: "notice bad", role: "alert" },
    el("p", {}, error.message),
    retry && el("button", { class: "button", onclick: retry }, "Try again"));
}
