import { el } from "../../core/dom.js";
import { form } from "./form.js";

/**
 * Asks in front of the page before something is changed. `send(values)` changes it; if that answers a node, this is
 * shown in the dialog until it is closed. Answers once the dialog is closed.
 */
export function dialog({ title, about = null, fields = [], action, danger = false, send }) {
  const cancel = el("button", { class: "button", type: "button", onclick: () => element.close() }, "Cancel");
  const body = el("div", {}, about && el("p", { class: "muted" }, about), form({
    fields, action, danger, extra: cancel,
    send: async (values) => {
      const result = await send(values);
      if (result instanceof Node) {
        body.replaceChildren(result, el("p", { class: "actions" },
          el("button", { class: "button main", type: "button", autofocus: true, onclick: () => element.close() }, "Done")));
      } else {
        element.close();
      }
    },
  }));
  const element = el("dialog", { class: "card", "aria-labelledby": "dialog-title" },
    el("h2", { id: "dialog-title" }, title), body);
  const back = place();
  document.body.append(element);
  element.showModal();
  return new Promise((resolve) => element.addEventListener("close", () => {
    element.remove();
    back();
    resolve();
  }));
}

/**
 * Notes what the keyboard is at; answers how to bring it back there. The browser does so where that is still on the page;
 * a page that shows new samples meanwhile has made it anew.
 */
function place() {
  const from = document.activeElement;
  const all = () => [...document.querySelectorAll("main :is(a, button)")];
  const index = all().indexOf(from);
  return () => {
    if (index >= 0 && !from.isConnected) {
      const now = all();
      const alike = now.filter((each) => each.textContent === from.textContent);
      (alike.includes(now[index]) ? now[index] : alike[0])?.focus();
    }
  };
}

/** A text to take along, such as a secret that is shown once, with a button that copies it. */
export function takeAlong(label, text) {
  const copied = el("span", { class: "small muted", role: "status" });
  const field = el("textarea", { class: "field taken", readonly: true, rows: 2, "aria-label": label, onfocus: () => field.select() });
  field.value = text;
  return el("div", { class: "take-along" }, field, el("p", { class: "actions" },
    el("button", {
      class: "button", type: "button", onclick: async () => {
        field.select();
        try {
          await navigator.clipboard.writeText(text);
          copied.textContent = "Copied.";
        } catch {
          // Without TLS a browser gives no clipboard; what is selected can be copied by hand.
          copied.textContent = "Selected: press Ctrl+C.";
        }
      },
    }, "Copy"), copied));
}
