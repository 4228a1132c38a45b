import { memo, useEffect, useRef } from "react";
import type { AlarmView } from "#domain/alarm.ts";
import { wallDay } from "../../shared/clock/wallTime.ts";
import { PriorityShape } from "../../shared/design/PriorityMark.tsx";
import { heardSince } from "../alarm/ringLines.ts";
import { Waited } from "./Waited.tsx";

interface AlarmRowProps {
  alarm: AlarmView;
  myId: string;
  chosen: boolean;
  /** The one row of the list that Tab reaches. */
  reachable: boolean;
  failed: boolean;
  onChoose(alarm: AlarmView): void;
}

/** Filled block: somebody is needed. Ring in the accent: mine. Outline and dimmed: another operator has it. */
export const AlarmRow = memo(function AlarmRow({ alarm, myId, chosen, reachable, failed, onChoose }: AlarmRowProps) {
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!chosen || row.current === null) return;
    row.current.scrollIntoView({ block: "nearest" });
    // Moving by keys from within the list takes the focus along.
    if (document.activeElement?.closest(".queue-list") != null) row.current.focus({ preventScroll: true });
  }, [chosen]);

  const held = alarm.heldBy === null ? "unclaimed" : alarm.heldBy.id === myId ? "mine" : "other";
  const since = heardSince(alarm.timeline);
  const raisedAt = Date.parse(alarm.raisedAt);
  return (
    <li>
      <button
        ref={row}
        type="button"
        className="row"
        data-priority={alarm.priority}
        data-calls={held === "unclaimed" && alarm.mode === "live" && alarm.priority !== "info"}
        data-held={held}
        aria-current={chosen ? "true" : undefined}
        tabIndex={reachable ? 0 : -1}
        onClick={() => onChoose(alarm)}
      >
        <span className="row-block">
          <PriorityShape priority={alarm.priority} />
        </span>
        <span className="row-top">
          <span className="row-priority">{alarm.priority}</span>
          {alarm.rings > 1 && (
            <span className="rings" aria-label={`rang ${alarm.rings} times`} role="img">
              ×{alarm.rings}
            </span>
          )}
          <span className="row-held">{held === "unclaimed" ? "Waiting" : held === "mine" ? "You" : alarm.heldBy?.name}</span>
          {alarm.doubtful && <span className="row-doubtful">doubtful</span>}
          {failed && <span className="row-failed">failed</span>}
          {alarm.mode === "live" ? (
            <Waited since={raisedAt} counting={held === "unclaimed" && alarm.priority !== "info"} />
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
