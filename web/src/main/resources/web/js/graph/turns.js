/*
 * Which graphs are drawn while all of them move: the one under the hand in every frame, and of the others as
 * many as the machine keeps up with, in turn. When the hand rests all are drawn.
 */

const SLOW_MS = 30;
const QUICK_MS = 20;
const PAUSE_MS = 500;

export class Turns {
  constructor() {
    this.quota = Infinity;
    this.next = 0;
    this.before = -Infinity;
  }

  /** Those to draw in the frame at `now`; `leader` is under the hand. */
  pick(graphs, leader, now) {
    const others = graphs.filter((graph) => graph !== leader);
    const took = now - this.before;
    this.before = now;
    if (took < PAUSE_MS) {
      const quota = Math.min(this.quota, others.length);
      this.quota = took > SLOW_MS ? Math.floor(quota / 2) : took < QUICK_MS ? quota + 1 : quota;
    }
    // One at least, so that none stands still for ever.
    const count = Math.min(others.length, Math.max(1, this.quota));
    const picked = Array.from({ length: count }, (_, i) => others[(this.next + i) % others.length]);
    this.next = others.length > 0 ? (this.next + count) % others.length : 0;
    return [leader, ...picked];
  }
}
