import { useEffect, useState } from "react";
import type { CaseView } from "#domain/answering/case.ts";
import { call } from "../api/call.ts";
import { CaseRecords } from "../cases/CaseRecords.tsx";

const shownCases = 5;

/** The last closed cases of a home: what rang, when, and how it ended. Read again when `version` changes. */
export function LastCases({ homeId, timezone, version }: { homeId: string; timezone: string; version: number }) {
  const [known, setKnown] = useState<{ homeId: string; cases: readonly CaseView[] } | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version of the case makes it read again
  useEffect(() => {
    let cancelled = false;
    void call<{ items: CaseView[] }>("GET", `/api/v1/cases?state=closed&home=${homeId}&limit=${shownCases}`).then((answer) => {
      if (cancelled) return;
      setFault(answer.ok ? null : answer.message);
      if (answer.ok) setKnown({ homeId, cases: answer.value.items });
    });
    return () => {
      cancelled = true;
    };
  }, [homeId, version]);
  const cases = known?.homeId === homeId ? known.cases : null;
  return (
    <section aria-labelledby="last-cases-heading">
      <h3 id="last-cases-heading">Last cases</h3>
      {fault !== null && <p className="fault">Could not load the last cases. {fault}</p>}
      {cases?.length === 0 && <p className="secondary">No earlier cases.</p>}
      <CaseRecords label="Last cases" cases={cases ?? []} timezone={timezone} />
    </section>
  );
}
