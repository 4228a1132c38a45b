import { type FormEvent, useEffect, useState } from "react";
import { wallDay, wallMinute } from "../../../shared/clock/wallTime.ts";
import { declineProposal, type PlanProposal, proposalsOf, proposalText } from "../../../shared/plan/proposals.ts";
import { type Edit, setSetting } from "../draft/planEdits.ts";

interface ProposalsProps {
  homeId: string;
  timezone: string;
  /** The version of the live plan: with a new one the proposals are read again. */
  version: number;
  editable: boolean;
  onEdit(edit: Edit): void;
}

/** What family carers propose for this plan. "Try" puts it into the draft, where it is compared and goes live as any change. */
export function Proposals({ homeId, timezone, version, editable, onEdit }: ProposalsProps) {
  const [proposals, setProposals] = useState<PlanProposal[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version may have accepted a proposal.
  useEffect(() => {
    void proposalsOf(homeId).then((answer) => answer.ok && setProposals(answer.value.items));
  }, [homeId, version]);
  const waiting = proposals.filter(({ state }) => state === "waiting");
  if (waiting.length === 0) return null;
  return (
    <section className="proposals notice" aria-labelledby="proposals-heading">
      <h3 id="proposals-heading">{waiting.length === 1 ? "The family proposes a change" : "The family proposes changes"}</h3>
      {waiting.map((one) => (
        <div key={one.id}>
          <p>
            {one.by}, {wallDay(one.at, timezone)} {wallMinute(one.at, timezone)}: {proposalText(one)}
          </p>
          {editable && (
            <>
              <button type="button" onClick={() => onEdit(setSetting(one.rule, one.setting, one.minutes))}>
                Try {one.minutes} min
              </button>
              <Decline proposal={one} onDeclined={setProposals} />
            </>
          )}
        </div>
      ))}
    </section>
  );
}

function Decline({ proposal: { id, homeId, by }, onDeclined }: { proposal: PlanProposal; onDeclined(left: PlanProposal[]): void }) {
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const why = String(new FormData(event.currentTarget).get("why"));
    const answer = await declineProposal(homeId, id, why);
    setFault(answer.ok ? null : answer.message);
    if (answer.ok) onDeclined(answer.value.items);
  };
  return (
    <details>
      <summary>Decline…</summary>
      <form onSubmit={submit} aria-label="Decline the proposal">
        <label className="field">
          Why? {by} reads this.
          <input name="why" maxLength={500} required />
        </label>
        <p className="fault" role="alert">
          {fault}
        </p>
        <button type="submit">Decline</button>
      </form>
    </details>
  );
}
