import { useState } from "react";
import type { CaseView } from "#domain/answering/case.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import { ruleTitle, useRuleBook } from "../../shared/plan/ruleBook.ts";
import { CaseList, type CaseListProps } from "./CaseList.tsx";
import { type FloodGroup, floodGroups, isFlood } from "./flood.ts";

type ListSettings = Omit<CaseListProps, "label" | "cases">;

/** What waits: one list in the order of the queue; in a flood, life safety one by one and the rest by cause with counts. */
export function WaitingCases({ waiting, list }: { waiting: readonly CaseView[]; list: ListSettings }) {
  const flood = useNow((now) => isFlood(waiting, now));
  return (
    <section className="queue-waiting" aria-label="Waiting">
      {flood ? (
        floodGroups(waiting).map((group) => <Group key={group.rule ?? ""} group={group} list={list} />)
      ) : (
        <CaseList label="Waiting" cases={waiting} {...list} />
      )}
    </section>
  );
}

/** Open at first, so that nothing is hidden. */
function Group({ group: { rule, cases }, list }: { group: FloodGroup; list: ListSettings }) {
  const [open, setOpen] = useState(true);
  const book = useRuleBook();
  if (rule === null) return <CaseList label="Waiting" cases={cases} {...list} />;
  const title = ruleTitle(book, rule);
  return (
    <section className="queue-group queue-folded" aria-label={title}>
      <h2>
        <button type="button" className="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
          {title} <span className="count">{cases.length}</span>
        </button>
      </h2>
      {open && <CaseList label={`Waiting: ${title}`} cases={cases} {...list} />}
    </section>
  );
}
