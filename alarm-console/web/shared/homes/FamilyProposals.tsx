import { useEffect, useState } from "react";
import { planHref } from "../navigation/pageAddress.ts";
import { openProposals, type PlanProposal, proposalText } from "../plan/proposals.ts";

/** The proposals of carers that wait for a supervisor, in all homes. */
export function FamilyProposals() {
  const [proposals, setProposals] = useState<PlanProposal[]>([]);
  useEffect(() => void openProposals().then((answer) => answer.ok && setProposals(answer.value.items)), []);
  if (proposals.length === 0) return null;
  return (
    <section className="notice" aria-labelledby="family-proposals">
      <h3 id="family-proposals">Families propose changes</h3>
      <ul>
        {proposals.map((one) => (
          <li key={one.id}>
            <a href={planHref(one.homeId)}>{one.homeName}</a>: {proposalText(one)}
          </li>
        ))}
      </ul>
    </section>
  );
}
