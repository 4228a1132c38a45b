import { useState } from "react";
import { CaseRecords } from "../cases/CaseRecords.tsx";
import { readCases } from "../cases/cases.ts";
import { PageEnd } from "../lists/PageEnd.tsx";
import { usePages } from "../lists/usePages.ts";

/** All cases of a home, open and closed, newest first. Faults of devices and rules are left out unless asked for, because they may be many. */
export function HomeHistory({ homeId, timezone }: { homeId: string; timezone: string | undefined }) {
  const [faultsShown, setFaultsShown] = useState(false);
  const cases = usePages(`state=all&home=${homeId}&list=${faultsShown ? "both" : "queue"}`, readCases);
  return (
    <section className="home-history" aria-labelledby="history-heading">
      <h3 id="history-heading">History</h3>
      <label className="choice">
        <input type="checkbox" checked={faultsShown} onChange={(event) => setFaultsShown(event.target.checked)} />
        Show faults of devices and rules too
      </label>
      <CaseRecords label="History" cases={cases.items ?? []} timezone={timezone} answersShown busy={cases.reading} />
      <PageEnd pages={cases} noun="cases" empty="Nothing has rung in this home yet." />
    </section>
  );
}
