import type { AlarmDifference } from "#domain/planDifference.ts";
import { wallMinute } from "../clock/wallTime.ts";
import { outcomeWords, sentenceOf } from "./changeWords.ts";

interface AlarmBubbleProps {
  alarm: AlarmDifference;
  timezone: string;
  at: number;
  top: string;
}

/** What a mark stands for, beside it. The mark's own name says the same, so a screen reader needs nothing of this. */
export function AlarmBubble({ alarm, timezone, at, top }: AlarmBubbleProps) {
  return (
    <div className="bubble" style={{ top, ["--at" as string]: `${at * 100}%` }} aria-hidden="true">
      <strong>{sentenceOf(alarm)}</strong>
      <dl>
        <div>
          <dt>Present plan</dt>
          <dd>{alarm.before === null ? "nothing" : raised(alarm.before, timezone)}</dd>
        </div>
        <div>
          <dt>This plan</dt>
          <dd>{alarm.after === null ? "nothing" : raised(alarm.after, timezone)}</dd>
        </div>
        <div>
          <dt>Outcome then</dt>
          <dd>{outcomeWords(alarm)}</dd>
        </div>
      </dl>
      {alarm.recordedOnly && <p>Rang then under another plan; neither of these raises it.</p>}
    </div>
  );
}

const raised = ({ at, strength, wakes }: NonNullable<AlarmDifference["before"]>, timezone: string): string =>
  `${wallMinute(at, timezone)}, ${strength}${wakes ? ", wakes the carer" : ""}`;
