import { el, failure } from "../../core/dom.js";
import { hold } from "../../core/hold.js";
import { Refused, Unreachable } from "../../data/api.js";
import { live } from "../../data/live.js";

// However long an answer takes to make, the server spends at most a tenth of its time on one page.
const PATIENCE = 10;
const AGAIN_MS = 5_000;

/**
 * A page that shows an answer of the server, and shows it anew as samples arrive: at most once every
 * `pause` ms. What the reader holds on to, an opened part or the keyboard's place, stays as it is.
 */
export class LivePage {
  /** `ask()` gets the answer, `show(answer)` makes nodes of it, `explain(error)` may know better words. */
  constructor(body, { loading, pause, ask, show, explain = () => null }) {
    Object.assign(this, { body, pause, ask, show, explain });
    this.shown = null;
    this.listeners = new AbortController();
    // Where what the keyboard was at is gone, it is here.
    body.tabIndex = -1;
    body.replaceChildren(el("p", { class: "muted loading" }, loading));
    const { signal } = this.listeners;
    live.addEventListener("sample", () => this.#soon(), { signal });
    live.addEventListener("poll", () => this.#soon(), { signal });
    this.renew();
  }

  /** Asks at once. */
  async renew() {
    const asked = (this.asked = performance.now());
    try {
      const answer = await this.ask();
      if (this.asked === asked && !this.listeners.signal.aborted) {
        this.shown = answer;
        this.draw();
      }
    } catch (error) {
      // What is shown is worth more than a fault; the header says if the server is not reachable.
      if (this.asked === asked && this.shown === null) {
        this.body.replaceChildren(this.explain(error) ?? failure(error, () => this.renew()));
      }
      // Nothing was made of it: what did not answer is asked again soon.
      if (error instanceof Unreachable) {
        this.rest = this.pause;
        return;
      }
    }
    this.rest = Math.max(this.pause, PATIENCE * (performance.now() - asked));
  }

  /** Makes the nodes of the last answer again. */
  draw() {
    if (this.shown !== null) {
      const held = hold(this.body);
      this.body.replaceChildren(...this.#nodes());
      held();
    }
  }

  /** The nodes of the last answer; where none can be made of it, what says so. */
  #nodes() {
    try {
      return this.show(this.shown);
    } catch (error) {
      reportError(error);
      return [failure(error, () => this.renew())];
    }
  }

  #soon() {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      if (!document.hidden) {
        this.renew();
      }
    }, Math.max(0, this.asked + (this.rest ?? this.pause) - performance.now()));
  }

  close() {
    this.listeners.abort();
    clearTimeout(this.timer);
  }
}

/**
 * Begins a page that shows nothing before its first answer: asks until there is one, or until `signal` says that the
 * page was left. `ask()` gets the answer, `build(answer)` makes the page of it.
 */
export async function begin(body, { loading, signal, ask, build }) {
  let turn = 0;
  const attempt = async () => {
    const mine = ++turn;
    try {
      const answer = await ask();
      if (mine === turn && !signal.aborted) {
        await build(answer);
      }
    } catch (error) {
      if (mine === turn && !signal.aborted) {
        body.replaceChildren(failure(error, attempt));
        // What the server will say differently in a moment; a fault of the page will not go.
        if (error instanceof Unreachable || error instanceof Refused) {
          setTimeout(() => mine === turn && !signal.aborted && attempt(), AGAIN_MS);
        }
      }
    }
  };
  body.replaceChildren(el("p", { class: "muted loading" }, loading));
  await attempt();
}
