/* Times on the screen are in the viewer's zone; in the API they are UTC. */

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The viewer's zone, for example "Europe/Paris". */
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const LENGTHS = [["year", 365.2425 * DAY], ["day", DAY], ["h", HOUR], ["min", MINUTE], ["s", SECOND]];
const SPANS = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY, mo: 30.44 * DAY, y: 365.2425 * DAY };

const formats = {
  instant: format({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  minute: format({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
  dated: format({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" }),
  clock: format({ hour: "2-digit", minute: "2-digit" }),
  seconds: format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  day: format({ day: "numeric", month: "short" }),
  year: format({ day: "numeric", month: "short", year: "numeric" }),
  month: format({ month: "short", year: "numeric" }),
};

function format(options) {
  return new Intl.DateTimeFormat("en-GB", { ...options, hourCycle: "h23" });
}

/** "22 Nov, 14:05:30"; with the year if that is not this one. */
export function instant(ms) {
  return (sameYear(ms) ? formats.instant : formats.dated).format(ms);
}

/** "22 Nov, 14:05"; with the year if that is not this one. */
export function minute(ms) {
  return (sameYear(ms) ? formats.minute : formats.dated).format(ms);
}

/** "22 Nov"; with the year if that is not this one. */
export function date(ms) {
  return (sameYear(ms) ? formats.day : formats.year).format(ms);
}

/** A text of the server with its instants in the viewer's zone. */
export function told(text) {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => instant(Date.parse(time)));
}

export const clock = (ms) => formats.clock.format(ms);

function sameYear(ms) {
  return new Date(ms).getFullYear() === new Date().getFullYear();
}

/** A tick of the time axis: as much of the date as the distance between ticks needs. */
export function tick(ms, step) {
  const date = new Date(ms);
  const midnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
  if (step < MINUTE) {
    return formats.seconds.format(ms);
  }
  if (step < DAY) {
    return midnight ? formats.day.format(ms) : formats.clock.format(ms);
  }
  return step < 28 * DAY ? formats.day.format(ms) : formats.month.format(ms);
}

/** "3 days", "12 min", "40 s": the two largest units only where the larger is small. */
export function length(ms) {
  for (const [index, [unit, size]] of LENGTHS.entries()) {
    const amount = Math.floor(ms / size);
    if (amount >= 1) {
      const rest = LENGTHS[index + 1];
      const more = rest && amount < 3 && unit !== "s" ? Math.floor((ms % size) / rest[1]) : 0;
      return plural(amount, unit) + (more > 0 ? ` ${plural(more, rest[0])}` : "");
    }
  }
  return "0 s";
}

function plural(amount, unit) {
  return `${amount} ${unit}${unit.length > 2 && unit !== "min" && amount !== 1 ? "s" : ""}`;
}

/** "40 s ago", "just now". */
export function ago(ms, now = Date.now()) {
  return now - ms < 2 * SECOND ? "just now" : `${length(now - ms)} ago`;
}

/** A probe's span as a description has it ("5 seconds", "1 hour", "1m") in ms; null if absent. */
export function span(text) {
  const match = /^\s*(\d+)\s*([a-z]+)\s*$/i.exec(text ?? "");
  if (!match) {
    return null;
  }
  const word = match[2].toLowerCase();
  const unit = word.startsWith("mo") ? "mo" : word[0];
  return SPANS[unit] ? Number(match[1]) * SPANS[unit] : null;
}

/** An instant of the API (ISO 8601 or epoch ms) as epoch ms; null for null. */
export function epoch(value) {
  return value === null || value === undefined ? null : typeof value === "number" ? value : Date.parse(value);
}
