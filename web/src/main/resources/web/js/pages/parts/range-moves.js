import { fixed, widened } from "../../core/range.js";
import { change } from "../../core/route.js";

const ROUNDED = 0.001;

/**
 * What graphs ask of a page's range: to zoom in, to come back out the same way, and to follow a hand. While the hand
 * moves, the page follows a frame at a time; the address does when it rests.
 */
export class RangeMoves {
  /** `page` has the `query` and the `range` of the moment, which a hand moves; `follow(leader, now)` draws it there. */
  constructor(page, group, follow) {
    Object.assign(this, { page, group, follow });
    this.zoomedFrom = [];
    this.isUnderWay = false;
  }

  /** The listeners that a {@link Graph} asks for. */
  events() {
    return {
      onZoom: (from, to) => {
        this.#remember();
        change(fixed(from, to));
      },
      onOut: () => change(this.#wider() ?? widened(this.page.range, 2)),
      onSlide: (from, to, leader) => this.#slide(from, to, leader),
      onSettle: () => this.#settle(),
    };
  }

  #slide(from, to, leader) {
    if (!this.isUnderWay) {
      this.isUnderWay = true;
      this.group.hold(true);
      this.#remember();
    }
    this.page.range = { ...fixed(from, to), live: false, name: null };
    this.frame ??= requestAnimationFrame((now) => {
      this.frame = null;
      this.follow(leader, now);
    });
  }

  #settle() {
    const { from, to } = this.page.range;
    this.group.hold(false);
    change({ from, to, range: null });
    this.isUnderWay = false;
  }

  #remember() {
    const query = Object.fromEntries(["from", "to", "range"].map((name) => [name, this.page.query.get(name)]));
    this.zoomedFrom.push({ query, width: width(this.page.range) });
  }

  /** Where this was zoomed in from; what is no wider was left by another way, such as a preset. */
  #wider() {
    while (this.zoomedFrom.length > 0) {
      const last = this.zoomedFrom.pop();
      if (last.width > width(this.page.range) * (1 + ROUNDED)) {
        return last.query;
      }
    }
    return null;
  }
}

function width({ from, to }) {
  return to - from;
}
