import { useEffect, useRef } from "react";
import { outcomeLabel } from "#domain/alarm.ts";
import { PriorityMark } from "../../shared/design/PriorityMark.tsx";
import type { AlarmPaneProps } from "./AlarmPane.tsx";
import { NoteBox } from "./NoteBox.tsx";

/** How it ended, and the next alarm that nobody has taken. */
export function Closed(props: AlarmPaneProps) {
  const { alarm, next, onNext, myId } = props;
  const mine = alarm.heldBy?.id === myId;
  const offer = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (mine) offer.current?.focus();
  }, [mine]);
  return (
    <div className="closed">
      <p className="closed-outcome" role="status">
        Closed: <strong>{outcomeLabel(alarm.outcome ?? "")}</strong>
      </p>
      {next === null ? (
        <p className="quiet">Nobody else is waiting.</p>
      ) : (
        <button ref={offer} type="button" className="next" onClick={onNext}>
          <span className="next-word">Next</span>
          <PriorityMark priority={next.priority} />
          <span className="next-what">
            <strong>{next.homeName}</strong> {next.sentence}
          </span>
        </button>
      )}
      <NoteBox {...props} />
    </div>
  );
}
