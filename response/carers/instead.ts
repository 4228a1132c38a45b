import { wallClock } from "#domain/time/wallClock.ts";
import type { RefusalReason } from "../case/steps/caseStep.ts";
import type { ContactCase } from "../notify/contactCase.ts";

export const insteadCodes = [
  ...(["closed", "held", "otherOnIt", "atCentre", "rangAgain", "newAlarm"] as const),
  ...(["notOver", "undoOver", "nothing", "tooOld"] as const),
] as const;

/** Why an answer did not count: what happened instead, when (epoch ms), and by which contact (null: Link Line). */
export interface Instead {
  code: (typeof insteadCodes)[number];
  at: number | null;
  name: string | null;
}

/** What the contact hears in place of a refused step. `shown`: the case as it is now. */
export function insteadOf(why: RefusalReason | "nothing" | "tooOld", shown: ContactCase): Instead {
  const of = (code: Instead["code"], at: number | null = null, name: string | null = null): Instead => ({ code, at, name });
  switch (why) {
    case "tooOld":
    case "nothing":
    case "notOver":
    case "undoOver":
      return of(why);
    case "otherCaseOpen":
      return of("newAlarm");
    case "rangAgain":
      return of("rangAgain", lastRing(shown));
    default:
      return whatHappened(shown);
  }
}

function whatHappened(shown: ContactCase): Instead {
  const { state, closedAt, closedBy, heldSince, accepted, centreSince, contact } = shown;
  if (state === "closed") return { code: "closed", at: closedAt, name: closedBy };
  if (state !== "waiting") return { code: "held", at: heldSince, name: null };
  const other = [...(accepted?.others ?? []), ...(accepted === null ? [] : [accepted])].findLast(({ id }) => id !== contact.id);
  const ring = lastRing(shown);
  if (ring !== null && ring >= (other?.at ?? 0) && ring >= (centreSince ?? 0)) return { code: "rangAgain", at: ring, name: null };
  if (other !== undefined) return { code: "otherOnIt", at: other.at, name: other.name };
  return centreSince === null ? { code: "undoOver", at: null, name: null } : { code: "atCentre", at: centreSince, name: null };
}

const lastRing = ({ alarms }: ContactCase): number | null => (alarms.length === 0 ? null : Math.max(...alarms.map(({ rangAt }) => rangAt)));

/**
 * In English, for programs; the carer's page has its own words.
 *
 * Example: "Link Line closed this alarm at 02:31. Your tap at 02:30 did not count."
 */
export function insteadText({ code, at, name }: Instead, tappedAt: number, timezone: string): string {
  const time = (instant: number | null): string => (instant === null ? "" : ` at ${wallClock(instant, timezone)}`);
  const why = {
    closed: `${name ?? "Link Line"} closed this alarm${time(at)}.`,
    held: `Link Line took this alarm${time(at)}.`,
    otherOnIt: `${name} said “I’m on it”${time(at)}.`,
    atCentre: `This alarm ${at === null ? "is at Link Line" : `has been at Link Line since ${wallClock(at, timezone)}`}.`,
    rangAgain: `The home rang again${time(at)}.`,
    newAlarm: "The home has a newer alarm.",
    notOver: "It is not over yet.",
    undoOver: "It can no longer be taken back.",
    nothing: "There is nothing to take back.",
    tooOld: "It arrived more than 15 minutes later.",
  }[code];
  return `${why} Your tap${time(tappedAt)} did not count.`;
}
