/*
 * Moving a graph through time by hand: Shift and drag, a finger's drag, a sideways wheel or two fingers on
 * a touch pad move it; a pinch, or the wheel with Ctrl, zooms about the pointer. A plain wheel scrolls
 * the page, and a plain drag is uPlot's: it selects.
 */

const WHEEL_ZOOM = 0.002;
const LINE_PIXELS = 16;
const WHEEL_RESTS_MS = 200;
const DEAD_PIXELS = 4;

/** Listens on a graph's plot; `range()` is what it shows, `slide(from, to)` follows, `settle()` ends a movement. */
export function gestures(element, { range, slide, settle }) {
  const down = new Map();
  let start = null;
  let resting = null;

  const box = () => (element.querySelector(".u-over") ?? element).getBoundingClientRect();

  /** What is held, as {x, width}: the middle of the pointers, and how far they are apart. */
  const held = () => {
    const xs = [...down.values()];
    return { x: (Math.min(...xs) + Math.max(...xs)) / 2, width: Math.max(...xs) - Math.min(...xs) };
  };

  const begin = () => {
    start = down.size > 0 ? { ...held(), ...range(), moved: start?.moved ?? false } : null;
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" ? event.button === 0 && event.shiftKey : true) {
      down.set(event.pointerId, event.clientX);
      begin();
    }
  });
  element.addEventListener("pointermove", (event) => {
    if (!down.has(event.pointerId)) {
      return;
    }
    down.set(event.pointerId, event.clientX);
    const now = held();
    if (!start.moved && Math.abs(now.x - start.x) + Math.abs(now.width - start.width) < DEAD_PIXELS) {
      return;
    }
    if (!start.moved) {
      element.setPointerCapture(event.pointerId);
      start.moved = true;
    }
    const { left, width } = box();
    const factor = down.size > 1 ? start.width / Math.max(20, now.width) : 1;
    const length = (start.to - start.from) * factor;
    // The instant that was taken hold of stays under the pointer.
    const at = start.from + ((start.x - left) / width) * (start.to - start.from);
    const from = at - ((now.x - left) / width) * length;
    slide(from, from + length);
  });
  const up = (event) => {
    if (down.delete(event.pointerId)) {
      const moved = start.moved;
      begin();
      if (down.size === 0 && moved) {
        settle();
      }
    }
  };
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", up);

  element.addEventListener("wheel", (event) => {
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const zoom = event.ctrlKey || event.metaKey;
    if (!zoom && !sideways) {
      return;
    }
    event.preventDefault();
    const { left, width } = box();
    const { from, to } = range();
    const pixels = event.deltaMode === 1 ? LINE_PIXELS : 1;
    if (zoom) {
      const factor = Math.exp(event.deltaY * pixels * WHEEL_ZOOM);
      const at = from + Math.min(1, Math.max(0, (event.clientX - left) / width)) * (to - from);
      slide(at - (at - from) * factor, at + (to - at) * factor);
    } else {
      const by = ((event.deltaX || event.deltaY) * pixels * (to - from)) / width;
      slide(from + by, to + by);
    }
    clearTimeout(resting);
    resting = setTimeout(settle, WHEEL_RESTS_MS);
  }, { passive: false });
}
