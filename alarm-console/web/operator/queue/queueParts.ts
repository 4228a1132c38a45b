import type { CaseView } from "#domain/answering/case.ts";

/** How a case concerns the operator of this desk. */
export type Claim = "unclaimed" | "offered" | "unheard" | "mine" | "family" | "other" | "closed";

/**
 * - `unclaimed`: waits at the centre.
 * - `offered`: a colleague hands it over to me, and I have not accepted.
 * - `unheard`: a colleague holds it, it rang again, and every desk sounds because the colleague has not acknowledged that.
 * - `family`: the family is notified first.
 */
export function claimOf(one: CaseView, myId: string): Claim {
  if (one.state === "closed") return "closed";
  if (one.heldBy?.id === myId) return "mine";
  if (one.offeredTo?.id === myId) return "offered";
  if (one.heldBy === null) return one.centreSince === null && one.mode === "live" && !one.technical ? "family" : "unclaimed";
  return one.sounds === "operators" ? "unheard" : "other";
}

/** Whether the case needs an operator of this desk now. */
export const callsMe = (claim: Claim): boolean => claim === "unclaimed" || claim === "offered" || claim === "unheard";

/** The parts of the queue. Each keeps the order of `live`. */
export interface QueueParts {
  waiting: CaseView[];
  mine: CaseView[];
  family: CaseView[];
  others: CaseView[];
}

export function queueParts(live: readonly CaseView[], myId: string): QueueParts {
  const parts: QueueParts = { waiting: [], mine: [], family: [], others: [] };
  for (const one of live) {
    const claim = claimOf(one, myId);
    if (claim === "mine") parts.mine.push(one);
    else if (claim === "family") parts.family.push(one);
    else if (claim === "other") parts.others.push(one);
    else if (claim !== "closed") parts.waiting.push(one);
  }
  return parts;
}

/** The queue from top to bottom, as arrow keys go through it. */
export const inOrder = ({ waiting, mine, family, others }: QueueParts, othersShown: boolean): CaseView[] => [
  ...waiting,
  ...mine,
  ...family,
  ...(othersShown ? others : []),
];
