import { type FormEvent, useCallback, useEffect, useState } from "react";
import { type CarerSees, carerSees } from "#domain/carers/carerSees.ts";
import { type Answer, type CallFailure, call } from "../api/call.ts";
import { wallDay } from "../clock/wallTime.ts";
import { AskFirst } from "../design/AskFirst.tsx";
import { FaultText } from "../forms/FaultText.tsx";
import { Faults, faultsIn } from "../forms/faults.ts";
import { seesWords } from "./seesWords.ts";

interface CarerOfContact {
  contactId: string;
  name: string;
  relation: string;
  canGet: ("text" | "email")[];
  carer: { name: string; sees: CarerSees; agreedBy: string; joinedAt: string } | null;
  invitedUntil: string | null;
}
type CarerList = { items: CarerOfContact[] };
type Made = { expiresAt: string; sentTo: string | null; link: string | null };

const byWords = { text: "By text", email: "By e-mail", link: "I pass the link on" } as const;

/** Which contacts of a home are carers with an account. Staff invite them, and end it. */
export function Carers({ homeId }: { homeId: string }) {
  const path = `/api/v1/homes/${homeId}`;
  const [list, setList] = useState<Answer<CarerList> | null>(null);
  const read = useCallback(() => void call<CarerList>("GET", `${path}/carers`).then(setList), [path]);
  useEffect(read, [read]);
  return (
    <section className="home-carers" aria-labelledby="carers-heading">
      <h3 id="carers-heading">Family carers</h3>
      {list !== null && !list.ok && <p className="fault">{list.message}</p>}
      {list?.ok && list.value.items.length === 0 && <p className="secondary">This home has no contacts.</p>}
      {list?.ok && (
        <ul>
          {list.value.items.map((one) => (
            <Contact key={one.contactId} path={path} one={one} onChanged={read} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Contact({ path, one, onChanged }: { path: string; one: CarerOfContact; onChanged(): void }) {
  const [inviting, setInviting] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const remove = async () => {
    const answer = await call("DELETE", `${path}/contacts/${one.contactId}/carer`);
    setFault(answer.ok ? null : answer.message);
    onChanged();
  };
  const isKnown = one.carer !== null || one.invitedUntil !== null;
  const invite = isKnown ? "Invite again" : "Invite";
  const end = one.carer === null ? "Withdraw invitation" : "End access";
  return (
    <li>
      <p>
        <strong>{one.name}</strong> ({one.relation}): {stateOf(one)}
      </p>
      <div className="buttons">
        <button type="button" aria-label={`${invite} ${one.name}`} aria-expanded={inviting} onClick={() => setInviting(!inviting)}>
          {invite}
        </button>
        {isKnown && (
          <AskFirst
            label={end}
            fullLabel={`${end} of ${one.name}`}
            question={
              one.carer === null
                ? "The link that was sent stops working. You can invite again."
                : `${one.name} no longer sees this home, and its alarms no longer ring on that phone. The plan still calls and texts this contact.`
            }
            yes={`Yes, ${end.charAt(0).toLowerCase()}${end.slice(1)}`}
            no="No, keep it"
            onYes={() => void remove()}
          />
        )}
      </div>
      {fault !== null && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      {inviting && <InviteForm path={path} one={one} onMade={onChanged} />}
    </li>
  );
}

function stateOf({ carer, invitedUntil }: CarerOfContact): string {
  if (carer !== null) return `carer since ${wallDay(carer.joinedAt)}. Sees: ${seesWords[carer.sees]}, as ${carer.agreedBy} agreed`;
  return invitedUntil === null ? "no carer" : `invited until ${wallDay(invitedUntil)}`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function InviteForm({ path, one, onMade }: { path: string; one: CarerOfContact; onMade(): void }) {
  const [made, setMade] = useState<Made | null>(null);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.currentTarget));
    const answer = await call<Made>("POST", `${path}/contacts/${one.contactId}/invitation`, fields);
    setMade(answer.ok ? answer.value : null);
    setFailure(answer.ok ? null : answer);
    if (answer.ok) onMade();
  };
  if (made !== null)
    return (
      <p role="status">
        {made.link === null ? `Sent to ${made.sentTo}.` : `Give this link to ${one.name} only: `}
        {made.link !== null && <code>{made.link}</code>} It works once, until {wallDay(made.expiresAt)}.
      </p>
    );
  return (
    <Faults.Provider value={faultsIn(failure)}>
      <form onSubmit={submit} aria-label={`Invite ${one.name}`}>
        <label className="field">
          What may {one.name} see?
          <select name="sees" defaultValue="alarms">
            {carerSees.options.map((sees) => (
              <option key={sees} value={sees}>
                {capitalised(seesWords[sees])}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          Who agreed to it?
          <span className="secondary">The person who lives here, or who may decide for them.</span>
          <input name="agreedBy" required maxLength={120} autoComplete="off" />
        </label>
        <FaultText path="agreedBy" />
        <label className="field">
          How does the invitation go out?
          <select name="by" defaultValue={one.canGet[0] ?? "link"}>
            {[...one.canGet, "link" as const].map((by) => (
              <option key={by} value={by}>
                {byWords[by]}
              </option>
            ))}
          </select>
        </label>
        <FaultText path="by" />
        {failure !== null && faultsIn(failure).length === 0 && (
          <p className="fault" role="alert">
            {failure.message}
          </p>
        )}
        <button type="submit" className="primary">
          Invite
        </button>
      </form>
    </Faults.Provider>
  );
}
