import { z } from "zod";
import { priority } from "./alarm.ts";
import { carerCause } from "./carers/carerCause.ts";

/**
 * What becomes of one alarm when the proposed plan replaces the present one. If both plans raise it, at different times and with
 * different priorities, the change is `earlier` or `later`.
 */
export const alarmChanges = ["same", "gained", "lost", "earlier", "later", "higher", "lower"] as const;
export type AlarmChange = (typeof alarmChanges)[number];

const raisedUnder = z.object({
  /** Its first ring. */
  at: z.iso.datetime(),
  /** The highest of its rings. */
  priority,
  sentence: z.string(),
  /** Whether it wakes the carer: it rings at night, is advisory or higher, and the carer responds first. */
  wakes: z.boolean(),
});

export const alarmDifference = z.object({
  change: z.enum(alarmChanges),
  rule: z.string(),
  episode: z.string(),
  /** On the technical list, which makes no sound. */
  technical: z.boolean(),
  /** The local date on which the night began. Nights last from noon to noon. */
  night: z.iso.date(),
  /** Under the present plan; null where that does not raise it. */
  before: raisedUnder.nullable(),
  /** Under the proposed plan; null where that does not raise it. */
  after: raisedUnder.nullable(),
  /** The outcome that an operator recorded; null where the alarm is open or was never raised. */
  outcome: z.string().nullable(),
  /** What a carer said it was; null where none did. */
  carerCause: carerCause.nullable(),
  /** When the recorded alarm was raised, the same for all rings of that alarm. Null where there is no recorded alarm. */
  recordedAt: z.iso.datetime().nullable(),
  /** An operator closed it as genuine. */
  genuine: z.boolean(),
  /** Neither plan raises it, but the plan or the devices of that time did. `before` is what was recorded. */
  recordedOnly: z.boolean(),
});
export type AlarmDifference = z.infer<typeof alarmDifference>;

/**
 * What a proposed plan would have changed in one home: the recorded readings of some nights, played through both plans.
 *
 * Example: the present plan allows 20 minutes out of bed, the proposed one 30. In the night of 20 November the person was out of bed
 * for 25 minutes at 02:00. The present plan raises an alarm at 02:20 and the proposed one none, so the alarm is `lost`. If an operator
 * closed it as genuine, the proposed plan needs a written reason before it goes live.
 */
export const planDifference = z
  .object({
    homeId: z.string(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    /** The time zone of nights and times of day: the present plan's, or the home's where that names none. */
    timezone: z.string(),
    /** All nights that were compared, by date and in order, also those without an alarm. */
    nights: z.array(z.iso.date()),
    /** In how many of these nights the home sent any reading. About the others nothing is known. */
    heardNights: z.number().int(),
    /** In order of time. Technical alarms that are the same under both plans are left out. */
    alarms: z.array(alarmDifference),
    /** How often each plan wakes the carer. */
    woken: z.object({ before: z.number().int(), after: z.number().int() }),
    /** The sentence to read first: how often the carer would have been woken. */
    summary: z.string(),
    /** The summary, the nights without readings, and a sentence for each genuine alarm that would be lost, come later or be lower. */
    words: z.string(),
  })
  .meta({ id: "PlanDifference" });
export type PlanDifference = z.infer<typeof planDifference>;

/**
 * The lost rings of alarms that operators closed as genuine. A plan that loses one needs a written reason to go live. Each lost ring
 * counts, because the record does not say for which ring of the alarm help was needed.
 */
export const lostGenuineRings = ({ alarms }: Pick<PlanDifference, "alarms">): AlarmDifference[] =>
  alarms.filter(({ change, genuine, technical }) => change === "lost" && genuine && !technical);

/** All lost rings of one alarm. */
export type AlarmRings = [AlarmDifference, ...AlarmDifference[]];

/** The same for all rings of one alarm that staff saw. */
export const staffAlarmKey = ({ rule, episode, recordedAt }: Pick<AlarmDifference, "rule" | "episode" | "recordedAt">): string =>
  `${rule}/${episode}/${recordedAt}`;

/** The lost genuine rings, grouped by the alarm that staff saw. */
export const lostGenuineAlarms = (difference: Pick<PlanDifference, "alarms">): AlarmRings[] =>
  [...Map.groupBy(lostGenuineRings(difference), staffAlarmKey).values()] as AlarmRings[];

/** A sentence about nights without readings; null where each night has some. */
export function unheardNightsText({ nights, heardNights: heard }: Pick<PlanDifference, "nights" | "heardNights">): string | null {
  if (heard >= nights.length) return null;
  if (heard === 0) return "The home sent no readings in these nights, so they cannot show what either plan would do.";
  return `The home sent readings in only ${heard === 1 ? "one" : heard} of these nights.`;
}

/** Joins the differences of several runs of nights, given newest first. No night is in two of them. */
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
