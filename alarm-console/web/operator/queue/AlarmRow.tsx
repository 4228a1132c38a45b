import { memo, useEffect, useRef } from "react";
import type { AlarmView } from "#domain/alarm.ts";
import { wallDay } from "../../shared/clock/wallTime.ts";
import { PriorityShape } from "../../shared/design/PriorityMark.tsx";
import { priorityTitles } from "../../shared/design/priorityTitles.ts";
import { updateSinceLastRing } from "../../shared/live/timelineRings.ts";
import { WaitingTime } from "./WaitingTime.tsx";

interface AlarmRowProps {
  alarm: AlarmView;
  myId: string;
  selected: boolean;
  /** Tab stops at one row of the list only; arrow keys reach the others. */
  reachable: boolean;
  failed: boolean;
  onSelect(alarm: AlarmView): void;
}

/** Filled block: the alarm needs an operator. Accent colour: claimed by me. Outline and dimmed: claimed by another operator. */
export const AlarmRow = memo(function AlarmRow({ alarm, myId, selected, reachable, failed, onSelect }: AlarmRowProps) {
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!selected || row.current === null) return;
    row.current.scrollIntoView({ block: "nearest" });
    // When the focus is in the list, arrow keys move it together with the selection.
    if (document.activeElement?.closest(".queue-list") != null) row.current.focus({ preventScroll: true });
  }, [selected]);

  const claim = alarm.heldBy === null ? "unclaimed" : alarm.heldBy.id === myId ? "mine" : "other";
  const since = updateSinceLastRing(alarm.timeline);
  const raisedAt = Date.parse(alarm.raisedAt);
  return (
    <li>
      <button
        ref={row}
        type="button"
        className="row"
        data-priority={alarm.priority}
        data-calls={claim === "unclaimed" && alarm.mode === "live" && alarm.priority !== "info"}
        data-claim={claim}
        aria-current={selected ? "true" : undefined}
        tabIndex={reachable ? 0 : -1}
        onClick={() => onSelect(alarm)}
      >
        <span className="row-block">
          <PriorityShape priority={alarm.priority} />
        </span>
        <span className="row-top">
          <span className="row-priority">{priorityTitles[alarm.priority]}</span>
          {alarm.rings > 1 && (
            <span className="rings" aria-label={`${alarm.rings} calls`} role="img">
              ×{alarm.rings}
            </span>
          )}
          <span className="row-claim">{claim === "unclaimed" ? "Waiting" : claim === "mine" ? "You" : alarm.heldBy?.name}</span>
          {alarm.doubtful && <span className="row-doubtful">sensor may be faulty</span>}
          {failed && <span className="row-failed">not done</span>}
          {alarm.mode === "live" ? (
            <WaitingTime since={raisedAt} counting={claim === "unclaimed" && alarm.priority !== "info"} />
          ) : (
            <span className="waited">{wallDay(alarm.raisedAt)}</span>
          )}
        </span>
        <span className="row-home">{alarm.homeName}</span>
        <span className="row-sentence">{alarm.sentence}</span>
        {since !== null && <span className="row-since">Since then: {since}</span>}
      </button>
    </li>
  );
});
