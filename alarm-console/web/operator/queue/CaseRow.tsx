import { memo, useEffect, useRef } from "react";
import type { CaseView } from "#domain/answering/case.ts";
import { wallDay } from "../../shared/clock/wallTime.ts";
import { PriorityShape } from "../../shared/design/PriorityMark.tsx";
import { priorityTitles } from "../../shared/design/priorityTitles.ts";
import { waitsSince } from "../../shared/live/deskStore.ts";
import { headline, shownAlarms } from "../../shared/live/headline.ts";
import { updateSinceLastRing } from "../../shared/live/timelineRings.ts";
import { type Claim, callsMe, claimOf } from "./queueParts.ts";
import { WaitingTime } from "./WaitingTime.tsx";

interface CaseRowProps {
  one: CaseView;
  myId: string;
  selected: boolean;
  /** Tab stops at one row of the list only; arrow keys reach the others. */
  reachable: boolean;
  failed: boolean;
  /** Place in the whole list, from 0, and its length, where only a part of a long list is drawn. */
  place: number | undefined;
  of: number | undefined;
  onSelect(one: CaseView): void;
}

/** One home. Filled block: it needs an operator. Accent colour: claimed by me. Outline and dimmed: in other hands. */
export const CaseRow = memo(function CaseRow({ one, myId, selected, reachable, failed, place, of, onSelect }: CaseRowProps) {
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!selected || row.current === null) return;
    row.current.scrollIntoView({ block: "nearest" });
    // When the focus is in the list, arrow keys move it together with the selection.
    if (document.activeElement?.closest(".queue-list") != null) row.current.focus({ preventScroll: true });
  }, [selected]);

  const claim = claimOf(one, myId);
  const since = updateSinceLastRing(one.timeline);
  return (
    <li aria-posinset={place === undefined ? undefined : place + 1} aria-setsize={of}>
      <button
        ref={row}
        type="button"
        className="row"
        data-priority={one.priority}
        data-calls={callsMe(claim) && one.mode === "live" && one.priority !== "info"}
        data-claim={claim}
        aria-current={selected ? "true" : undefined}
        tabIndex={reachable ? 0 : -1}
        onClick={() => onSelect(one)}
      >
        <span className="row-block">
          <PriorityShape priority={one.priority} />
        </span>
        <span className="row-top">
          <span className="row-priority">{priorityTitles[one.priority]}</span>
          <AlarmMarks one={one} />
          {one.rings > 1 && (
            <span className="rings" aria-label={`${one.rings} calls`} role="img">
              ×{one.rings}
            </span>
          )}
          <span className="row-claim">{claimText(one, claim)}</span>
          {one.alarms.some(({ doubtful, state }) => doubtful && state === "open") && (
            <span className="row-doubtful">sensor may be faulty</span>
          )}
          {failed && <span className="row-failed">not done</span>}
          {one.mode === "live" ? (
            <WaitingTime since={Date.parse(waitsSince(one))} counting={callsMe(claim) && one.priority !== "info"} />
          ) : (
            <span className="waited">{wallDay(one.openedAt)}</span>
          )}
        </span>
        <span className="row-home">{one.homeName}</span>
        <span className="row-sentence">{headline(one)?.sentence}</span>
        {since !== null && <span className="row-since">Since then: {since}</span>}
      </button>
    </li>
  );
});

/** A mark per alarm, where the home has more than one. */
function AlarmMarks({ one }: { one: CaseView }) {
  const alarms = shownAlarms(one);
  if (alarms.length < 2) return null;
  return (
    <span className="row-marks" role="img" aria-label={`${alarms.length} alarms`}>
      {alarms.map(({ id, priority }) => (
        <span key={id} data-priority={priority}>
          <PriorityShape priority={priority} />
        </span>
      ))}
    </span>
  );
}

function claimText(one: CaseView, claim: Claim): string {
  switch (claim) {
    case "unclaimed":
      return one.accepted === null ? "Waiting" : `Waiting · ${one.accepted.name} is on it`;
    case "offered":
      return `Offered by ${one.heldBy?.name ?? "a colleague"}`;
    case "unheard":
      return `${one.heldBy?.name ?? "The holder"} has not heard it`;
    case "family":
      return one.accepted === null ? "With the family" : `With ${one.accepted.name}`;
    case "mine":
      return one.state === "followUp" ? "You · follow-up" : "You";
    case "other":
      return `${one.heldBy?.name ?? ""}${one.state === "followUp" ? " · follow-up" : ""}`;
    case "closed":
      return "Closed";
  }
}
