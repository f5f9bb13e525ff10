import { el } from "../../core/dom.js";

const BY_HAND = ["wheel", "touchmove", "pointerdown", "keydown"];

/**
 * A choice of places within a page. The place chosen stays at the top while what lies above it is still loading and
 * grows, until the reader moves on by hand.
 */
export class Jump {
  constructor(body) {
    this.body = body;
    this.growth = new ResizeObserver(() => this.target?.scrollIntoView());
    this.listeners = new AbortController();
    this.element = el("select", {
      class: "field jump", "aria-label": "Jump to a probe", onchange: () => this.#to(this.element.value),
    });
    BY_HAND.forEach((name) => window.addEventListener(name, (event) => this.#leave(event), {
      passive: true, signal: this.listeners.signal,
    }));
  }

  /** The places: [the element's id, its title]. */
  offer(places) {
    const chosen = this.element.value;
    this.element.replaceChildren(
      el("option", { value: "" }, "Jump to…"), ...places.map(([id, title]) => el("option", { value: id }, title)));
    this.element.value = chosen;
  }

  // The choice stays in the list until the reader leaves, so that the arrow keys go on from there.
  #to(id) {
    this.target = document.getElementById(id);
    this.target?.scrollIntoView();
    this.growth.observe(this.body);
  }

  #leave({ target }) {
    if (this.target && target !== this.element) {
      this.target = null;
      this.growth.disconnect();
      this.element.value = "";
    }
  }

  close() {
    this.listeners.abort();
    this.growth.disconnect();
  }
}
