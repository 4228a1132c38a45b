import { useCallback, useEffect, useState } from "react";
import type { Answer } from "../api/call.ts";
import { wallDay, wallMinute } from "../clock/wallTime.ts";
import { AskFirst } from "../design/AskFirst.tsx";
import { ContingencyForm } from "./ContingencyForm.tsx";
import {
  type AvailabilityList,
  type ContactAvailability,
  endPlan,
  lastsText,
  namesText,
  readContingency,
  startPlan,
} from "./contingencyCalls.ts";
import { StartPlan } from "./StartPlan.tsx";

/** What was agreed with each contact for the case that they fall ill. Staff write it down, and end a plan that runs. */
export function Contingency({ homeId, timezone }: { homeId: string; timezone: string | undefined }) {
  const [list, setList] = useState<Answer<AvailabilityList> | null>(null);
  const read = useCallback(() => void readContingency(homeId).then(setList), [homeId]);
  useEffect(read, [read]);
  return (
    <section className="home-carers" aria-labelledby="contingency-heading">
      <h3 id="contingency-heading">Contingency plans</h3>
      <p className="secondary">
        What happens if a carer falls ill. The carer starts the plan on their own page, or you start it when they telephone.
      </p>
      {list !== null && !list.ok && <p className="fault">{list.message}</p>}
      {list?.ok && list.value.items.length === 0 && <p className="secondary">This home has no contacts.</p>}
      {list?.ok && (
        <ul>
          {list.value.items.map((one) => (
            <OfContact key={one.contactId} homeId={homeId} timezone={timezone} one={one} all={list.value.items} onChanged={setList} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface OfContactProps {
  homeId: string;
  timezone: string | undefined;
  one: ContactAvailability;
  all: readonly ContactAvailability[];
  onChanged(list: Answer<AvailabilityList>): void;
}

function OfContact({ homeId, timezone, one, all, onChanged }: OfContactProps) {
  const { contactId, name, notAvailableUntil, plan, running } = one;
  const [editing, setEditing] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const at = (moment: string): string => `${wallDay(moment, timezone)} ${wallMinute(moment, timezone)}`;
  const changed = (answer: Answer<AvailabilityList>) => {
    setFault(answer.ok ? null : answer.message);
    if (answer.ok) onChanged(answer);
  };
  const end = async () => changed(await endPlan(homeId, contactId));
  return (
    <li>
      <p>
        <strong>{name}</strong>
        {running !== null && `: runs until ${at(running.endsAt)}`}
        {running === null && notAvailableUntil !== null && `: not called until ${at(notAvailableUntil)}`}
      </p>
      {plan === null ? (
        <p className="secondary">No plan agreed.</p>
      ) : (
        <p>
          Called instead: {namesText(plan.substitutes)}. The centre: {plan.centreDoes} It lasts {lastsText(plan.lastsHours)}. Agreed by{" "}
          {plan.agreedBy}, {wallDay(plan.agreedAt, timezone)} (version {plan.version}, written by {plan.by})
          {plan.reviewOn !== null && `; review ${wallDay(`${plan.reviewOn}T12:00:00Z`)}`}.
        </p>
      )}
      <div className="buttons">
        <button
          type="button"
          aria-label={`${plan === null ? "Agree a plan with" : "Change the plan of"} ${name}`}
          aria-expanded={editing}
          onClick={() => setEditing(!editing)}
        >
          {plan === null ? "Agree a plan" : "Change the plan"}
        </button>
        {running !== null && (
          <AskFirst
            label="End the plan"
            fullLabel={`End the plan of ${name}`}
            question={`${name} is called again as the plan of the home says, and no longer those who stand in.`}
            yes="Yes, end the plan"
            no="Let it run"
            onYes={() => void end()}
          />
        )}
      </div>
      {plan !== null && running === null && (
        <StartPlan name={name} start={async (why) => changed(await startPlan(homeId, contactId, { why, version: plan.version }))} />
      )}
      {fault !== null && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      {editing && (
        <ContingencyForm
          homeId={homeId}
          one={one}
          others={all.filter((other) => other.contactId !== contactId)}
          onAgreed={(answer) => {
            setEditing(false);
            onChanged(answer);
          }}
        />
      )}
    </li>
  );
}
