import { el } from "../../core/dom.js";

/**
 * A form whose values are sent as one document. `send(values)` does it; while it is under way the form cannot be sent
 * again, and what it throws is said above the button, where a screen reader reads it out.
 */
export function form({ fields, action, send, danger = false, extra = null }) {
  const said = el("p", { class: "said-wrong", role: "alert" });
  const button = el("button", { class: danger ? "button danger" : "button main", type: "submit" }, action);
  const element = el("form", {
    class: "form", method: "post", onsubmit: async (event) => {
      event.preventDefault();
      if (button.disabled) {
        return;
      }
      button.disabled = true;
      said.textContent = "";
      try {
        await send(Object.fromEntries(new FormData(element)));
      } catch (error) {
        said.textContent = error.message;
        const secret = element.querySelector("input[type=password]");
        secret?.focus();
        secret?.select();
      } finally {
        button.disabled = false;
      }
    },
  }, fields, said, el("p", { class: "actions" }, button, extra));
  return element;
}

/** A labelled field; `hint` says what may stand there. */
export function field(label, attributes, hint = null) {
  return el("label", {}, el("span", {}, label), el("input", { class: "field", autocomplete: "off", ...attributes }),
    hint && el("span", { class: "small muted" }, hint));
}

/** A labelled choice of [value, text]. */
export function choice(label, name, options, attributes = {}) {
  return el("label", {}, el("span", {}, label), el("select", { class: "field", name, ...attributes },
    options.map(([value, text]) => el("option", { value }, text))));
}

/** A name or key that has no spelling a keyboard should mend. */
export const EXACT = { autocapitalize: "none", autocorrect: "off", spellcheck: "false" };
