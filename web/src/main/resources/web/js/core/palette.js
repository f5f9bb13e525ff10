/* Eight colours that colour-blind eyes tell apart, then the same eight dashed, then dotted. */

const COLOURS = 8;
const DASHES = [[], [6, 3], [2, 2]];

// On paper all is light.
const schemes = [matchMedia("(prefers-color-scheme: dark)"), matchMedia("print")];

/** Calls back whenever the viewer's colour scheme changes; answers how to stop that. */
export function onScheme(callback) {
  schemes.forEach((scheme) => scheme.addEventListener("change", callback));
  return () => schemes.forEach((scheme) => scheme.removeEventListener("change", callback));
}

/** A colour of tokens.css as the present scheme has it, for what is drawn on a canvas. */
export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export const lineToken = (index) => `line-${(index % COLOURS) + 1}`;

export const severityToken = (severity) => ({ critical: "bad", warning: "warn" })[severity] ?? "accent";

export const dash = (index) => DASHES[Math.floor(index / COLOURS) % DASHES.length];
