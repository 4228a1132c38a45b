import { useLayoutEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { HomeStrip, StripDevice } from "#domain/answering/homeStrip.ts";
import { drawLanes } from "./drawLanes.ts";
import { deviceTitle, stripClock, stripHoursShown } from "./stripText.ts";

interface StripChartProps {
  strip: HomeStrip;
  devices: readonly StripDevice[];
}

const axisRem = 1.5;
/** A lane: the name of its device, and the bar below it. As in strip.css. */
const laneRem = 2.1;

/** One lane a device. It is drawn again when its width or the colours of the page change. */
export function StripChart({ strip, devices }: StripChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = frame.current;
    if (box === null) return;
    let chart: uPlot | undefined;
    const draw = () => {
      chart?.destroy();
      chart = box.clientWidth === 0 ? undefined : newChart(box, strip, devices);
    };
    const resized = new ResizeObserver(draw);
    resized.observe(box);
    const schemes = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) => matchMedia(query));
    for (const scheme of schemes) scheme.addEventListener("change", draw);
    const chosen = new MutationObserver(draw);
    chosen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-colours"] });
    return () => {
      resized.disconnect();
      chosen.disconnect();
      for (const scheme of schemes) scheme.removeEventListener("change", draw);
      chart?.destroy();
    };
  }, [strip, devices]);
  return (
    <div className="strip-chart" role="img" aria-label="Chart of the last 12 hours. The table says the same.">
      <ul className="strip-lanes" aria-hidden="true">
        {devices.map((device) => (
          <li key={device.deviceId} title={deviceTitle(device)}>
            {deviceTitle(device)}
          </li>
        ))}
      </ul>
      <div ref={frame} className="strip-frame" style={{ height: `${devices.length * laneRem + axisRem}rem` }} />
    </div>
  );
}

function newChart(box: HTMLElement, strip: HomeStrip, devices: readonly StripDevice[]): uPlot {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const [from, to] = [Date.parse(strip.from) / 1000, Date.parse(strip.to) / 1000];
  const clock = stripClock(strip);
  // A property of the page may be written for light and dark: only a colour that the browser computed suits a canvas.
  const colour = (name: string) => {
    box.style.color = `var(${name})`;
    return getComputedStyle(box).color;
  };
  return new uPlot(
    {
      width: box.clientWidth,
      height: box.clientHeight,
      padding: [0, 0, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: true, range: [from, to] }, y: { range: [0, 1] } },
      series: [{}, { show: false }],
      axes: [
        {
          splits: () => stripHoursShown(strip).map((ms) => ms / 1000),
          values: (_chart, instants) => instants.map((seconds) => clock(seconds * 1000)),
          size: axisRem * rem,
          gap: 2,
          font: `${0.9375 * rem}px ${getComputedStyle(box).fontFamily}`,
          stroke: colour("--strip-text"),
          grid: { show: false },
          ticks: { show: false },
        },
        { show: false },
      ],
      hooks: { draw: [(chart) => drawLanes(chart, strip, devices, { laneHeight: laneRem * rem, colour })] },
    },
    [
      [from, to],
      [null, null],
    ],
    box,
  );
}
