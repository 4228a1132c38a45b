import type { Absence } from "#domain/absence.ts";
import type { CarerCause } from "#domain/carers/carerCause.ts";
import type { DeviceFacts } from "#domain/home.ts";
import type { Plan } from "#domain/plan.ts";
import type { PlanDifference } from "#domain/planDifference.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";
import { createPlanBacktest, runOnMs, warmUpMs } from "#rules/compare/comparePlans.ts";
import type { RecordedAlarm } from "#rules/compare/staffAlarms.ts";
import { engine, homeOf, planOf, readingOf } from "../rulesStory.ts";

const devices: (Partial<DeviceFacts> & { id: string })[] = [
  { id: "1", name: "Pendant", kind: "button" },
  { id: "2", name: "Bed sensor", kind: "bed", room: "Bedroom" },
  { id: "3", name: "Front door", kind: "door", room: "Hall", outside: true },
  { id: "4", name: "Hall motion", kind: "motion", room: "Hall" },
  { id: "5", name: "Fall detector", kind: "fall", room: "Bathroom" },
] as (Partial<DeviceFacts> & { id: string })[];
const idOf = { pendant: "1", bed: "2", door: "3", motion: "4", fall: "5" } as const;

type Event = [at: string, device: keyof typeof idOf, value: ReadingValue];

export const outOfBed = (at: string): Event => [at, "bed", { kind: "bed", occupied: false }];
export const inBed = (at: string): Event => [at, "bed", { kind: "bed", occupied: true }];
export const pressed = (at: string): Event => [at, "pendant", { kind: "button", pressed: true }];
export const opened = (at: string): Event => [at, "door", { kind: "door", open: true }];
export const moved = (at: string): Event => [at, "motion", { kind: "motion", detected: true }];
export const suspected = (at: string): Event => [at, "fall", { kind: "fall", state: "suspected" }];

/** "21 02:14" is 02:14 on 21 November 2026 in London, in winter time. */
export const november = (text: string): number => Date.parse(`2026-11-${text.replace(" ", "T")}:00Z`);

/** An alarm of the record, raised and closed in November 2026. */
export function staffHad(one: {
  rule: string;
  episode: string;
  raised: string;
  closed?: string;
  outcome?: string;
  carerCause?: CarerCause;
}): RecordedAlarm {
  return {
    rule: one.rule,
    episode: one.episode,
    priority: "urgent",
    sentence: "As it rang then",
    raisedAt: november(one.raised),
    closedAt: one.closed === undefined ? null : november(one.closed),
    outcome: one.outcome ?? null,
    carerCause: one.carerCause ?? null,
    technical: false,
  };
}

interface Nights {
  events: Event[];
  present: Plan;
  proposed: Plan;
  recorded?: RecordedAlarm[];
  absences?: Absence[];
  /** In November 2026; noon where no hour is given. */
  from: string;
  to: string;
  isNewest?: boolean;
}

const moment = (text: string): number => november(text.includes(" ") ? text : `${text} 12:00`);

/** What the proposed plan would have changed in a house with a pendant, a bed sensor, a front door, a motion sensor and a fall detector. */
export function differenceIn({
  events,
  present,
  proposed,
  recorded = [],
  absences = [],
  isNewest = false,
  ...nights
}: Nights): PlanDifference {
  const { plan: _, ...home } = homeOf(devices, "live", { absences });
  const [from, to] = [moment(nights.from), moment(nights.to)];
  const backtest = createPlanBacktest(engine, { home, present, proposed, from, to, isNewest });
  const until = to + runOnMs;
  for (const [at, device, value] of events) {
    const receivedAt = november(at);
    const reading: Reading = readingOf({ ...home, plan: present }, idOf[device], value, { receivedAt });
    if (receivedAt >= from - warmUpMs && receivedAt < until) backtest.take(reading);
  }
  return backtest.difference(until, recorded);
}

/** "lost: 02:20 urgent → –" for each alarm: under the present plan → under the proposed plan. */
export const changesIn = ({ alarms }: PlanDifference): string[] =>
  alarms.map(({ change, before, after }) => {
    const sides = [before, after].map((side) => (side === null ? "–" : `${side.at.slice(11, 16)} ${side.priority}`));
    return `${change}: ${sides.join(" → ")}`;
  });

/** A plan that allows so many minutes out of bed at night. */
export const waiting = (exitMinutes: number): Plan => planOf({ bedExit: { exitMinutes } });
export const thatNight = { from: "20", to: "21" };
export const toBed = inBed("20 22:30");
/** A trip of 25 minutes in the night of the 20th. */
export const trip = [toBed, outOfBed("21 02:00"), inBed("21 02:25")];
/** The recorded alarm of that trip, closed as genuine. */
export const genuine = { rule: "bedExit", episode: "2", raised: "21 02:20", closed: "21 02:50", outcome: "genuine" };
