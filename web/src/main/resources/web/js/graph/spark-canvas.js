import { el } from "../core/dom.js";
import { token } from "../core/palette.js";
import { isGap, statistics } from "../data/lines.js";

const WIDTH = 160;
const HEIGHT = 28;
const SHARP = 2;

/** A canvas for {@link drawSpark}. */
export function sparkCanvas() {
  return el("canvas", { width: WIDTH * SHARP, height: HEIGHT * SHARP, class: "spark-canvas", "aria-hidden": "true" });
}

/** Draws a line's maxima as a small graph without axes, with a dot at its last point. */
export function drawSpark(canvas, line, range) {
  const context = canvas.getContext("2d");
  const [width, height] = [canvas.width, canvas.height];
  context.clearRect(0, 0, width, height);
  const found = line && statistics(line, range);
  if (!found) {
    return;
  }
  const low = Math.min(0, found.min);
  const high = Math.max(0, found.max);
  const x = (at) => 3 + ((at - range.from) / (range.to - range.from)) * (width - 10);
  const y = (value) => height - 5 - ((value - low) / (high - low || 1)) * (height - 12);
  context.strokeStyle = context.fillStyle = token("line-1");
  context.lineWidth = 2.5;
  context.lineJoin = "round";
  context.beginPath();
  line.time.forEach((at, i) => {
    if (line.max[i] !== null && at >= range.from) {
      const joined = i > 0 && line.time[i - 1] >= range.from && !isGap(line, i) && line.max[i - 1] !== null;
      context[joined ? "lineTo" : "moveTo"](x(at), y(line.max[i]));
    }
  });
  context.stroke();
  if (found.lastAt) {
    context.beginPath();
    context.arc(x(found.lastAt), y(found.last), 4, 0, 7);
    context.fill();
  }
}
