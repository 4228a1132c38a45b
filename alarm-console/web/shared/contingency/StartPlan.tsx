import { useState } from "react";
import type { ContingencyReason } from "#domain/carers/contingency.ts";

/** For a carer who telephones: staff say why, and the plan starts. */
export function StartPlan({ name, start }: { name: string; start(why: ContingencyReason): Promise<void> }) {
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <button type="button" aria-label={`Start the plan of ${name}`} onClick={() => setAsking(true)}>
        Start the plan
      </button>
    );
  return (
    <fieldset>
      <legend>Why does the plan of {name} start now?</legend>
      <div className="buttons">
        <button type="button" onClick={() => void start("ill")}>
          {name} is ill
        </button>
        <button type="button" onClick={() => void start("inHospital")}>
          {name} is in hospital
        </button>
        <button type="button" onClick={() => setAsking(false)}>
          Cancel
        </button>
      </div>
    </fieldset>
  );
}
