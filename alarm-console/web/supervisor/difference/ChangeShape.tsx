import type { AlarmChange } from "#domain/planDifference.ts";

const shapes: Readonly<Record<AlarmChange, string>> = {
  lost: "M4.5 2 10 7.5 15.5 2 18 4.5 12.5 10 18 15.5 15.5 18 10 12.5 4.5 18 2 15.5 7.5 10 2 4.5Z",
  gained: "M8 2h4v6h6v4h-6v6H8v-6H2V8h6Z",
  later: "M3 2 18 10 3 18Z",
  earlier: "M17 2 2 10 17 18Z",
  lower: "M2 3h16L10 18Z",
  higher: "M10 2 18 17H2Z",
  same: "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12Zm0 2.6a3.4 3.4 0 1 1 0 6.8 3.4 3.4 0 0 1 0-6.8Z",
};

/** A shape for each change, so that it does not depend on colour alone: cross, plus, arrowheads in four directions, ring. */
export function ChangeShape({ change }: { change: AlarmChange }) {
  return (
    <svg className="change-shape" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={shapes[change]} />
    </svg>
  );
}
