/* From a probe's description to its panels ({@link Panel} in types.js), each one graph on the screen. */

const BETWEEN = " · ";

/** The panels of a probe with these keys; `by` is "key" or "value", or null for what fits best. */
export function panels(description, keys, by = null) {
  const values = new Map([...description.values, ...(description.derived ?? [])].map((each) => [each.name, each]));
  const title = description.title ?? description.name;
  return description.graph.flatMap((graph, index) => {
    const drawn = (graph.values ?? [...values.keys()]).map((name) => values.get(name)).filter(Boolean);
    const frame = {
      id: String(index), graph: index, title: graph.title ?? title, info: graph.info, style: graph.style, base: graph.base,
    };
    return arranged(frame, drawn, keys, description, by);
  });
}

/** Whether a probe's keys can be looked at both ways: a panel a key, or a panel a value. */
export function hasTwoWays(description, keys) {
  return (description.key ?? []).length > 0 && keys.length > 1;
}

function arranged(frame, values, keys, description, by) {
  if (!(description.key ?? []).length) {
    return byUnit(frame, values, [], null);
  }
  const stacked = frame.style === "stacked" && values.length > 1;
  const way = keys.length < 2 ? "key" : by ?? (stacked ? "key" : "value");
  if (way === "key") {
    return keys.flatMap((key) => byUnit({ ...frame, id: `${frame.id}.${text(key)}` }, values, key, text(key)));
  }
  return values.map((value) => ({
    ...frame,
    id: `${frame.id}.${value.name}`,
    note: values.length > 1 ? value.title ?? value.name : null,
    style: "lines",
    unit: value.unit ?? "",
    lines: keys.map((key) => ({ value: value.name, key, label: text(key) })),
  }));
}

function byUnit(frame, values, key, note) {
  const units = [...new Set(values.map((value) => value.unit ?? ""))];
  return units.map((unit) => ({
    ...frame,
    id: units.length > 1 ? `${frame.id}.${unit || "number"}` : frame.id,
    note,
    unit,
    lines: values.filter((value) => (value.unit ?? "") === unit)
      .map((value) => ({ value: value.name, key, label: value.title ?? value.name })),
  }));
}

/** A key as it is shown, and told from all others: its levels, outermost first. */
export function text(key) {
  return key.map((level) => (level.includes(BETWEEN) ? `“${level}”` : level)).join(BETWEEN);
}
