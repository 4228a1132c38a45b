import { type PointerEvent, useRef } from "react";

const [width, height] = [300, 120];
const most = 19_000;

/** Draws with a finger or a pen, as lines of an SVG path. Those who cannot draw leave it empty: then the typed name counts. */
export function Signature({ path, onChange }: { path: string; onChange(path: string): void }) {
  const drawing = useRef(false);
  const point = (event: PointerEvent<SVGSVGElement>): string => {
    const box = event.currentTarget.getBoundingClientRect();
    const within = (value: number, limit: number) => Math.min(limit, Math.max(0, value)).toFixed(1);
    return `${within(((event.clientX - box.left) / box.width) * width, width)} ${within(((event.clientY - box.top) / box.height) * height, height)}`;
  };
  const add = (letter: "M" | "L", event: PointerEvent<SVGSVGElement>) => {
    if (path.length < most) onChange(`${path}${letter}${point(event)} `);
  };
  return (
    <div className="signature">
      <p id="signature-hint">Sign here with a finger, or leave it empty: then the name above is the signature.</p>
      <svg
        role="img"
        aria-label={path === "" ? "Signature: empty" : "Signature: drawn"}
        aria-describedby="signature-hint"
        viewBox={`0 0 ${width} ${height}`}
        onPointerDown={(event) => {
          drawing.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          add("M", event);
        }}
        onPointerMove={(event) => drawing.current && add("L", event)}
        onPointerUp={() => {
          drawing.current = false;
        }}
        onPointerCancel={() => {
          drawing.current = false;
        }}
      >
        <path d={path} />
      </svg>
      {path !== "" && (
        <button type="button" onClick={() => onChange("")}>
          Clear the signature
        </button>
      )}
    </div>
  );
}
