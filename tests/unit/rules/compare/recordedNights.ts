import type { Absence } from "#domain/absence.ts";
import type { DeviceFacts } from "#domain/home.ts";
import type { Plan } from "#domain/plan.ts";
import type { PlanDifference } from "#domain/planDifference.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";
import { createPlanBacktest, runOnMs, warmUpMs } from "#rules/compare/planDifference.ts";
import type { RecordedAlarm } from "#rules/compare/staffAlarms.ts";
import { engine, homeOf, readingOf } from "../rulesStory.ts";

const devices: (Partial<DeviceFacts> & { id: string })[] = [
  { id: "1", name: "Pendant", kind: "button" },
  { id: "2", name: "Bed sensor", kind: "bed", room: "Bedroom" },
  { id: "3", name: "Front door", kind: "door", room: "Hall", outside: true },
  { id: "4", name: "Hall motion", kind: "motion", room: "Hall" },
  { id: "5", name: "Fall detector", kind: "fall", room: "Bathroom" },
] as (Partial<DeviceFacts> & { id: string })[];
const idOf = { pendant: "1", bed: "2", door: "3", motion: "4", fall: "5" } as const;

type Said = [at: string, device: keyof typeof idOf, value: ReadingValue];

export const outOfBed = (at: string): Said => [at, "bed", { kind: "bed", occupied: false }];
export const inBed = (at: string): Said => [at, "bed", { kind: "bed", occupied: true }];
export const pressed = (at: string): Said => [at, "pendant", { kind: "button", pressed: true }];
export const opened = (at: string): Said => [at, "door", { kind: "door", open: true }];
export const moved = (at: string): Said => [at, "motion", { kind: "motion", detected: true }];
export const suspected = (at: string): Said => [at, "fall", { kind: "fall", state: "suspected" }];

/** "21 02:14" is that moment of November 2026 in London, where it is winter. */
export const november = (text: string): number => Date.parse(`2026-11-${text.replace(" ", "T")}:00Z`);

/** An alarm that staff had; raised and closed in November 2026. */
export function staffHad(one: { rule: string; episode: string; raised: string; closed?: string; outcome?: string }): RecordedAlarm {
  return {
    rule: one.rule,
    episode: one.episode,
    priority: "urgent",
    sentence: "As it rang then",
    raisedAt: november(one.raised),
    closedAt: one.closed === undefined ? null : november(one.closed),
    outcome: one.outcome ?? null,
    technical: false,
  };
}

interface Lived {
  said: Said[];
  present: Plan;
  proposed: Plan;
  recorded?: RecordedAlarm[];
  absences?: Absence[];
  /** Of November 2026; noon to noon where no hour is given. */
  from: string;
  to: string;
  last?: boolean;
}

const moment = (text: string): number => november(text.includes(" ") ? text : `${text} 12:00`);

/** What the proposed plan would have done in a house with a pendant, a bed sensor, a front door, a motion sensor and a fall detector. */
export function differenceIn({ said, present, proposed, recorded = [], absences = [], last = false, ...nights }: Lived): PlanDifference {
  const { plan: _, ...home } = homeOf(devices, "live", { absences });
  const [from, to] = [moment(nights.from), moment(nights.to)];
  const backtest = createPlanBacktest(engine, { home, present, proposed, from, to, last });
  const until = to + runOnMs;
  for (const [at, device, value] of said) {
    const receivedAt = november(at);
    const reading: Reading = readingOf({ ...home, plan: present }, idOf[device], value, { receivedAt });
    if (receivedAt >= from - warmUpMs && receivedAt < until) backtest.take(reading);
  }
  return backtest.difference(until, recorded);
}

/** "lost 02:20 urgent" for each alarm, by the times of day of the present and the proposed plan. */
export const changesIn = ({ alarms }: PlanDifference): string[] =>
  alarms.map(({ change, before, after }) => {
    const sides = [before, after].map((side) => (side === null ? "–" : `${side.at.slice(11, 16)} ${side.priority}`));
    return `${change}: ${sides.join(" → ")}`;
  });
