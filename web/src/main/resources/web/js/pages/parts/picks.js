import { change } from "../../core/route.js";

/* Which lines of a page's panels are drawn: the address has `only=<panel>~<label>` and `hide=<panel>~<label>`. */

// A key in a panel's name may have a ~ of its own, which is not the one before the label.
const ESCAPES = { "%": "%25", "~": "%7E" };
const name = (panel, label) => `${panel.replace(/[%~]/g, (sign) => ESCAPES[sign])}~${label}`;

/** The labels of a panel's lines that are not drawn. */
export function hidden(query, panel, labels) {
  const only = query.getAll("only").find((text) => text.startsWith(name(panel, "")));
  const hide = query.getAll("hide");
  return new Set(labels.filter((label) =>
    (only && only !== name(panel, label)) || hide.includes(name(panel, label))));
}

/** A label was picked: its line is seen alone, or all are again; with `one` it alone is hidden or shown. */
export function pick(query, panel, label, one) {
  const text = name(panel, label);
  const others = (key) => query.getAll(key).filter((each) => !each.startsWith(name(panel, "")));
  if (one) {
    const hide = query.getAll("hide");
    change({ hide: hide.includes(text) ? hide.filter((each) => each !== text) : [...hide, text] });
  } else {
    const already = query.getAll("only").includes(text);
    change({ only: already ? others("only") : [...others("only"), text], hide: others("hide") });
  }
}
