import { useEffect, useRef } from "react";
import { type AlarmView, outcomeLabel } from "#domain/alarm.ts";
import { PriorityMark } from "../../shared/design/PriorityMark.tsx";
import { NoteBox, type NoteBoxProps } from "./NoteBox.tsx";

export interface ClosedAlarmProps extends NoteBoxProps {
  alarm: AlarmView;
  myId: string;
  /** The next unclaimed alarm, null when there is none. */
  next: AlarmView | null;
  onNext(): void;
}

/** The outcome, and a button for the next unclaimed alarm. The operator who closed the alarm gets the focus on that button. */
export function ClosedAlarm(props: ClosedAlarmProps) {
  const { alarm, next, onNext, myId } = props;
  const mine = alarm.heldBy?.id === myId;
  const nextButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (mine) nextButton.current?.focus();
  }, [mine]);
  return (
    <div className="closed">
      <p className="closed-outcome" role="status">
        Closed: <strong>{outcomeLabel(alarm.outcome ?? "")}</strong>
      </p>
      {next === null ? (
        <p className="secondary">No other alarms are waiting.</p>
      ) : (
        <button ref={nextButton} type="button" className="next" onClick={onNext}>
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
