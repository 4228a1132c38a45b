import type uPlot from "uplot";
import type { HomeStrip, StripDevice } from "#domain/answering/homeStrip.ts";
import { stripHoursShown } from "./stripText.ts";

interface Look {
  /** In CSS pixels. */
  laneHeight: number;
  /** The value of a colour of strip.css. */
  colour(name: string): string;
}

/** The part of a lane that its name takes. */
const nameShare = 0.55;
const barShare = 0.33;

/** Draws the bars, marks and silences of each device into its lane. A bar is at least two pixels wide: a door that opened for a second is seen. */
export function drawLanes(chart: uPlot, strip: HomeStrip, devices: readonly StripDevice[], { laneHeight, colour }: Look): void {
  const { ctx, bbox } = chart;
  const lane = laneHeight * uPlotRatio();
  const x = (at: string) => chart.valToPos(Date.parse(at) / 1000, "x", true);
  const bar = (top: number, from: string, to: string, draw: (left: number, width: number, height: number, y: number) => void) => {
    const left = x(from);
    draw(left, Math.max(2 * uPlotRatio(), x(to) - left), lane * barShare, top + lane * nameShare);
  };
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = colour("--strip-not-listening");
  for (const { from, to } of strip.notListening) ctx.fillRect(x(from), bbox.top, Math.max(2, x(to) - x(from)), bbox.height);
  for (const [index, { spans, marks, silences }] of devices.entries()) {
    const top = bbox.top + index * lane;
    ctx.strokeStyle = colour("--strip-line");
    ctx.strokeRect(bbox.left, top + lane * (nameShare + barShare), bbox.width, 0);
    for (const hour of stripHoursShown(strip)) ctx.strokeRect(x(new Date(hour).toISOString()), top + lane * nameShare, 0, lane * barShare);
    for (const { from, to, state } of spans) {
      ctx.fillStyle = colour(`--strip-${state}`);
      bar(top, from, to, (left, width, height, y) => ctx.fillRect(left, y, width, height));
    }
    ctx.strokeStyle = colour("--strip-silence");
    for (const { from, to } of silences) bar(top, from, to, (left, width, height, y) => hatched(ctx, left, y, width, height));
    ctx.fillStyle = colour("--strip-mark");
    const half = Math.max(4 * uPlotRatio(), (lane * barShare) / 2);
    // A press of this moment is at the edge: its mark stays inside.
    const inside = (at: number) => Math.min(Math.max(at, bbox.left + half), bbox.left + bbox.width - half);
    for (const { at } of marks) triangle(ctx, inside(x(at)), half, top + lane * nameShare, lane * barShare);
  }
  ctx.restore();
}

const uPlotRatio = (): number => globalThis.devicePixelRatio ?? 1;

/** Silence is a gap with a frame: no colour alone says it. */
function hatched(ctx: CanvasRenderingContext2D, left: number, top: number, width: number, height: number): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.lineWidth = uPlotRatio();
  ctx.strokeRect(left, top, width, height);
  ctx.beginPath();
  for (let at = left - height; at < left + width; at += 6 * uPlotRatio()) {
    ctx.moveTo(at, top + height);
    ctx.lineTo(at + height, top);
  }
  ctx.stroke();
  ctx.restore();
}

function triangle(ctx: CanvasRenderingContext2D, at: number, half: number, top: number, height: number): void {
  ctx.beginPath();
  ctx.moveTo(at - half, top);
  ctx.lineTo(at + half, top);
  ctx.lineTo(at, top + height);
  ctx.fill();
}
