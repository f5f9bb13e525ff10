import { el } from "../core/dom.js";
import { dash, lineToken, onScheme, token } from "../core/palette.js";
import { align, count, stack } from "../data/lines.js";
import { axes, valueRange } from "./axes.js";
import { area, band } from "./band.js";
import { exportMenu } from "./export.js";
import { gestures } from "./gestures.js";
import { Legend } from "./legend.js";
import { Marks } from "./marks.js";
import { Peak } from "./peak.js";

const HEIGHT = 170;
const LONE_POINT = 5;
const MOST_IN_LEGEND = 8;

/**
 * One graph: title, plot and legend of a panel.
 *
 * The figure says in `data-*` what it shows; `data-drawn` is "true" once a point is on the screen.
 */
export class Graph {
  constructor(panel, { host, probe, group, onZoom, onOut, onPick, onSlide, onSettle, onMore = () => {} }) {
    this.panel = panel;
    this.group = group;
    this.events = { onZoom, onOut };
    this.plot = null;
    this.hidden = new Set();
    this.all = false;
    this.legend = new Legend((label, one) => onPick(this, label, one));
    this.legend.element.hidden = true;
    this.marks = new Marks();
    this.canvas = el("div", { class: "plot" });
    this.message = el("p", { class: "plot-message loading" }, "Loading…");
    this.peak = new Peak({ host, probe });
    this.more = el("button", { class: "quiet small", type: "button", hidden: true, onclick: () => this.#showAll(onMore) });
    this.element = el("figure", {
      class: "graph card", "data-host": host, "data-probe": probe, "data-panel": panel.id,
      "data-drawn": "false", "data-points": 0,
    }, this.#caption(), el("div", { class: "plot-box" }, this.canvas, this.message, this.peak.element), this.legend.element, this.marks.element, this.more);
    this.resize = new ResizeObserver(() => this.#fit());
    this.resize.observe(this.canvas);
    this.stopScheme = onScheme(() => this.#redraw());
    gestures(this.canvas, { range: () => this.range, slide: (from, to) => onSlide(from, to, this), settle: onSettle });
    // The crosshair moves in all graphs; a note of a peak belongs where the pointer is.
    this.canvas.addEventListener("mousemove", () => (this.isUnderPointer = true), { capture: true });
    this.canvas.addEventListener("mouseleave", () => {
      this.isUnderPointer = false;
      this.peak.at(null);
    });
    group.join(this);
  }

  #caption() {
    const { title, note, info } = this.panel;
    return el("figcaption", {},
      el(this.panel.level ?? "h3", { class: this.panel.heading === false ? "hidden-label" : null }, title, note && el("span", { class: "muted" }, ` ${note}`)),
      exportMenu(() => this.#source()),
      info && el("p", { class: "muted small info" }, info));
  }

  #source() {
    const { title, note } = this.panel;
    const { host, probe } = this.element.dataset;
    const full = [host, title, note].filter(Boolean).join(" · ");
    return {
      host, probe, name: [host, probe, note].filter(Boolean).join("-"), title: full, range: this.range, panel: this.panel,
      lines: this.lines.map((line, place) => ({ ...line, place })).filter((line) => !this.hidden.has(line.label)),
      canvas: this.plot.ctx.canvas,
    };
  }

  /**
   * Draws these lines over the range; the first ones given are the ones that matter most. `without` says why there
   * are none, where the page knows better than the graph; `marked` is what alerts say about it, {limits, spans}.
   */
  show(lines, range, hidden = this.hidden, without = null, marked = undefined) {
    this.given = lines;
    this.without = without;
    this.marked = marked;
    this.range = range;
    this.hidden = hidden;
    const all = this.all || lines.slice(MOST_IN_LEGEND).some((line) => hidden.size > 0 && !hidden.has(line.label));
    const shown = all ? lines : lines.slice(0, MOST_IN_LEGEND);
    const visible = shown.filter((line) => !hidden.has(line.label));
    const points = visible.reduce((sum, line) => sum + count(line, range), 0);
    this.message.textContent = points > 0 ? "" : this.#nothing(lines, range);
    this.message.classList.remove("loading");
    this.lines = shown;
    const stacked = this.panel.style === "stacked" && visible.length > 1 ? stack(visible) : null;
    this.drawn = shown.map((line) => stacked?.[visible.indexOf(line)] ?? line);
    this.stacked = stacked !== null;
    this.marks.show(marked, range, this.panel, (value) =>
      (this.stacked ? visible.slice(0, 1) : visible).some((line) => line.value === value));
    this.legend.show(shown, range, this.panel, hidden);
    this.legend.element.hidden = points === 0 && hidden.size === 0;
    this.#offerMore(lines.length - shown.length);
    this.#draw();
    this.element.dataset.points = points;
    this.element.dataset.drawn = String(points > 0);
  }

  /** Why nothing is drawn, and what to do about it. */
  #nothing(lines, range) {
    if (this.without) {
      return this.without;
    }
    return lines.some((line) => count(line, range) > 0)
      ? "All lines are hidden. Click on a name to see its line."
      : "No samples in this time range. Choose a longer one.";
  }

  /** Draws what was given over another range; the legend follows with the next {@link #show}. */
  slide(range) {
    this.range = range;
    this.plot?.setScale("x", { min: range.from, max: range.to });
  }

  /** Says that the values could not be had; what was drawn before stays. */
  fail(error) {
    if (this.element.dataset.drawn !== "true") {
      this.message.classList.remove("loading");
      this.message.textContent = error.message;
    }
  }

  /** Puts the crosshair's values in the legend; null takes them away. Answers them as a sentence. */
  at(time) {
    const said = [this.legend.at(time), this.marks.at(time)].filter(Boolean).join("; ");
    this.canvas.setAttribute("aria-valuetext", said);
    this.canvas.setAttribute("aria-valuenow", time ?? this.range?.to ?? 0);
    return said;
  }

  close() {
    this.resize.disconnect();
    this.stopScheme();
    this.peak.close();
    this.group.leave(this);
    this.plot?.destroy();
  }

  #offerMore(rest) {
    this.more.hidden = this.given.length <= MOST_IN_LEGEND;
    this.more.textContent = rest > 0 ? `Show ${rest} more` : `Only the ${MOST_IN_LEGEND} largest`;
  }

  #showAll(onMore) {
    this.all = !this.all;
    this.show(this.given, this.range, this.hidden, this.without, this.marked);
    onMore();
  }

  #fit() {
    if (this.canvas.clientWidth > 0 && this.lines) {
      if (this.plot) {
        this.plot.setSize({ width: this.canvas.clientWidth, height: HEIGHT });
      } else {
        this.#redraw();
      }
    }
  }

