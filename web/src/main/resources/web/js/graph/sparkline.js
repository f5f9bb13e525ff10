import { el } from "../core/dom.js";
import { onScheme } from "../core/palette.js";
import { epoch, HOUR, span } from "../core/time.js";
import { format } from "../core/units.js";
import * as api from "../data/api.js";
import { lines, statistics } from "../data/lines.js";
import { drawSpark, sparkCanvas } from "./spark-canvas.js";

const POINTS = 160;
const LENGTH = 6 * HOUR;
const RENEW_MS = 60_000;

/**
 * A small graph of one value for every host, fetched only while it is on the screen. Which value: the
 * viewer's choice, or else the first one drawn of a probe without keys: of one that most hosts send and that is no
 * whole number, as what is counted in whole numbers often stands still.
 */
export class Sparklines {
  constructor(descriptions, hosts, chosen) {
    this.byElement = new Map();
    this.learn(descriptions, hosts, chosen);
    this.left = new AbortController();
    this.observer = new IntersectionObserver((entries) => entries.forEach((entry) => {
      const each = this.byElement.get(entry.target);
      each.visible = entry.isIntersecting;
      this.#renew(each);
    }), { rootMargin: "100px" });
    this.timer = setInterval(() => this.byElement.forEach((each) => this.#renew(each)), RENEW_MS / 4);
    this.stopScheme = onScheme(() => this.byElement.forEach((each) => this.#draw(each)));
  }

  /** Takes notice of probes that are new since. */
  learn(descriptions, hosts, chosen = this.name) {
    this.descriptions = descriptions;
    this.hosts = hosts;
    this.names = Object.values(descriptions).filter((each) => !each.key?.length)
      .flatMap((each) => all(each).map((value) => `${each.name}.${value.name}`));
    this.choose(chosen);
  }

  /** Whether it knows the probes of a host. */
  knows({ probes }) {
    return probes.every((probe) => probe in this.descriptions);
  }

  choose(name) {
    this.name = this.names.includes(name) ? name : this.#preferred() ?? this.names[0];
    if (this.select) {
      this.select.value = this.name;
    }
    this.byElement.forEach((each) => {
      Object.assign(each, { at: 0, line: null, text: "" });
      this.#draw(each);
      this.#renew(each);
    });
  }

  #preferred() {
    const senders = (each) => this.hosts.filter((host) => host.probes.includes(each.name)).length;
    const first = (each) => each.graph[0]?.values?.[0] ?? each.values[0].name;
    const isReal = (each) => each.values.some((value) => value.name === first(each) && value.type === "real");
    const flat = Object.values(this.descriptions).filter((each) => !each.key?.length && !each.inferred);
    const best = flat.sort((a, b) => isReal(b) - isReal(a) || senders(b) - senders(a))[0];
    return best && `${best.name}.${first(best)}`;
  }

  /** A control to choose what is shown; null if there is nothing to choose from. */
  choice(onChoose) {
    this.select = el("select", { class: "field", onchange: () => onChoose(this.select.value) },
      this.names.map((name) => el("option", { value: name, selected: name === this.name }, this.#title(name))));
    return this.names.length === 0 ? null : el("label", { class: "small muted" }, "Last 6 hours of ", this.select);
  }

  #title(name) {
    const [probe, value] = name.split(".");
    const description = this.descriptions[probe];
    const found = all(description).find((each) => each.name === value);
    return `${description.title ?? probe}: ${found.title ?? value}`;
  }

  /** The element of a host's sparkline. */
  of(host) {
    const canvas = sparkCanvas();
    const last = el("span", { class: "spark-last" });
    const element = el("span", { class: "spark" }, canvas, last);
    this.byElement.set(element, { host, canvas, last, at: 0 });
    this.observer.observe(element);
    return element;
  }

  /** What the host of an element of {@link #of} is by now. */
  tell(element, host) {
    this.byElement.get(element).host = host;
  }

  async #renew(each) {
    const { name } = this;
    const [probe, value] = (name ?? "").split(".");
    if (!each.visible || !value || Date.now() - each.at < RENEW_MS || document.hidden) {
      return;
    }
    each.at = Date.now();
    const description = this.descriptions[probe];
    const silent = each.host.state === "silent" || each.host.state === "retired";
    const to = silent ? epoch(each.host.lastSample) + 1 : Date.now();
    each.range = { from: to - LENGTH, to };
    let line = null;
    if (each.host.probes.includes(probe)) {
      try {
        const answer = await api.series(each.host.host, probe, [], to - LENGTH, to, POINTS, this.left.signal);
        line = lines(answer, { points: POINTS, every: span(description.every) }).get(value) ?? null;
      } catch {
        // What was drawn before stays; the next turn asks again.
        each.at = 0;
        return;
      }
    }
    if (name === this.name) {
      each.line = line;
      each.text = line ? this.#last(each, description, value) : "";
      this.#draw(each);
    }
  }

  #last(each, description, value) {
    const found = statistics(each.line, each.range);
    const unit = all(description).find((one) => one.name === value)?.unit ?? "";
    return found ? format(found.last, unit, description.graph[0]?.base ?? 1000, 3) : "";
  }

  #draw(each) {
    each.last.textContent = each.text ?? "";
    drawSpark(each.canvas, each.line, each.range);
  }

  close() {
    clearInterval(this.timer);
    this.left.abort();
    this.observer.disconnect();
    this.stopScheme();
  }
}

function all(description) {
  return [...description.values, ...(description.derived ?? [])];
}
