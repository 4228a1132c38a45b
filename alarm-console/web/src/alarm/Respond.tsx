import type { AlarmPaneProps } from "./AlarmPane.tsx";
import { CloseForm } from "./CloseForm.tsx";
import { Failure } from "./Failure.tsx";
import { NoteBox } from "./NoteBox.tsx";

/** The obvious next thing to do with an open alarm, by who holds it. */
export function Respond(props: AlarmPaneProps) {
  const { alarm, attempt, myId, draft } = props;
  if (alarm.heldBy === null) {
    return (
      <div className="claim">
        <button type="button" className="primary claim-button" disabled={attempt?.busy === "claim"} onClick={props.onClaim}>
          {attempt?.busy === "claim" ? "Claiming…" : "Claim"}
          <span className="key" aria-hidden="true">
            c
          </span>
        </button>
        <p className="quiet">Nobody holds this alarm yet. Claiming tells everybody that you are answering it.</p>
        <Failure attempt={attempt} of="claim" />
      </div>
    );
  }
  if (alarm.heldBy.id !== myId) {
    return (
      <div className="held-by-other">
        <p>
          Held by <strong>{alarm.heldBy.name}</strong>
        </p>
        <Failure attempt={attempt} of="claim" />
        {draft !== "" && <NoteBox {...props} />}
      </div>
    );
  }
  return (
    <>
      <p className="held-by-me">You hold this alarm</p>
      <NoteBox {...props} />
      <CloseForm key={alarm.id} {...props} />
    </>
  );
}
