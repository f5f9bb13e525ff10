import { tick } from "../core/time.js";
import { ticks, tickTexts } from "../core/units.js";

const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif';
const VALUE_AXIS = 62;
const WIDEST_AXIS = 140;
const AXIS_GAP = 6;
const TICKS = 5;
const ZERO_BELOW = 0.5;
const CALM_SHARE = 0.05;
// Shares that add up to all are a little more after rounding.
const FULL = 102;

/** The time axis and the value axis of a panel. */
export function axes(panel, token) {
  const look = {
    stroke: token("muted"), font: FONT, grid: { stroke: token("grid"), width: 1 }, ticks: { show: false },
  };
  return [
    {
      ...look, size: 24, gap: 6, space: 76,
      values: (plot, splits) => splits.map((at) => tick(at, splits.length > 1 ? splits[1] - splits[0] : 0)),
    },
    {
      ...look, size: (plot, values) => widthOf(plot, values), gap: AXIS_GAP,
      splits: (plot, axis, min, max) => ticks(min, max, TICKS, panel.unit, panel.base),
      values: (plot, splits) => tickTexts(splits, panel.unit, panel.base),
    },
  ];
}

/** The room that the longest of these texts needs; graphs below each other are aligned where that does not matter. */
function widthOf({ ctx: context }, texts) {
  context.save();
  context.font = FONT;
  const longest = Math.max(0, ...(texts ?? []).map((text) => context.measureText(text).width));
  context.restore();
  return Math.min(WIDEST_AXIS, Math.max(VALUE_AXIS, Math.ceil(longest) + 2 * AXIS_GAP));
}

/**
 * From where to where the value axis goes: from zero, unless that would press the lines flat against
 * the top; and never so close that noise of a few percent looks like a storm.
 */
export function valueRange(lines, range, stacked, panel) {
  let [min, max] = extremes(lines, range, stacked);
  if (min > max) {
    return [0, 1];
  }
  if (stacked || (min >= 0 && min <= max * ZERO_BELOW)) {
    min = Math.min(0, min);
  } else {
    const least = Math.max(Math.abs(min), Math.abs(max)) * CALM_SHARE;
    const extra = Math.max(0, least - (max - min)) / 2;
    const margin = (max - min + 2 * extra) * 0.1;
    [min, max] = [min - extra - margin, max + extra];
  }
  if (panel.unit === "%" && min >= 0 && max <= FULL && max > 75) {
    return [min, Math.max(max, 100)];
  }
  return max === min ? [min, min + 1] : [min, max + (max - min) * 0.06];
}

function extremes(lines, { from, to }, stacked) {
  let min = Infinity;
  let max = -Infinity;
  for (const line of lines) {
    const low = stacked ? line.low : line.min;
    const high = stacked ? line.peak ?? line.avg : line.max;
    for (let i = 0; i < line.time.length; i++) {
      if (line.time[i] + line.step[i] >= from && line.time[i] - line.step[i] <= to && high[i] !== null) {
        min = Math.min(min, low[i]);
        max = Math.max(max, high[i]);
      }
    }
  }
  return [min, max];
}
