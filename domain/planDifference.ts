import { z } from "zod";
import { strength } from "./alarm.ts";

/** Of an alarm, from the present plan to the proposed one. Where both raise it and several would fit, time comes before strength. */
export const alarmChanges = ["same", "gained", "lost", "earlier", "later", "stronger", "weaker"] as const;
export type AlarmChange = (typeof alarmChanges)[number];

const raisedUnder = z.object({
  /** When it rang first. */
  at: z.iso.datetime(),
  /** The strongest that it became. */
  strength,
  sentence: z.string(),
  /** Whether it wakes the carer: at night, gentle or more, and the plan tells the carer first. */
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
    /** In which nights and the times of day are read. */
    timezone: z.string(),
    /** Every night from `from` to `to` by its date, also those without an alarm. */
    nights: z.array(z.iso.date()),
    /** In order of time. What is the same on the technical list is left out. */
    alarms: z.array(alarmDifference),
    /** How often the carer is woken. */
    woken: z.object({ before: z.number().int(), after: z.number().int() }),
    /** What a person reads first, and a sentence for each genuine alarm that would be lost or come late. */
    words: z.string(),
  })
  .meta({ id: "PlanDifference" });
export type PlanDifference = z.infer<typeof planDifference>;

/**
 * What would be lost of alarms closed as genuine: with one of these a plan needs a written reason to go live. Each time that an alarm
 * rang anew counts, for nobody knows for which of them it was genuine.
 */
export const lostGenuine = ({ alarms }: Pick<PlanDifference, "alarms">): AlarmDifference[] =>
  alarms.filter(({ change, genuine, technical }) => change === "lost" && genuine && !technical);

/** Every time that one alarm rang. */
export type LostAlarm = [AlarmDifference, ...AlarmDifference[]];

/** What staff had as one alarm. */
export const lostKey = ({ rule, episode, recordedAt }: Pick<AlarmDifference, "rule" | "episode" | "recordedAt">): string =>
  `${rule}/${episode}/${recordedAt}`;

/** The same, together where staff had them as one alarm. */
export const lostGenuineAlarms = (difference: Pick<PlanDifference, "alarms">): LostAlarm[] =>
  [...Map.groupBy(lostGenuine(difference), lostKey).values()] as LostAlarm[];
