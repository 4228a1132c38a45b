import type { UnrecordedPress } from "#domain/alarm.ts";
import type { QueueParts } from "./queueParts.ts";

interface QueueSummaryProps {
  parts: QueueParts;
  presses: readonly UnrecordedPress[];
  onNext(): void;
}

/** Stays above the scrolling list, so the number of waiting cases and the way to the next one are always visible. */
export function QueueSummary({ parts: { waiting, mine, family, others }, presses, onNext }: QueueSummaryProps) {
  const unrecorded = presses.filter((one) => one.mode === "live").length;
  const critical = waiting.filter((one) => one.priority === "critical").length + unrecorded;
  return (
    <header className="queue-summary">
      <h2>
        {waiting.length + unrecorded} waiting
        {critical > 0 && <span className="count count-critical">{critical} critical</span>}
      </h2>
      <p className="secondary">
        {mine.length} yours · {others.length} with others{family.length > 0 && ` · ${family.length} with family`}
      </p>
      <button type="button" disabled={waiting.length === 0} onClick={onNext}>
        Next <span className="hidden">waiting</span>
        <span className="key" aria-hidden="true">
          u
        </span>
      </button>
    </header>
  );
}
