import { type Absence, absenceEnd } from "#domain/absence.ts";
import { may, type Role } from "#domain/role.ts";
import { isLegible } from "#domain/text.ts";
import type { PlannedAbsence } from "../absences.ts";

const dayMs = 86_400_000;
const usualDays = 92;
/** Shorter than for other absences: a sign of life does not end a carer's stay, so a forgotten one would stay in force unnoticed. */
const usualStayDays = 14;
/** Absences with less than this between them count as one. */
const joinedWithinMs = dayMs;

/** Why a long absence may not be set: the role may not (`forbidden`), or its note does not say why it is so long (`invalid`). */
export type LongAbsenceObjection =
  | { code: "forbidden"; message: string }
  | { code: "invalid"; details: { path: "note"; message: string }[] };

/**
 * An absence that silences rules for a long time needs the same permission as a change of plan, and a note that says why. The limits are
 * 92 days, and 14 days for a carer staying over. They count all absences of the home that have less than a day between them, so a long
 * absence cannot be set in short parts. A carer's stay counts together with other stays only. The part of the planned absence that is in
 * the past does not count, because it silenced nothing.
 *
 * Example: a carer stays from 1 to 12 November. A second stay from 12 to 15 November makes 14 days and an operator may set it. A stay
 * from 12 to 23 November makes 22 days: an operator gets `forbidden`, a supervisor without a note gets `invalid`.
 *
 * `known` are the home's other absences; times are epoch ms. Null where the absence may be set.
 */
export function longAbsenceObjection(
  known: readonly Absence[],
  planned: PlannedAbsence,
  now: number,
  role: Role,
): LongAbsenceObjection | null {
  const stays = known.filter(({ kind }) => kind === "carerStaying");
  const limits = [
    { among: known, days: usualDays, what: "An absence lasts", applies: true },
    { among: stays, days: usualStayDays, what: "A carer stays over", applies: planned.kind === "carerStaying" },
  ];
  const passed = limits.findLast(({ among, days, applies }) => applies && joinedLengthMs(among, planned, now) > days * dayMs);
  if (passed === undefined) return null;
  const { days, what } = passed;
  if (!may(role, "editPlans"))
    return {
      code: "forbidden",
      message: `${what} for at most ${days} days, together with those less than a day before or after it. Ask a supervisor to set a longer one.`,
    };
  if (isLegible(planned.note)) return null;
  return { code: "invalid", details: [{ path: "note", message: `this is longer than ${days} days: write why` }] };
}

/** How long a planned absence and all that join it last from now on. */
function joinedLengthMs(known: readonly Absence[], { startsAt, endsAt }: PlannedAbsence, now: number): number {
  let from = Math.max(startsAt, now);
  let to = endsAt;
  const spans = known.map((one) => ({ from: one.startsAt, to: absenceEnd(one) })).filter((one) => one.to > one.from);
  // Walks back in time from the planned absence, then forward: each absence it meets may join the next one.
  for (const one of spans.toSorted((a, b) => b.to - a.to)) if (one.from < from && from - one.to < joinedWithinMs) from = one.from;
  for (const one of spans.toSorted((a, b) => a.from - b.from)) if (one.to > to && one.from - to < joinedWithinMs) to = one.to;
  return to - from;
}
