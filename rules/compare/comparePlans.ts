import { outcomeCode } from "#domain/alarm.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Plan } from "#domain/plan.ts";
import type { AlarmDifference, PlanDifference } from "#domain/planDifference.ts";
import type { Reading } from "#domain/reading.ts";
import { nightOf, nightsBetween } from "#domain/time/nightDate.ts";
import { inWindows, type PlanWindow } from "#domain/time/planWindow.ts";
import { weekdays } from "#domain/time/wallClock.ts";
import type { Engine } from "../engine/engine.ts";
import { replayWindowMs } from "../engine/replayWindow.ts";
import { beyondPlans } from "../engine/ruleFault.ts";
import { differenceText } from "./differenceText.ts";
import { changeOf, eitherSide, matchAlarms, matchRecord } from "./matchAlarms.ts";
import { Playback } from "./playback.ts";
import { firstRingOf, highestRing, priorityOf, type RecordedAlarm, rank, type StaffAlarm, staffAlarmsOf } from "./staffAlarms.ts";

/** The playback begins this long before the first night, so that the rules know then what they would have known. */
export const warmUpMs = replayWindowMs;
/** The playback ends this long after the last night, so that an alarm that only comes later does not count as lost. */
export const runOnMs = 12 * 3_600_000;

/** Times in epoch ms. */
export interface BacktestQuestion {
  /** With its devices and every absence that overlaps this time. `timezone` is that of the home, not of its plan. */
  home: Omit<HomeFacts, "plan">;
  present: Plan;
  proposed: Plan;
  from: number;
  to: number;
  /** These are the most recent nights, and the sentences say so. */
  isNewest: boolean;
}

export interface PlanBacktest {
  /** A reading of the home, in order of arrival, from `warmUpMs` before `from` until `runOnMs` after `to`. */
  take(reading: Reading): void;
  /** `until` is the end of the recorded readings. `recorded` are the alarms that staff had, from `warmUpMs` before `from` on. */
  difference(until: number, recorded: readonly RecordedAlarm[]): PlanDifference;
}

/**
 * Plays the recorded readings of one home through the present and the proposed plan, with the engine of the live service, and changes
 * nothing that is live. The dates of both plans are ignored, so that a plan that starts tomorrow can be compared.
 *
 * Worked example: one night, out of bed from 02:00 to 02:25. The present plan allows 20 minutes and raises at 02:20; the proposed one
 * allows 30. The difference has one alarm, `lost`, and `woken` is 1 before and 0 after.
 */
export function createPlanBacktest(engine: Engine, question: BacktestQuestion): PlanBacktest {
  const play = (plan: Plan) => new Playback(engine, homeUnder(question.home, plan), question.from - warmUpMs);
  const before = play(question.present);
  const after = play(question.proposed);
  const heardIn = new Set<string>();
  const timezone = zoneOf(question.home, question.present);
  return {
    take(reading) {
      before.take(reading);
      after.take(reading);
      if (isWithin(question, reading.arrivedAt)) heardIn.add(nightOf(reading.arrivedAt, timezone));
    },
    difference(until, recorded) {
      before.until(until);
      after.until(until);
      const alarms = [before, after].map(({ alarms }) => staffAlarmsOf(alarms, recorded, timezone)) as [StaffAlarm[], StaffAlarm[]];
      const difference = { ...differenceOf(engine, question, alarms, recorded), heardNights: heardIn.size };
      return { ...difference, ...differenceText(difference, question.isNewest) };
    },
  };
}

/** The time zone of the windows, hours and sentences of a plan. */
const zoneOf = (home: Pick<HomeFacts, "timezone">, plan: Plan): string => plan.timezone ?? home.timezone;

const homeUnder = (home: BacktestQuestion["home"], plan: Plan): HomeFacts => ({
  ...home,
  timezone: zoneOf(home, plan),
  plan: { ...plan, starts: null, review: null, ends: null },
});

