import type { AlarmDifference } from "#domain/planDifference.ts";
import { outcomeText, raisedText, recordedOnlyText, sentenceOf } from "./changeText.ts";

interface AlarmBubbleProps {
  alarm: AlarmDifference;
  timezone: string;
  at: number;
  top: string;
}

/** The details of a mark, shown beside it. The mark's accessible name says the same, so screen readers skip this. */
export function AlarmBubble({ alarm, timezone, at, top }: AlarmBubbleProps) {
  return (
    <div className="bubble" style={{ top, ["--at" as string]: `${at * 100}%` }} aria-hidden="true">
      <strong>{sentenceOf(alarm)}</strong>
      <dl>
        <div>
          <dt>Current plan</dt>
          <dd>{raisedText(alarm.before, timezone)}</dd>
        </div>
        <div>
          <dt>New plan</dt>
          <dd>{raisedText(alarm.after, timezone)}</dd>
        </div>
        <div>
          <dt>Recorded outcome</dt>
          <dd>{outcomeText(alarm)}</dd>
        </div>
      </dl>
      {alarm.recordedOnly && <p>{recordedOnlyText}.</p>}
    </div>
  );
}
