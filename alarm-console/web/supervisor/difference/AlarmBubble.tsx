import type { AlarmDifference } from "#domain/planDifference.ts";
import { outcomeWords, raisedWords, recordedOnlyWords, sentenceOf } from "./changeWords.ts";

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
          <dd>{raisedWords(alarm.before, timezone)}</dd>
        </div>
        <div>
          <dt>This plan</dt>
          <dd>{raisedWords(alarm.after, timezone)}</dd>
        </div>
        <div>
          <dt>Outcome then</dt>
          <dd>{outcomeWords(alarm)}</dd>
        </div>
      </dl>
      {alarm.recordedOnly && <p>{recordedOnlyWords}.</p>}
    </div>
  );
}
