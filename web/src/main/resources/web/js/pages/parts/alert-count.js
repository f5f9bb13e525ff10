import { el } from "../../core/dom.js";
import { address } from "../../core/route.js";
import { setWaiting } from "../../core/title.js";
import { counted } from "../../core/units.js";
import { alerts, burning, waiting, worst } from "../../data/alerts.js";

/** The number of alerts that wait for somebody, as the header shows it; the page's title has it too. */
export function alertCount() {
  const element = el("span", { class: "alert-count", hidden: true });
  const show = () => {
    const all = waiting(burning());
    setWaiting(all.length);
    element.hidden = all.length === 0;
    element.dataset.severity = worst(all);
    element.replaceChildren(el("span", { "aria-hidden": "true" }, all.length),
      el("span", { class: "hidden-label" }, `${counted(all.length, "alert")} not acknowledged, the worst ${worst(all)}`));
  };
  alerts.addEventListener("change", show);
  return element;
}

/** How many alerts of a host fire, leading to them; null for none. Quiet once all are acknowledged. */
export function badge(host) {
  const all = burning(host);
  const open = waiting(all);
  return all.length === 0 ? null : el("a", {
    class: "alert-badge", href: address("alerts", "", { find: host }), "data-severity": open.length > 0 ? worst(open) : "seen",
    title: all.map((each) => each.rule).join(", "),
  }, counted(all.length, "alert"), el("span", { class: "hidden-label" }, `, ${open.length > 0 ? `the worst ${worst(open)}` : "acknowledged"}`));
}
