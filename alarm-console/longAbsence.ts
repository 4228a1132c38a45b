import { type Absence, absenceEnd } from "#domain/absence.ts";
import { may } from "#domain/role.ts";
import { isLegible } from "#domain/text.ts";
import type { PlannedAbsence } from "#homes/absences.ts";
import type { Caller } from "./access/caller.ts";
import { notValid, Refusal } from "./errors.ts";

const dayMs = 86_400_000;
const usualDays = 92;
/** Signs of life do not end a stay, so nobody would notice one that was forgotten. */
const usualStayDays = 14;
/** Whoever stays over night after night does so for all of them; what lies further apart is another absence. */
const unbrokenMs = dayMs;

/**
 * Throws Refusal: what silences rules for as long as a change of plan is for those who change plans, and they say why, however many
 * absences it is set in. `known` are the home's other absences; times in epoch ms.
 */
export function refuseLong(known: readonly Absence[], planned: PlannedAbsence, present: number, { role }: Pick<Caller, "role">): void {
  const stays = known.filter(({ kind }) => kind === "carerStaying");
  const limits = [
    { among: known, days: usualDays, what: "An absence lasts", applies: true },
    { among: stays, days: usualStayDays, what: "A carer stays over", applies: planned.kind === "carerStaying" },
  ];
  const passed = limits.findLast(({ among, days, applies }) => applies && unbroken(among, planned, present) > days * dayMs);
  if (passed === undefined) return;
  const { days, what } = passed;
  const limit = `${what} for ${days} days at the most, together with those close before and after it`;
  if (!may(role, "editPlans")) throw new Refusal("forbidden", `${limit}; a supervisor sets one that lasts longer.`);
  if (!isLegible(planned.note)) throw notValid([{ path: "note", message: `it lasts longer than ${days} days: say here why` }]);
}

/** How long a planned absence and all that joins it last, without what of the planned one lies in the past: it silenced nothing then. */
function unbroken(known: readonly Absence[], { startsAt, endsAt }: PlannedAbsence, present: number): number {
  let from = Math.max(startsAt, present);
  let to = endsAt;
  const spans = known.map((one) => ({ from: one.startsAt, to: absenceEnd(one) })).filter((one) => one.to > one.from);
  // In the order of time those before it are met backwards, those after it forwards.
  for (const one of spans.toSorted((a, b) => b.to - a.to)) if (one.from < from && from - one.to < unbrokenMs) from = one.from;
  for (const one of spans.toSorted((a, b) => a.from - b.from)) if (one.to > to && one.from - to < unbrokenMs) to = one.to;
  return to - from;
}
