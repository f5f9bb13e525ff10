/*
 * Where a page is looked at first: at its top, and on the way back where it was left. There a browser would scroll
 * before the page has its content; how one got to a page is told by those that know `navigation`.
 */

const BY_HAND = ["wheel", "touchmove", "pointerdown", "keydown"];

const left = new Map();
let isBack = false;

window.navigation?.addEventListener("navigate", ({ navigationType }) => {
  left.set(navigation.currentEntry.key, scrollY);
  isBack = navigationType === "traverse";
});

/** Scrolls to where a page that was opened just now is looked at first, as soon as it is long enough. */
export function arrive(body) {
  scrollTo(0, 0);
  const place = isBack ? left.get(navigation.currentEntry.key) : 0;
  if (!place) {
    return;
  }
  const listeners = new AbortController();
  const end = () => {
    growth.disconnect();
    listeners.abort();
  };
  const growth = new ResizeObserver(() => {
    if (!body.isConnected) {
      end();
      return;
    }
    scrollTo(0, place);
    if (scrollY > place - 1) {
      end();
    }
  });
  growth.observe(body);
  BY_HAND.forEach((name) => addEventListener(name, end, { passive: true, signal: listeners.signal }));
}