function differenceOf(
  engine: Engine,
  question: BacktestQuestion,
  [before, after]: [StaffAlarm[], StaffAlarm[]],
  recorded: readonly RecordedAlarm[],
): Omit<PlanDifference, "heardNights" | "summary" | "words"> {
  const { home, present, from, to } = question;
  const timezone = zoneOf(home, present);
  const night = (instant: number): string => nightOf(instant, timezone);
  const within = (instant: number): boolean => isWithin(question, instant);
  const matched = matchAlarms(before, after);
  const { of: recordOf, left } = matchRecord(matched, recorded, night);
  const wakes = wakesCarer(engine, question);
  const shown = matched.flatMap((one): AlarmDifference[] => {
    const at = [one.before, one.after].flatMap((side) => (side === null ? [] : [firstRingOf(side).at])).find(within);
    if (at === undefined) return [];
    const change = changeOf(one);
    if (change === "same" && eitherSide(one).technical) return [];
    const record = recordOf.get(one) ?? null;
    return [
      {
        change,
        rule: eitherSide(one).rule,
        episode: eitherSide(one).episode,
        technical: eitherSide(one).technical,
        night: night(at),
        before: raisedUnder(one.before, wakes.before),
        after: raisedUnder(one.after, wakes.after),
        outcome: record?.outcome ?? null,
        carerCause: record?.carerCause ?? null,
        recordedAt: record === null ? null : new Date(record.raisedAt).toISOString(),
        genuine: record !== null && isGenuine(record),
        recordedOnly: false,
      },
    ];
  });
  const recordedOnly = left.filter(
    (record) => within(record.raisedAt) && isGenuine(record) && !record.technical && !beyondPlans.includes(record.rule),
  );
  const alarms = [...shown, ...recordedOnly.map((record) => lostFromRecord(record, night(record.raisedAt)))].sort(
    (a, b) => timeOf(a) - timeOf(b),
  );
  const woken = (side: "before" | "after"): number =>
    alarms.filter((one) => one[side]?.wakes === true && within(Date.parse(one[side].at))).length;
  return {
    homeId: home.id,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    timezone,
    nights: nightsBetween(from, to, timezone),
    alarms,
    woken: { before: woken("before"), after: woken("after") },
  };
}

const isWithin = ({ from, to }: BacktestQuestion, instant: number): boolean => instant >= from && instant < to;

/** Older records hold the label instead of the code. */
const isGenuine = ({ outcome }: RecordedAlarm): boolean => outcome !== null && outcomeCode(outcome) === "genuine";
const timeOf = ({ before, after }: AlarmDifference): number => Date.parse((before ?? after)?.at ?? "");

function raisedUnder(alarm: StaffAlarm | null, wakes: (alarm: StaffAlarm) => boolean): AlarmDifference["before"] {
  if (alarm === null) return null;
  const at = new Date(firstRingOf(alarm).at).toISOString();
  return { at, priority: priorityOf(alarm), sentence: highestRing(alarm).sentence, wakes: wakes(alarm) };
}

/** A recorded alarm of a plan or rule of that time that neither plan raises: it counts as lost. */
function lostFromRecord(
  { rule, episode, priority, sentence, raisedAt, outcome, carerCause }: RecordedAlarm,
  night: string,
): AlarmDifference {
  const at = new Date(raisedAt).toISOString();
  return {
    change: "lost",
    rule,
    episode,
    technical: false,
    night,
    before: { at, priority, sentence, wakes: false },
    after: null,
    outcome,
    carerCause,
    recordedAt: at,
    genuine: true,
    recordedOnly: true,
  };
}

const usualNight: PlanWindow[] = [{ name: "night", from: "22:00", to: "07:00", days: [...weekdays] }];

/**
 * Whether a ring of an alarm wakes the carer: it is at night, advisory or higher, of a rule about people, and the carer responds first to
 * that priority. Both plans are judged by the night window of the present plan: a plan with a shorter night does not change when the
 * carer sleeps.
 */
function wakesCarer(engine: Engine, { home, present, proposed }: BacktestQuestion) {
  const hasNight = ({ windows }: Plan): boolean => windows.some(({ name }) => name === "night");
  const planWithNight = [present, proposed].find(hasNight);
  const night = planWithNight?.windows.filter(({ name }) => name === "night") ?? usualNight;
  const timezone = zoneOf(home, planWithNight ?? present);
  const housekeeping = new Set(engine.rules.filter((rule) => rule.housekeeping).map(({ name }) => name));
  const under =
    ({ route }: Plan) =>
    ({ rule, technical, rings }: StaffAlarm): boolean => {
      if (technical || housekeeping.has(rule)) return false;
      return rings.some(
        ({ at, priority }) => rank(priority) >= rank("advisory") && route[priority] === "carer" && inWindows(night, at, timezone),
      );
    };
  return { before: under(present), after: under(proposed) };
}
