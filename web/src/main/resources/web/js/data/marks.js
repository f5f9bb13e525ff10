import { levels, sorted, span } from "./alerts.js";

/* What rules and alerts say about a panel: limits, and spans in which an alert fired ({@link Marks} in types.js). */

// Of more lines than these a limit is looked for in the first ones only.
const MOST_LINES = 50;

/** The marks of a probe's panel: of a host's rules, in the order in which they win, and its alerts. */
export function marksOf({ rules, alerts }, probe, panel) {
  const drawn = panel.lines.slice(0, MOST_LINES);
  const limits = new Map();
  for (const line of drawn) {
    for (const { rule, low, high } of inForce(rules, probe, line.key)) {
      if (rule.value === line.value && (low !== null || high !== null)) {
        limits.set(`${rule.name}\n${rule.severity}\n${low}\n${high}`,
          { name: rule.name, severity: rule.severity, condition: rule.condition, value: rule.value, low, high });
      }
    }
  }
  const isOf = (alert) => (line) => (alert.value === null || alert.value === line.value)
    && (levels(alert).length === 0 || levels(alert).join("\n") === line.key.join("\n"));
  const spans = sorted(alerts).filter((each) => each.probe === probe && each.state !== "pending" && panel.lines.some(isOf(each)))
    .map((each) => ({ ...span(each), name: each.rule, severity: each.severity, key: levels(each) }));
  return { limits: [...limits.values()], spans };
}

/** Of each name and severity the first that is for a key, as the server has it; one that is off bars all of its name. */
function inForce(rules, probe, key) {
  const first = new Map();
  const barred = new Set();
  const name = key.join(" / ");
  for (const rule of rules) {
    const isOff = rule.condition === "off";
    const limit = rule.limits.find((each) => each.probe === probe);
    if (!(limit || (isOff && rule.probe === null)) || !rule.keys.some((glob) => matches(glob, name))) {
      continue;
    }
    const id = `${rule.name}\n${rule.severity}`;
    if (isOff) {
      barred.add(rule.name);
    } else if (!first.has(id) && !barred.has(rule.name)) {
      first.set(id, { rule, ...limit });
    }
  }
  return [...first.values()];
}

/** Whether a name is of the form of a glob: * stands for any characters, ? for one. */
export function matches(glob, name) {
  const pattern = () => glob.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
  return glob === "*" || new RegExp(`^${pattern()}$`, "s").test(name);
}
