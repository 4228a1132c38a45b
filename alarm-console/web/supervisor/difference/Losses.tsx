import type { PlanDifference } from "#domain/planDifference.ts";
import { lossLines, worseLines } from "./changeWords.ts";
import "./difference.css";

/** Alarms in which somebody needed help, and which this plan would not raise, or not so well. In words, before anything is drawn. */
export function Losses({ difference }: { difference: PlanDifference }) {
  const worse = worseLines(difference);
  return (
    <>
      <LostGenuine lines={lossLines(difference)} />
      {worse.length > 0 && (
        <div className="worse-genuine">
          <strong>{worse.length === 1 ? "A genuine alarm" : `${worse.length} genuine alarms`} would come later or not so strongly</strong>
          <Lines lines={worse} />
        </div>
      )}
    </>
  );
}

export function LostGenuine({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div className="lost-genuine">
      <strong>{lines.length === 1 ? "An alarm that was genuine" : `${lines.length} alarms that were genuine`} would be lost</strong>
      <Lines lines={lines} />
    </div>
  );
}

/** Why the nights could not be gone over, in the service's words: nothing is known of losses, and none is claimed. */
export function NotCompared({ lines }: { lines: readonly string[] }) {
  return (
    <div className="lost-genuine">
      <strong>It is not known what this would lose</strong>
      <Lines lines={lines} />
    </div>
  );
}

/** By the plan's dates, in the service's words. */
export function Unguarded({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div className="lost-genuine">
      <strong>Nobody would be guarded for a time</strong>
      <Lines lines={lines} />
    </div>
  );
}

const Lines = ({ lines }: { lines: readonly string[] }) => (
  <ul>
    {lines.map((line) => (
      <li key={line}>{line}</li>
    ))}
  </ul>
);
