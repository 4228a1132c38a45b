import { useEffect, useRef } from "react";
import type { AlarmView } from "#domain/alarm.ts";
import { ActionFailure } from "./ActionFailure.tsx";
import { CloseForm, type CloseFormProps } from "./CloseForm.tsx";
import { NoteBox, type NoteBoxProps } from "./NoteBox.tsx";
import type { Attempt } from "./useAlarmActions.ts";

export interface OpenAlarmProps extends NoteBoxProps, CloseFormProps {
  alarm: AlarmView;
  myId: string;
  onClaim(): void;
}

/** What this operator can do with an open alarm. It depends on who has claimed it. */
export function OpenAlarm(props: OpenAlarmProps) {
  const { alarm, myId, attempt, draft, onClaim } = props;
  if (alarm.heldBy?.id === myId) return <ClaimedByMe key={alarm.id} {...props} />;
  return (
    <>
      {alarm.heldBy === null ? (
        <Unclaimed attempt={attempt} onClaim={onClaim} />
      ) : (
        <ClaimedByOther attempt={attempt} name={alarm.heldBy.name} />
      )}
      {draft !== "" && <NoteBox {...props} />}
    </>
  );
}

function Unclaimed({ attempt, onClaim }: { attempt: Attempt | undefined; onClaim(): void }) {
  const busy = attempt?.busy === "claim";
  return (
    <div className="claim">
      <button type="button" className="primary claim-button" disabled={busy} onClick={onClaim} aria-keyshortcuts="c">
        {busy ? "Claiming…" : "Claim"}
        <span className="key" aria-hidden="true">
          c
        </span>
      </button>
      <p className="secondary">No one has claimed this alarm. When you claim it, everyone sees that you are answering.</p>
      <ActionFailure attempt={attempt} of="claim" />
    </div>
  );
}

function ClaimedByOther({ attempt, name }: { attempt: Attempt | undefined; name: string }) {
  return (
    <div className="claimed-by-other">
      <p>
        Claimed by <strong>{name}</strong>
      </p>
      <ActionFailure attempt={attempt} of="claim" />
      <ActionFailure attempt={attempt} of="close" />
    </div>
  );
}

function ClaimedByMe(props: NoteBoxProps & CloseFormProps) {
  const heading = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // The claim button had the focus and no longer exists. A screen reader continues here, not at the top of the page.
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);
  return (
    <>
      <p ref={heading} className="claimed-by-me" tabIndex={-1}>
        Claimed by you
      </p>
      <NoteBox {...props} />
      <CloseForm {...props} />
    </>
  );
}
