import { ReasonForm } from "../ReasonForm.tsx";
import type { HoldingProps } from "./holdingProps.ts";

/** A case that a colleague holds. A supervisor can take it over. */
export function InOtherHands({ one, attempt, open, onOpen, onPerform, mayTakeOver }: HoldingProps & { mayTakeOver: boolean }) {
  const name = one.heldBy?.name;
  return (
    <div className="claimed-by-other">
      <p>
        Claimed by <strong>{name}</strong>
        {one.state === "followUp" && <span className="secondary"> · follow-up{one.followUp?.note ? `: ${one.followUp.note}` : ""}</span>}
        {one.offeredTo !== null && <span className="secondary"> · offered to {one.offeredTo.name}</span>}
      </p>
      {one.sounds === "operators" && (
        <p className="holding-alert">
          It rang again, and {name} has not acknowledged that. Make sure that {name} knows.
        </p>
      )}
      {mayTakeOver && open !== "takeOver" && (
        <button type="button" onClick={() => onOpen("takeOver")}>
          Take over…
        </button>
      )}
      {mayTakeOver && open === "takeOver" && (
        <ReasonForm
          label="Reason for taking over"
          button="Take over"
          busy={attempt?.busy === "take-over"}
          onCancel={() => onOpen(null)}
          onSubmit={(reason) => onPerform("take-over", { reason })}
        />
      )}
    </div>
  );
}
