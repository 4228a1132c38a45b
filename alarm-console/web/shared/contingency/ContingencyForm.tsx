import { type FormEvent, useState } from "react";
import type { Answer, CallFailure } from "../api/call.ts";
import { FaultText } from "../forms/FaultText.tsx";
import { Faults, faultsIn } from "../forms/faults.ts";
import { type AvailabilityList, agreePlan, type ContactAvailability } from "./contingencyCalls.ts";

interface FormProps {
  homeId: string;
  one: ContactAvailability;
  others: readonly ContactAvailability[];
  onAgreed(answer: Answer<AvailabilityList>): void;
}

const hoursIn = { days: 24, hours: 1 } as const;

/** The plan that staff agree with a contact: who is called instead, what the centre does, for how long. */
export function ContingencyForm({ homeId, one, others, onAgreed }: FormProps) {
  const { plan, name } = one;
  const [chosen, setChosen] = useState<string[]>(plan?.substitutes.map(({ contactId }) => contactId) ?? []);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const inDays = plan === null || plan.lastsHours % 24 === 0;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const unit = fields.get("unit") === "days" ? "days" : "hours";
    const answer = await agreePlan(homeId, one.contactId, {
      substitutes: chosen,
      centreDoes: fields.get("centreDoes"),
      lastsHours: Number(fields.get("lasts")) * hoursIn[unit],
      agreedBy: fields.get("agreedBy"),
      reviewOn: fields.get("reviewOn") || null,
      seenVersion: plan?.version ?? 0,
    });
    setFailure(answer.ok ? null : answer);
    if (answer.ok) onAgreed(answer);
  };
  const faults = faultsIn(failure);
  const places = [...chosen, ""].slice(0, others.length);
  return (
    <Faults.Provider value={faults}>
      <form onSubmit={(event) => void submit(event)} aria-label={`Contingency plan of ${name}`}>
        {places.map((contactId, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
          <div key={place}>
            <label className="field">
              {place === 0 ? `Who is called instead of ${name}?` : "Who is called after that?"}
              <select
                value={contactId}
                onChange={({ target }) =>
                  setChosen([...chosen.slice(0, place), target.value, ...chosen.slice(place + 1)].filter((id) => id !== ""))
                }
              >
                <option value="">{place === 0 ? "The next person in the plan" : "No one else"}</option>
                {others
                  .filter((other) => other.contactId === contactId || !chosen.includes(other.contactId))
                  .map((other) => (
                    <option key={other.contactId} value={other.contactId}>
                      {other.name}
                    </option>
                  ))}
              </select>
            </label>
            <FaultText path={`substitutes.${place}`} />
          </div>
        ))}
        <label className="field">
          What does the centre do?
          <span className="secondary">For example: call each evening at 19:00; send a responder for breakfast.</span>
          <textarea name="centreDoes" required maxLength={500} rows={3} defaultValue={plan?.centreDoes ?? ""} />
        </label>
        <FaultText path="centreDoes" />
        <div className="buttons">
          <label className="field">
            How long does it last?
            <input
              name="lasts"
              type="number"
              required
              min={1}
              max={336}
              defaultValue={plan === null ? 3 : inDays ? plan.lastsHours / 24 : plan.lastsHours}
            />
          </label>
          <label className="field">
            Unit
            <select name="unit" defaultValue={inDays ? "days" : "hours"}>
              <option value="hours">hours</option>
              <option value="days">days</option>
            </select>
          </label>
        </div>
        <FaultText path="lastsHours" />
        <label className="field">
          Who agreed to it?
          <input name="agreedBy" required maxLength={120} autoComplete="off" defaultValue={name} />
        </label>
        <FaultText path="agreedBy" />
        <label className="field">
          When is it reviewed?
          <input name="reviewOn" type="date" defaultValue={plan?.reviewOn ?? ""} />
        </label>
        <FaultText path="reviewOn" />
        {failure !== null && faults.length === 0 && (
          <p className="fault" role="alert">
            {failure.message}
          </p>
        )}
        <button type="submit" className="primary">
          Save the plan
        </button>
      </form>
    </Faults.Provider>
  );
}
