import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";

interface QueueSummaryProps {
  live: readonly AlarmView[];
  presses: readonly UnrecordedPress[];
  myId: string;
  onNext(): void;
}

/** Stays above the scrolling list, so that what waits is known and one key away wherever the list stands. */
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
      <p className="quiet">
        {mine} yours · {live.length - unclaimed.length - mine} with others
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
