import { el } from "../../core/dom.js";
import { address } from "../../core/route.js";
import { DAY, epoch, length, date } from "../../core/time.js";
import { format } from "../../core/units.js";

/* What the store takes of the disk, what it will come to, and whose it is. */

const STEADY = 0.02;
const FEWEST_DAYS = 1;
const MOST_PROBES = 12;

const size = (bytes) => format(bytes, "B", 1024, 3);

/**
 * What the database will come to: {settled, at, perDay, fullIn}. `at` is null where it has its size already, `fullIn`
 * (ms) where the disk is large enough or not known.
 */
export function forecast({ bytes, free, shares }, now) {
  const more = (share) => share.settledBytes - share.liveBytes - share.archiveBytes;
  const growing = shares.filter((share) => share.settled !== null && more(share) > 0);
  const need = growing.reduce((sum, share) => sum + more(share), 0);
  const perDay = growing.reduce((sum, share) =>
    sum + more(share) / Math.max(FEWEST_DAYS, (epoch(share.settled) - now) / DAY), 0);
  const at = need > bytes * STEADY ? growing.reduce((last, share) => Math.max(last, epoch(share.settled)), 0) : null;
  return {
    settled: bytes + need, at, perDay,
    fullIn: free !== null && need > free && perDay > 0 ? (free / perDay) * DAY : null,
  };
}

/** The disk as a section: a sentence about all of it, and a bar a probe of `shares`, which may be some of them. */
export function disk(usage, shares, now = Date.now()) {
  const found = forecast(usage, now);
  return el("section", { class: "disk card", "aria-label": "Disk" },
    el("h2", {}, "Disk"), sentence(usage, found),
    usage.free === null ? null : room(usage, found), byProbe(shares));
}

function sentence({ bytes, free }, { settled, at, perDay, fullIn }) {
  const room = free === null ? "" : ` ${size(free)} of the disk are free.`;
  const now = [el("b", {}, size(bytes)), " now. "];
  if (fullIn !== null) {
    return el("p", {}, now, el("strong", { class: "failing" }, `The disk is full in about ${length(fullIn)}: `),
      `the database grows by ${size(perDay)} a day towards ${size(settled)}, and ${size(free)} are free. Make room, or keep less.`);
  }
  return el("p", {}, now, at === null ? `It stays at about this size.${room}`
    : [`If all hosts go on as they do it comes to about `, el("b", {}, size(settled)), ` by ${date(at)}, `,
      `when the oldest archive reaches its age.${room}`]);
}

/** What is used, what will be, and what is free, as one bar. */
function room({ bytes, free }, { settled }) {
  const whole = Math.max(bytes + free, settled);
  const part = (name, amount, title) => el("span", { class: `part-${name}`, title, style: `width:${(100 * amount) / whole}%` });
  return el("div", { class: "bar room", role: "img", "aria-label": `${size(bytes)} used, ${size(settled - bytes)} to come, ${size(free)} free` },
    part("live", bytes, `${size(bytes)} now`), part("growth", settled - bytes, `${size(settled - bytes)} to come`));
}

function byProbe(shares) {
  const sums = [...Map.groupBy(shares, (share) => share.probe)].map(([probe, all]) => {
    const sum = (name) => all.reduce((total, share) => total + share[name], 0);
    return { probe, live: sum("liveBytes"), archive: sum("archiveBytes"), settled: sum("settledBytes") };
  }).sort((a, b) => b.settled - a.settled);
  const most = sums[0]?.settled || 1;
  const shown = sums.slice(0, MOST_PROBES);
  const rest = sums.slice(MOST_PROBES).reduce((total, each) => total + each.live + each.archive, 0);
  return shown.length === 0 ? null : [
    el("p", { class: "small muted keys" }, key("live", "live"), key("archive", "archive"), key("growth", "to come"),
      "estimated from the numbers of rows; the rest of the file is room used again"),
    el("ul", { class: "shares" }, shown.map((each) => el("li", {},
      el("a", { href: address("probe", each.probe) }, each.probe), bar(each, most),
      el("span", { class: "small" }, grown(each))))),
    rest > 0 ? el("p", { class: "small muted" }, `${sums.length - MOST_PROBES} more probes take ${size(rest)}.`) : null,
  ];
}

function grown({ live, archive, settled }) {
  const now = size(live + archive);
  return settled - live - archive > STEADY * settled ? `${now} → ${size(settled)}` : now;
}

function key(name, word) {
  return el("span", { class: "key" }, el("i", { class: `part-${name}` }), word);
}

function bar({ live, archive, settled }, most) {
  const part = (name, amount) => el("span", { class: `part-${name}`, style: `width:${(100 * amount) / most}%` });
  return el("div", { class: "bar", role: "img", "aria-label": `live ${size(live)}, archive ${size(archive)}, to come ${size(settled - live - archive)}` },
    part("live", live), part("archive", archive), part("growth", Math.max(0, settled - live - archive)));
}
