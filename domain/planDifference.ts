import { z } from "zod";
import { priority } from "./alarm.ts";

/** Of an alarm, from the present plan to the proposed one. Where both raise it and several would fit, time comes before priority. */
export const alarmChanges = ["same", "gained", "lost", "earlier", "later", "higher", "lower"] as const;
export type AlarmChange = (typeof alarmChanges)[number];

const raisedUnder = z.object({
  /** When it rang first. */
  at: z.iso.datetime(),
  /** The highest that it became. */
  priority,
  sentence: z.string(),
  /** Whether it wakes the carer: at night, advisory or more, and the plan tells the carer first. */
  wakes: z.boolean(),
});

export const alarmDifference = z.object({
  change: z.enum(alarmChanges),
  rule: z.string(),
  episode: z.string(),
  /** On the technical list, which rings nobody. */
  technical: z.boolean(),
  /** The local date on which the night began: nights go from noon to noon. */
  night: z.iso.date(),
  /** Under the present plan. */
  before: raisedUnder.nullable(),
  /** Under the proposed plan. */
  after: raisedUnder.nullable(),
  /** What operators recorded when they closed it; null where they did not, or where there was no such alarm. */
  outcome: z.string().nullable(),
  /** When that alarm was raised: what rang in the same alarm has it in common. Null where there was no such alarm. */
  recordedAt: z.iso.datetime().nullable(),
  /** It was closed as genuine. */
  genuine: z.boolean(),
  /** It rang then, under the plan or the devices of that time, and neither plan raises it now: `before` is what was recorded. */
  recordedOnly: z.boolean(),
});
export type AlarmDifference = z.infer<typeof alarmDifference>;

/** What a change of plan would have done to one home, had its nights been lived under it. */
export const planDifference = z
  .object({
    homeId: z.string(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    /** In which nights and the times of day are read: the present plan's, and the home's where that names none. */
    timezone: z.string(),
    /** Every night gone over by its date, in order, also those without an alarm. */
    nights: z.array(z.iso.date()),
    /** In how many of these anything was heard from the home: of others nothing is known. */
    heardNights: z.number().int(),
    /** In order of time. What is the same on the technical list is left out. */
    alarms: z.array(alarmDifference),
    /** How often the carer is woken. */
    woken: z.object({ before: z.number().int(), after: z.number().int() }),
    /** What a person reads first: how often the carer would have been woken. */
    summary: z.string(),
    /** The same, in how many nights anything was heard, and a sentence for each genuine alarm that would be lost or come late. */
    words: z.string(),
  })
  .meta({ id: "PlanDifference" });
export type PlanDifference = z.infer<typeof planDifference>;

/**
 * What would be lost of alarms closed as genuine: with one of these a plan needs a written reason to go live. Each time that an alarm
 * rang anew counts, for nobody knows for which of them it was genuine.
 */
export const lostGenuineRings = ({ alarms }: Pick<PlanDifference, "alarms">): AlarmDifference[] =>
  alarms.filter(({ change, genuine, technical }) => change === "lost" && genuine && !technical);

/** Every time that one alarm rang. */
export type AlarmRings = [AlarmDifference, ...AlarmDifference[]];

/** What staff had as one alarm. */
export const staffAlarmKey = ({ rule, episode, recordedAt }: Pick<AlarmDifference, "rule" | "episode" | "recordedAt">): string =>
  `${rule}/${episode}/${recordedAt}`;

/** The same, together where staff had them as one alarm. */
export const lostGenuineAlarms = (difference: Pick<PlanDifference, "alarms">): AlarmRings[] =>
  [...Map.groupBy(lostGenuineRings(difference), staffAlarmKey).values()] as AlarmRings[];

/** What of the nights gone over is not known, in a sentence; null where something was heard in each. */
export function unheardNightsText({ nights, heardNights: heard }: Pick<PlanDifference, "nights" | "heardNights">): string | null {
  if (heard >= nights.length) return null;
  if (heard === 0) return "Nothing was heard from the home then: this says nothing of either plan.";
  return `Only in ${heard === 1 ? "one of these nights" : `${heard} of these nights`} anything was heard from the home.`;
}

/** Several runs of nights as one difference, the newest first; no night lies in two of them. */
export function mergeDifferences(differences: readonly [PlanDifference, ...PlanDifference[]]): PlanDifference {
  const [newest] = differences;
  const inOrder = differences.toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from));
  const sum = (count: (one: PlanDifference) => number): number => differences.reduce((all, one) => all + count(one), 0);
  return {
    ...newest,
    from: inOrder[0]?.from ?? newest.from,
    nights: inOrder.flatMap(({ nights }) => nights),
    heardNights: sum(({ heardNights }) => heardNights),
    alarms: inOrder.flatMap(({ alarms }) => alarms),
    woken: { before: sum(({ woken }) => woken.before), after: sum(({ woken }) => woken.after) },
    words: differences.map(({ words }) => words).join(" "),
  };
}