  /** Draws new data in place where the lines are the same, so that a drag under way goes on. */
  #draw() {
    const looks = JSON.stringify([this.stacked, this.drawn.map((line) => [line.label, this.hidden.has(line.label)])]);
    if (this.plot && looks === this.looks) {
      this.plot.setData(align(this.drawn));
      this.group.place(this);
    } else {
      this.looks = looks;
      this.#redraw();
    }
  }

  #redraw() {
    const width = this.canvas.clientWidth;
    if (!this.lines || width === 0) {
      return;
    }
    this.plot?.destroy();
    this.colours = this.drawn.map((_, index) => token(lineToken(index)));
    this.plot = new uPlot(this.#options(width), align(this.drawn), this.canvas);
    this.group.place(this);
  }

  #options(width) {
    return {
      width, height: HEIGHT, ms: 1, padding: [8, 16, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: true, range: () => [this.range.from, this.range.to] },
        y: { range: () => this.marks.widen(valueRange(this.#visible(), this.range, this.stacked, this.panel)) },
      },
      axes: axes(this.panel, token),
      series: [{}, ...this.drawn.map((line, index) => this.#series(line, index))],
      cursor: {
        y: false,
        points: { size: 7, width: 1.5 },
        drag: { x: true, y: false, setScale: false, dist: 6 },
        bind: {
          dblclick: () => () => this.events.onOut(),
          // With Shift a drag moves the graph instead.
          mousedown: (plot, target, select) => (event) => (event.shiftKey ? null : select(event)),
        },
      },
      select: { show: true },
      hooks: {
        drawAxes: [(plot) => this.#bands(plot)],
        setCursor: [(plot) => this.#pointed(plot)],
        setSelect: [(plot) => this.#selected(plot)],
      },
    };
  }

  #series(line, index) {
    const colour = this.colours[index];
    return {
      label: line.label, stroke: colour, width: 1.5, dash: dash(index), show: !this.hidden.has(line.label),
      spanGaps: false,
      points: { show: false, size: LONE_POINT, fill: colour, filter: (plot, column) => lone(plot.data[column]) },
    };
  }

  #visible() {
    return this.drawn.filter((line) => !this.hidden.has(line.label));
  }

  #bands(plot) {
    const { ctx: context, bbox } = plot;
    const x = along(plot.scales.x, bbox.left, bbox.width);
    const y = along(plot.scales.y, bbox.top + bbox.height, -bbox.height);
    context.save();
    context.beginPath();
    context.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    context.clip();
    this.marks.draw(context, bbox, x, y);
    this.drawn.forEach((line, index) => {
      if (!this.hidden.has(line.label)) {
        (this.stacked ? area : band)(context, line, this.colours[index], x, y, this.range);
      }
    });
    context.restore();
  }

  #pointed(plot) {
    if (this.isUnderPointer && !this.group.placing && !this.group.held) {
      const { left, top } = plot.cursor;
      this.peak.at(left >= 0 ? plot.posToVal(left, "x") : null, plot.posToVal(top, "y"), this.#visible(), this.panel);
    }
    this.group.moved(this, plot);
  }

  #selected(plot) {
    const { left, width } = plot.select;
    if (width > 0) {
      const from = plot.posToVal(left, "x");
      const to = plot.posToVal(left + width, "x");
      plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
      this.events.onZoom(from, to);
    }
  }
}

/** What turns a value on a linear scale into a place: the scale's least is at `start`, its greatest `length` further. */
function along({ min, max }, start, length) {
  const each = length / (max - min);
  return (value) => start + (value - min) * each;
}

/** The points with no neighbour to draw a line to: they are shown as dots. */
function lone(column) {
  const found = [];
  let run = [];
  for (let i = 0; i <= column.length; i++) {
    const value = column[i];
    if (value === undefined && i < column.length) {
      continue;
    }
    if (value === null || i === column.length) {
      if (run.length === 1) {
        found.push(run[0]);
      }
      run = [];
    } else if (run.length < 2) {
      run.push(i);
    }
  }
  return found;
}
