import { useEffect, useRef } from "react";
import type { AlarmPaneProps } from "./AlarmPane.tsx";
import { CloseForm } from "./CloseForm.tsx";
import { Failure } from "./Failure.tsx";
import { NoteBox } from "./NoteBox.tsx";

/** The obvious next thing to do with an open alarm, by who holds it. */
export function Respond(props: AlarmPaneProps) {
  const { alarm, myId, draft } = props;
  if (alarm.heldBy?.id === myId) return <Mine key={alarm.id} {...props} />;
  return (
    <>
      {alarm.heldBy === null ? <Unclaimed {...props} /> : <HeldByOther {...props} name={alarm.heldBy.name} />}
      {draft !== "" && <NoteBox {...props} />}
    </>
  );
}

function Unclaimed({ attempt, onClaim }: AlarmPaneProps) {
  const busy = attempt?.busy === "claim";
  return (
    <div className="claim">
      <button type="button" className="primary claim-button" disabled={busy} onClick={onClaim} aria-keyshortcuts="c">
        {busy ? "Claiming…" : "Claim"}
        <span className="key" aria-hidden="true">
          c
        </span>
      </button>
      <p className="quiet">Nobody holds this alarm yet. Claiming tells everybody that you are answering it.</p>
      <Failure attempt={attempt} of="claim" />
    </div>
  );
}

function HeldByOther({ attempt, name }: AlarmPaneProps & { name: string }) {
  return (
    <div className="held-by-other">
      <p>
        Held by <strong>{name}</strong>
      </p>
      <Failure attempt={attempt} of="claim" />
      <Failure attempt={attempt} of="close" />
    </div>
  );
}

function Mine(props: AlarmPaneProps) {
  const heading = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // The claim button had the focus and is gone; a screen reader goes on here, not at the top of the page.
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);
  return (
    <>
      <p ref={heading} className="held-by-me" tabIndex={-1}>
        You hold this alarm
      </p>
      <NoteBox {...props} />
      <CloseForm {...props} />
    </>
  );
}
