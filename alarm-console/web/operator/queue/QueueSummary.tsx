import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";

interface QueueSummaryProps {
  live: readonly AlarmView[];
  presses: readonly UnrecordedPress[];
  myId: string;
  onNext(): void;
}

/** Stays above the scrolling list, so the number of waiting alarms and the way to the next one are always visible. */
export function QueueSummary({ live, presses, myId, onNext }: QueueSummaryProps) {
  const unclaimed = live.filter((one) => one.heldBy === null);
  const unrecorded = presses.filter((one) => one.mode === "live").length;
  const critical = unclaimed.filter((one) => one.priority === "critical").length + unrecorded;
  const mine = live.filter((one) => one.heldBy?.id === myId).length;
  return (
    <header className="queue-summary">
      <h2>
        {unclaimed.length + unrecorded} waiting
        {critical > 0 && <span className="count count-critical">{critical} critical</span>}
      </h2>
      <p className="secondary">
        {mine} claimed by you · {live.length - unclaimed.length - mine} by others
      </p>
      <button type="button" disabled={unclaimed.length === 0} onClick={onNext}>
        Next <span className="hidden">waiting</span>
        <span className="key" aria-hidden="true">
          u
        </span>
      </button>
    </header>
  );
}
