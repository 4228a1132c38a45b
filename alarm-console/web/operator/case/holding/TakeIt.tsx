import { useNow } from "../../../shared/clock/useNow.ts";
import type { Claim } from "../../queue/queueParts.ts";
import type { HoldingProps } from "./holdingProps.ts";
import { TestCallButton } from "./TestCallButton.tsx";

/** A case that this operator can take at once. */
export function TakeIt({ claim, ...props }: HoldingProps & { claim: Claim }) {
  const { one, attempt, onPerform } = props;
  const offered = claim === "offered";
  const busy = attempt?.busy === "claim" || attempt?.busy === "accept";
  return (
    <div className="claim">
      <button
        type="button"
        className="primary claim-button"
        disabled={busy}
        onClick={() => onPerform(offered ? "accept" : "claim")}
        aria-keyshortcuts="c"
      >
        {offered ? (busy ? "Accepting…" : "Accept") : busy ? "Claiming…" : "Claim"}
        <span className="key" aria-hidden="true">
          c
        </span>
      </button>
      {!offered && <TestCallButton {...props} />}
      {offered && (
        <p>
          <strong>{one.heldBy?.name}</strong> hands this case over to you. <TimeLeft until={one.offeredTo?.until ?? ""} />
        </p>
      )}
      {claim === "unclaimed" && (
        <p className="secondary">No one has claimed this case. When you claim it, everyone sees that you are answering.</p>
      )}
      {claim === "family" && (
        <p className="secondary">
          {one.accepted === null
            ? "The family is being notified first. The case comes to the centre if they do not answer. You can claim it now."
            : `${one.accepted.name} is dealing with it. You can claim it if you must.`}
        </p>
      )}
    </div>
  );
}

function TimeLeft({ until }: { until: string }) {
  const left = useNow((now) => Math.max(0, Math.ceil((Date.parse(until) - now) / 1000)));
  return <span className="secondary">{left} s left, then it goes back to the queue.</span>;
}
