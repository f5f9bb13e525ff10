/*
 * Numbers with units. Bytes and the like are shown with the prefix that fits (base 1024: KiB, MiB;
 * base 1000: kB, MB), seconds as ns to days, anything else with k, M, G once it is large. What is so
 * small that zeros would be all one sees has an exponent.
 */

const PREFIXED = /^([kKMGTP]i?)?(B|bit|b|bps|Hz|W|Wh|V|A|J)(\/s)?$/;
const LETTERS = ["", "k", "M", "G", "T", "P", "E"];
const TIMES = {
  ns: 1e-9, µs: 1e-6, us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: 86_400,
  seconds: 1, minutes: 60, hours: 3600, days: 86_400, weeks: 604_800,
};
const WHOLE = new Intl.NumberFormat("en-GB");
const SHARE_DECIMALS = 3;
// What is left of a subtraction from 100 is less.
const NO_SHARE = 1e-9;
const LEAST_PLAIN = 1e-6;
const MOST_PLAIN = 1e15;
const NEVER_PREFIXED = /^(%|°.*|ratio)$/;

/** How to show values up to `magnitude`: shown = value × factor, followed by suffix. */
export function scale(magnitude, unit = "", base = 1000) {
  const size = Math.abs(magnitude);
  const match = PREFIXED.exec(unit);
  if (match) {
    return prefixed(size, match, base);
  }
  if (unit in TIMES) {
    return time(size, TIMES[unit]);
  }
  if (size >= 10_000 && !NEVER_PREFIXED.test(unit)) {
    const power = Math.min(6, Math.floor(Math.log10(size) / 3));
    return { factor: 1000 ** -power, suffix: LETTERS[power] + (unit ? ` ${unit}` : "") };
  }
  return { factor: 1, suffix: unit };
}

function prefixed(size, [, prefix = "", unit, per = ""], base) {
  const step = prefix.endsWith("i") ? 1024 : base;
  const given = step ** LETTERS.findIndex((letter) => letter.toLowerCase() === prefix.slice(0, 1).toLowerCase());
  const whole = size * given;
  const power = whole < 1 ? 0 : Math.min(6, Math.floor(Math.log(whole) / Math.log(step) + 1e-9));
  const letter = step === 1024 && power > 0 ? `${LETTERS[power].toUpperCase()}i` : LETTERS[power];
  return { factor: given / step ** power, suffix: letter + unit + per };
}

function time(size, given) {
  const seconds = size * given;
  const [suffix, length] = seconds === 0 ? ["s", 1]
    : seconds < 1e-6 ? ["ns", 1e-9]
    : seconds < 1e-3 ? ["µs", 1e-6]
    : seconds < 1 ? ["ms", 1e-3]
    : seconds < 120 ? ["s", 1]
    : seconds < 7200 ? ["min", 60]
    : seconds < 172_800 ? ["h", 3600] : ["d", 86_400];
  return { factor: given / length, suffix };
}

/** A value in at most `digits` significant digits with its unit: "7.41 GiB". */
export function format(value, unit = "", base = 1000, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return "–";
  }
  const { factor, suffix } = scale(value, unit, base);
  return join(significant(unit === "%" ? share(value) : value * factor, digits), suffix);
}

/** Of a share, more than thousandths of a percent is noise, unless there is nothing else. */
function share(percent) {
  const rounded = Number(percent.toFixed(SHARE_DECIMALS));
  return rounded !== 0 || Math.abs(percent) < NO_SHARE ? rounded : percent;
}

/** A number in at most `digits` significant digits, without an exponent where that can be. */
export function significant(number, digits) {
  if (number === 0) {
    return "0";
  }
  const size = Math.abs(number);
  if (size >= MOST_PLAIN || size < LEAST_PLAIN) {
    return exponential(number, digits);
  }
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return String(Number(number.toFixed(Math.min(12, decimals))));
}

/** "1.5e-12". */
function exponential(number, digits) {
  return number.toExponential(digits - 1).replace(/\.?0*e\+?/, "e");
}

/** "1 host", "3,000 hosts". */
export function counted(number, noun) {
  return `${WHOLE.format(number)} ${noun}${number === 1 || noun === "series" ? "" : "s"}`;
}

/** A number and its unit, with a space unless the unit is %. */
export function join(text, suffix) {
  return suffix === "" ? text : suffix === "%" ? `${text}%` : `${text}\u202f${suffix}`;
}

/** Round values from min to max, about `count` of them, in the unit they are shown in. */
export function ticks(min, max, count, unit, base) {
  const { factor } = scale(Math.max(Math.abs(min), Math.abs(max)), unit, base);
  const rough = ((max - min) * factor) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((each) => each * power >= rough * 0.999) ?? 10);
  const found = [];
  for (let i = Math.ceil((min * factor) / step - 1e-9); i <= (max * factor) / step + 1e-9; i++) {
    found.push((i * step) / factor);
    if (found.length > 50) {
      break;
    }
  }
  return found;
}

/** The texts of an axis' ticks, all in one unit. */
export function tickTexts(values, unit, base) {
  const most = Math.max(...values.map(Math.abs), 0);
  const { factor, suffix } = scale(most, unit, base);
  const step = values.length > 1 ? Math.abs(values[1] - values[0]) * factor : most * factor || 1;
  const decimals = Math.max(0, Math.min(9, Math.ceil(-Math.log10(step) - 1e-9)));
  const digits = Math.ceil(Math.log10((most * factor) / step)) + 1;
  const text = (value) => (most * factor < LEAST_PLAIN ? exponential(value, digits) : value.toFixed(decimals));
  return values.map((value) => (value === 0 ? join("0", suffix === "%" ? "%" : "") : join(text(value * factor), suffix)));
}
