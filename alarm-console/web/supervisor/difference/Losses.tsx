import type { PlanDifference } from "#domain/planDifference.ts";
import { lossLines, worseLines } from "./changeText.ts";
import "./difference.css";

/** Genuine alarms that the new plan would lose, or raise later or with a lower priority. */
export function Losses({ difference }: { difference: PlanDifference }) {
  const worse = worseLines(difference);
  return (
    <>
      <LostGenuine lines={lossLines(difference)} />
      {worse.length > 0 && (
        <div className="worse-genuine">
          <strong>
            {worse.length === 1 ? "1 genuine alarm" : `${worse.length} genuine alarms`} would come later or with a lower priority
          </strong>
          <Lines lines={worse} />
        </div>
      )}
    </>
  );
}

/** Genuine alarms that the new plan would lose. */
export function LostGenuine({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div className="lost-genuine">
      <strong>{lines.length === 1 ? "1 genuine alarm" : `${lines.length} genuine alarms`} would be lost</strong>
      <Lines lines={lines} />
    </div>
  );
}

/** Why the service could not compare the plans, in its own words. Alarms may or may not be lost. */
export function LossUnknown({ lines }: { lines: readonly string[] }) {
  return (
    <div className="lost-genuine">
      <strong>Link Line could not check which alarms would be lost</strong>
      <Lines lines={lines} />
    </div>
  );
}

/** Times in which the plan's dates leave the home without its rules, in the service's own words. */
export function PeriodsWithoutCover({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div className="lost-genuine">
      <strong>There would be a time without protection</strong>
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
