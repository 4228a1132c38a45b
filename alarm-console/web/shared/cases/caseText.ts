import type { CaseView } from "#domain/answering/case.ts";
import { formatWaited } from "../clock/durations.ts";
import { shownAlarms } from "../live/headline.ts";
import { type Outcome, outcomeText } from "./useOutcomes.ts";

/** The member of staff of the first entry of these events, or of the last one. */
const byOf = ({ timeline }: CaseView, events: readonly string[], which: "find" | "findLast"): string | null =>
  timeline[which](({ event, by }) => by !== null && events.includes(event))?.by ?? null;

/** How a closed case ended, each outcome once; for an open one, in whose hands it is. */
export function endText(one: CaseView, outcomes: readonly Outcome[]): string {
  if (one.state === "closed") return [...new Set(shownAlarms(one).map(({ outcome }) => outcomeText(outcome ?? "", outcomes)))].join("; ");
  if (one.heldBy !== null) return `Open, with ${one.heldBy.name}`;
  return one.accepted === null ? "Open, waiting" : `Open, with ${one.accepted.name}`;
}

/**
 * Who answered a case, and how fast from when it came to the centre.
 *
 * Examples: "Robin answered in 41 s"; "Robin answered" where the family had it first; "Jonas Birch of the family had it".
 */
export function answerText(one: CaseView): string | null {
  const name = byOf(one, ["claimed", "takenOver", "closed"], "find") ?? "A person";
  if (one.answeredAt !== null && one.calledAt !== null)
    return `${name} answered in ${formatWaited(Date.parse(one.answeredAt) - Date.parse(one.calledAt))}`;
  if (one.answeredAt !== null) return `${name} answered`;
  if (one.accepted !== null) return `${one.accepted.name} of the family had it`;
  if (one.technical) return null;
  return one.state === "closed" ? "No one answered" : "Not answered yet";
}

/** "Closed by Kim"; null for an open case, and for a technical one that ended by itself. */
export function closedText(one: CaseView): string | null {
  const name = one.state === "closed" ? byOf(one, ["closed"], "findLast") : null;
  return name === null ? null : `closed by ${name}`;
}
