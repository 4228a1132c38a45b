import { useRef } from "react";
import type { CaseView } from "#domain/answering/case.ts";
import type { Attempt } from "../case/useCaseActions.ts";
import { CaseRow } from "./CaseRow.tsx";
import { longList, useWindow } from "./useWindow.ts";

export interface CaseListProps {
  label: string;
  cases: readonly CaseView[];
  /** The id of the selected case. */
  selected: string | null;
  myId: string;
  attempts: Readonly<Record<string, Attempt>>;
  onSelect(one: CaseView): void;
}

/** One part of the queue. A long list draws only the rows in view. */
export function CaseList({ label, cases, selected, myId, attempts, onSelect }: CaseListProps) {
  const list = useRef<HTMLOListElement>(null);
  const place = cases.findIndex(({ id }) => id === selected);
  const { from, to, above, below } = useWindow(list, cases.length, place);
  const isLong = cases.length > longList;
  const reachable = place >= from && place < to ? place : from;
  return (
    <ol
      ref={list}
      className="queue-list"
      aria-label={label}
      data-long={isLong}
      style={isLong ? { paddingTop: `${above}px`, paddingBottom: `${below}px` } : undefined}
    >
      {cases.slice(from, to).map((one, index) => (
        <CaseRow
          key={one.id}
          one={one}
          myId={myId}
          selected={one.id === selected}
          reachable={from + index === reachable}
          failed={attempts[one.id]?.failed != null && (one.heldBy === null || one.heldBy.id === myId)}
          place={isLong ? from + index : undefined}
          of={isLong ? cases.length : undefined}
          onSelect={onSelect}
        />
      ))}
    </ol>
  );
}
