import { z } from "zod";
import { absenceEnd, absencesAt, absenceText } from "#domain/absence.ts";
import { untilText } from "#domain/carers/availability.ts";
import type { HomeFacts } from "#domain/home.ts";
import { nextWallTime } from "#domain/time/wallClock.ts";
import type { AbsenceRecord, PlannedAbsence } from "#homes/absences.ts";
import { longAbsenceObjection } from "#homes/policy/longAbsence.ts";
import { neverSuspended } from "#homes/policy/plannedAbsence.ts";
import type { Registry } from "#homes/registry.ts";
import type { Caller } from "../../../access/caller.ts";
import { notValid, Refusal } from "../../../errors.ts";
import { rfc3339 } from "../../../rfc3339.ts";

export const stayingView = z
  .object({
    name: z.string(),
    mine: z.boolean(),
    until: z.iso.datetime(),
    suspended: z.array(z.object({ rule: z.string(), title: z.string() })).describe("The alarms that do not ring meanwhile."),
  })
  .meta({ id: "Staying" });

const hourMs = 3_600_000;
export const longestStayMs = 24 * hourMs;

/** When a stay over ends, if the carer says nothing else: at the end of the plan's night, or at 07:00. */
export function suggestedStayEnd({ plan, timezone }: HomeFacts, now: number): number {
  const night = plan.windows.find(({ name }) => name === "night");
  return Math.min(now + longestStayMs, nextWallTime(now, night?.to ?? "07:00", timezone));
}

/** The rules that the plan suspends in an absence, in words. A stored plan may name rules that are never suspended. */
export const suspendedByPlan = (registry: Registry, { plan }: HomeFacts): { rule: string; title: string }[] =>
  titled(
    registry,
    plan.absenceSuspends.filter((rule) => neverSuspended(registry.plans.rules, [rule]).length === 0),
  );

const titled = ({ plans }: Registry, rules: readonly string[]): { rule: string; title: string }[] =>
  rules.map((rule) => ({ rule, title: plans.rules.find(({ name }) => name === rule)?.title ?? rule }));

const mostKnown = 200;

/** The stay of a carer that lasts at `now` by the home's clock, with who stays. */
export async function lastingStay(registry: Registry, home: HomeFacts, now: number): Promise<AbsenceRecord | null> {
  const lasting = absencesAt(home, now).find(({ kind }) => kind === "carerStaying");
  if (lasting === undefined) return null;
  return (await registry.absences.list(home.id, null, mostKnown)).find(({ id }) => id === lasting.id) ?? null;
}

export const viewOfStay = (registry: Registry, { by, suspends, ...stay }: AbsenceRecord, caller: Caller): z.infer<typeof stayingView> => ({
  name: by.name,
  mine: by.id === caller.id,
  until: rfc3339(absenceEnd({ suspends, ...stay })),
  suspended: titled(registry, suspends),
});

/** Sets the stay. Throws where the time makes no sense, or where another absence lasts meanwhile. `now` is the home's clock. */
export async function stay(registry: Registry, home: HomeFacts, caller: Caller, as: string, until: number, now: number): Promise<void> {
  if (until <= now) throw notValid([{ path: "until", message: "this is in the past: choose a later time" }]);
  if (until > now + longestStayMs) throw notValid([{ path: "until", message: "choose a time within the next 24 hours" }]);
  const suspends = suspendedByPlan(registry, home).map(({ rule }) => rule);
  const planned: PlannedAbsence = { kind: "carerStaying", startsAt: now, endsAt: until, suspends, note: "" };
  const known = await registry.absences.list(home.id, null, mostKnown);
  const objection = longAbsenceObjection(known, planned, now, caller.role);
  if (objection !== null)
    throw new Refusal("forbidden", "Carers have stayed here for 14 days in a row. Call Link Line: a supervisor sets longer stays.");
  const added = await registry.addAbsence(home.id, planned, { id: caller.id, name: as });
  if (added !== null) return;
  const others = await registry.absences.list(home.id, null, mostKnown);
  const other = others.find((one) => absenceEnd(one) > now && one.startsAt < until);
  throw notValid([
    { path: "until", message: other === undefined ? "this overlaps with another absence" : overlapText(other, caller, now, home) },
  ]);
}

function overlapText(other: AbsenceRecord, caller: Caller, now: number, { timezone }: HomeFacts): string {
  const end = untilText(absenceEnd(other), now, timezone);
  if (other.kind !== "carerStaying") return `${absenceText(other)} until ${end}, as ${other.by.name} has said: no stay is needed meanwhile`;
  return other.by.id === caller.id ? `you are staying until ${end} already: end that first` : `${other.by.name} is staying until ${end}`;
}

/** Ends the caller's own stay. */
export async function endStay(registry: Registry, home: HomeFacts, caller: Caller, now: number): Promise<void> {
  const lasting = await lastingStay(registry, home, now);
  if (lasting === null || lasting.by.id !== caller.id) throw new Refusal("over", "Your stay has ended already.");
  const ended = await registry.endAbsence(home.id, lasting.id, now, `${lasting.by.name} does not stay any longer`);
  if (!ended.ok) throw new Refusal("over", "Your stay has ended already.");
}
