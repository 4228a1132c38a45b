import { useState } from "react";
import { instantAt, wallInput } from "../../../shared/clock/wallTime.ts";
import { availabilityPhrases } from "../../words/away/availability.ts";
import { ruleTitle } from "../../words/rules.ts";
import { useLanguage, useWords } from "../../words/useLanguage.ts";
import { type Availability, endStay, type SuspendedRule, stayUntil } from "./availabilityCalls.ts";
import { useAction } from "./useAction.ts";

interface PartProps {
  homeId: string;
  shown: Availability;
  /** A moment in words. */
  at(moment: string): string;
  onChanged(next: Availability): void;
}

/** "I'm staying tonight", with what does not ring meanwhile. */
export function StayingPart({ homeId, shown, at, onChanged }: PartProps) {
  const words = useWords(availabilityPhrases);
  const { busy, fault, run } = useAction(onChanged);
  const { staying, timezone } = shown;
  const [field, setField] = useState(() => wallInput(Date.parse(shown.suggestedStayEnd), timezone));
  const until = instantAt(field, timezone);
  return (
    <section className="carer-home" aria-labelledby="staying-heading">
      <h2 id="staying-heading">{words.staying}</h2>
      {staying === null ? (
        <>
          <Suspended intro={words.willNotRing} rules={shown.suspendedByStay} />
          <label className="field">
            {words.until}
            <input type="datetime-local" value={field} onChange={(event) => setField(event.target.value)} />
          </label>
          <button
            type="button"
            className="primary"
            disabled={busy || field === ""}
            onClick={() => void run(() => stayUntil(homeId, until))}
          >
            {words.stayUntil(field === "" ? "…" : at(until))}
          </button>
        </>
      ) : (
        <>
          <p className="away-state" role="status">
            {staying.mine ? words.youStay(at(staying.until)) : words.otherStays(staying.name, at(staying.until))}
          </p>
          <Suspended intro={words.doNotRing} rules={staying.suspended} />
          {staying.mine && (
            <button type="button" disabled={busy} onClick={() => void run(() => endStay(homeId))}>
              {words.endStay}
            </button>
          )}
        </>
      )}
      <p className="fault" role="alert">
        {fault}
      </p>
    </section>
  );
}

function Suspended({ intro, rules }: { intro: string; rules: readonly SuspendedRule[] }) {
  const [words, language] = [useWords(availabilityPhrases), useLanguage()];
  if (rules.length === 0) return <p>{words.allRing}</p>;
  return (
    <div>
      <p>{intro}</p>
      <ul>
        {rules.map(({ rule, title }) => (
          <li key={rule}>{ruleTitle(rule, title, language)}</li>
        ))}
      </ul>
      <p>
        <strong>{words.helpRings}</strong>
      </p>
    </div>
  );
}
