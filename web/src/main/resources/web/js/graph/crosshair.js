/**
 * The crosshair that all graphs of a page share: pointed at in one, it stands at the same time in
 * all, and every legend tells the exact values there.
 */
export class Crosshair {
  constructor() {
    this.graphs = new Set();
    this.time = null;
    this.placing = false;
    this.near = new WeakMap();
    this.observer = new IntersectionObserver((entries) =>
      entries.forEach((entry) => {
        this.near.set(entry.target, entry.isIntersecting);
        if (entry.isIntersecting) {
          this.#placeOn(this.#graphOf(entry.target));
        }
      }));
  }

  join(graph) {
    this.graphs.add(graph);
    this.observer.observe(graph.element);
    graph.canvas.tabIndex = 0;
    graph.canvas.setAttribute("role", "slider");
    graph.canvas.setAttribute("aria-valuenow", "0");
    graph.canvas.setAttribute("aria-label", `Time in ${graph.panel.title} ${graph.panel.note ?? ""}`.trim());
    graph.canvas.addEventListener("keydown", (event) => this.#key(graph, event));
    graph.canvas.addEventListener("blur", () => this.#to(null));
  }

  leave(graph) {
    this.graphs.delete(graph);
    this.observer.unobserve(graph.element);
  }

  /** While the graphs themselves move there is no crosshair. */
  hold(held) {
    this.held = held;
    if (held && this.time !== null) {
      this.#to(null);
    }
  }

  /** The graphs on the screen. */
  seen() {
    return [...this.graphs].filter((graph) => this.near.get(graph.element));
  }

  /** A graph's own cursor moved, by the pointer. */
  moved(graph, plot) {
    if (!this.placing && !this.held) {
      const time = plot.cursor.left >= 0 ? plot.posToVal(plot.cursor.left, "x") : null;
      this.#to(Number.isFinite(time) ? time : null);
    }
  }

  /** Puts a newly drawn graph's cursor where the others have theirs. */
  place(graph) {
    this.#placeOn(graph);
  }

  #to(time) {
    this.time = time;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.seen().forEach((graph) => this.#placeOn(graph));
    });
  }

  #placeOn(graph) {
    if (!graph?.plot) {
      return;
    }
    // What is being selected would end where its cursor is placed.
    if (graph.plot.select.width === 0) {
      this.placing = true;
      const left = this.time === null ? -10 : graph.plot.valToPos(this.time, "x");
      graph.plot.setCursor({ left, top: this.time === null ? -10 : 10 });
      this.placing = false;
    }
    graph.at(this.time);
  }

  #graphOf(element) {
    return [...this.graphs].find((graph) => graph.element === element);
  }

  #key(graph, event) {
    const { from, to } = graph.range ?? {};
    if (!(to > from) || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const step = (to - from) / (event.shiftKey ? 10 : 100);
    const here = this.time ?? to;
    const moves = { ArrowLeft: here - step, ArrowRight: here + step, Home: from, End: to };
    if (event.key in moves) {
      this.#to(Math.min(to, Math.max(from, moves[event.key])));
    } else if (event.key === "Escape") {
      this.#to(null);
    } else if (event.key === "+" || event.key === "=") {
      graph.events.onZoom(here - (to - from) / 4, here + (to - from) / 4);
    } else if (event.key === "-") {
      graph.events.onOut();
    } else {
      return;
    }
    event.preventDefault();
  }
}
