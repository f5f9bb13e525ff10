import { el, menu } from "../core/dom.js";
import { dash, lineToken, token } from "../core/palette.js";
import { instant } from "../core/time.js";
import { format } from "../core/units.js";
import { parquet } from "../data/api.js";
import { statistics } from "../data/lines.js";

/*
 * What a graph shows, as a file: CSV or JSON of the points in the range, PNG of the picture; and a Parquet file
 * of all its probe has in that range, every sample and bucket, which the server makes.
 */

const MARGIN = 16;
const LINE_HEIGHT = 18;
const TEXT = '12px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif';

/** The menu of a graph; `source()` answers {name, title, lines, range, panel, canvas} of the moment, each line with its `place` among all. */
export function exportMenu(source) {
  const item = (text, save) => el("button", { type: "button", class: "quiet", onclick: () => save(source()) }, text);
  return menu(el("summary", { title: "Save this graph", "aria-label": "Save this graph" }, "⤓"),
    item("CSV", saveCsv), item("JSON", saveJson), item("PNG", savePng), item("Parquet", saveParquet));
}

function saveCsv(source) {
  save(new Blob([csv(source)], { type: "text/csv" }), `${source.name}.csv`);
}

function saveJson(source) {
  save(new Blob([JSON.stringify(json(source), null, 1)], { type: "application/json" }), `${source.name}.json`);
}

function saveParquet({ host, probe, range }) {
  el("a", { href: parquet(host, probe, range), download: "" }).click();
}

/** A row a point and line: time (UTC), line, average, minimum, maximum, in the unit as stored. */
export function csv({ lines, range, panel }) {
  const rows = lines.flatMap((line) => inside(line, range).map((i) =>
    [new Date(at(line, i)).toISOString(), line.label, line.avg[i], line.min[i], line.max[i], panel.unit]));
  return [["time", "line", "avg", "min", "max", "unit"], ...rows]
    .map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

// A text that a spreadsheet would take for a formula is kept a text.
function cell(value) {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The same as an object. */
export function json({ title, lines, range, panel }) {
  return {
    title, unit: panel.unit, from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString(),
    lines: lines.map((line) => {
      const points = inside(line, range);
      const pick = (column) => points.map((i) => column[i] ?? null);
      return {
        label: line.label, value: line.value, key: line.key ?? [], time: points.map((i) => at(line, i)),
        avg: pick(line.avg), min: pick(line.min), max: pick(line.max),
      };
    }),
  };
}

function inside(line, { from, to }) {
  return [...line.time.keys()].filter((i) => line.time[i] >= from && line.time[i] <= to);
}

// An archived point leaves with its bucket's start, as the API has it.
function at(line, i) {
  return line.starts[i] ?? line.time[i];
}

function savePng({ name, title, lines, range, panel, canvas }) {
  const scale = devicePixelRatio || 1;
  const width = canvas.width / scale + 2 * MARGIN;
  const height = canvas.height / scale + 2 * MARGIN + (2.2 + lines.length) * LINE_HEIGHT;
  const picture = el("canvas", { width: width * scale, height: height * scale });
  const context = picture.getContext("2d");
  context.scale(scale, scale);
  context.fillStyle = token("surface");
  context.fillRect(0, 0, width, height);
  context.fillStyle = token("text");
  context.font = `600 ${TEXT}`;
  context.fillText(title, MARGIN, MARGIN + 12, width - 2 * MARGIN);
  context.font = TEXT;
  context.fillStyle = token("muted");
  context.fillText(`${instant(range.from)} – ${instant(range.to)}`, MARGIN, MARGIN + 12 + LINE_HEIGHT);
  context.drawImage(canvas, MARGIN, MARGIN + 2 * LINE_HEIGHT, canvas.width / scale, canvas.height / scale);
  context.fillStyle = token("text");
  context.lineWidth = 3;
  lines.forEach((line, row) => {
    const y = MARGIN + 2.8 * LINE_HEIGHT + canvas.height / scale + row * LINE_HEIGHT;
    context.strokeStyle = token(lineToken(line.place));
    context.setLineDash(dash(line.place));
    context.beginPath();
    context.moveTo(MARGIN, y - 3.5);
    context.lineTo(MARGIN + 14, y - 3.5);
    context.stroke();
    const last = statistics(line, range)?.last;
    context.fillText(`${line.label}   ${format(last, panel.unit, panel.base)}`, MARGIN + 22, y, width - 2 * MARGIN - 22);
  });
  picture.toBlob((blob) => save(blob, `${name}.png`), "image/png");
}

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  el("a", { href: address, download: name.replace(/[^\w.-]+/g, "_") }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
