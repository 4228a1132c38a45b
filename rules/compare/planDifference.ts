import { outcomeCode } from "#domain/alarm.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Plan } from "#domain/plan.ts";
import type { AlarmDifference, PlanDifference } from "#domain/planDifference.ts";
import type { Reading } from "#domain/reading.ts";
import { nightOf, nightsBetween } from "#domain/time/nightDate.ts";
import { inWindows, type PlanWindow } from "#domain/time/planWindow.ts";
import { weekdays } from "#domain/time/wallClock.ts";
import type { Engine } from "../engine/engine.ts";
import { replayWindowMs } from "../engine/lateReadings.ts";
import { disabledRuleName, ruleFaultName } from "../engine/ruleFault.ts";
import { differenceText } from "./differenceText.ts";
import { changeOf, eitherSide, matchAlarms, matchRecord } from "./matchAlarms.ts";
import { createPlayback } from "./playback.ts";
import { firstRing, highestRing, priorityOf, type RecordedAlarm, rank, type StaffAlarm, staffAlarmsOf } from "./staffAlarms.ts";

/** Before the first night, so that what the rules know at its beginning is what they would have known. */
export const warmUpMs = replayWindowMs;
/** After the last night, so that what comes later under one plan is not taken for lost. */
export const runOnMs = 12 * 3_600_000;

/** Times in epoch ms. */
export interface BacktestQuestion {
  /** With its devices and every absence that touches this time; `timezone` is its own, whatever its plan says. */
  home: Omit<HomeFacts, "plan">;
  present: Plan;
  proposed: Plan;
  from: number;
  to: number;
  /** Where these are the last nights there were, the words say so. */
  last: boolean;
}

export interface PlanBacktest {
  /** A reading of the home, in order of arrival, from `warmUpMs` before `from` until `runOnMs` after `to`. */
  take(reading: Reading): void;
  /** `until` is the last moment that is known of. The record holds what staff had from `warmUpMs` before `from` on. */
  difference(until: number, recorded: readonly RecordedAlarm[]): PlanDifference;
}

/**
 * The recorded readings of one home through the present and the proposed plan, on the engine that guards it, touching nothing
 * of what is live. The dates of both plans are set aside: a plan that starts tomorrow is asked what it would have done.
 */
export function createPlanBacktest(engine: Engine, question: BacktestQuestion): PlanBacktest {
  const play = (plan: Plan) => createPlayback(engine, homeUnder(question.home, plan), question.from - warmUpMs);
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
      const occasions = [before, after].map(({ alarms }) => staffAlarmsOf(alarms, recorded, timezone)) as [StaffAlarm[], StaffAlarm[]];
      const difference = { ...differenceOf(engine, question, occasions, recorded), heardNights: heardIn.size };
      return { ...difference, ...differenceText(difference, question.last) };
    },
  };
}

/** In which the plan's windows and hours are read, and its sentences say when. */
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
  const { of, left } = matchRecord(matched, recorded, night);
  const wakes = wakesCarer(engine, question);
  const shown = matched.flatMap((one): AlarmDifference[] => {
    const at = [one.before, one.after].flatMap((side) => (side === null ? [] : [firstRing(side).at])).find(within);
    if (at === undefined) return [];
    const change = changeOf(one);
    if (change === "same" && eitherSide(one).technical) return [];
    const record = of.get(one) ?? null;
    return [
      {
        change,
        rule: eitherSide(one).rule,
        episode: eitherSide(one).episode,
        technical: eitherSide(one).technical,
        night: night(at),
        before: asRaised(one.before, wakes.before),
        after: asRaised(one.after, wakes.after),
        outcome: record?.outcome ?? null,
        recordedAt: record === null ? null : new Date(record.raisedAt).toISOString(),
        genuine: record !== null && isGenuine(record),
        recordedOnly: false,
      },
    ];
  });
  const unraised = left.filter(
    (record) =>
      within(record.raisedAt) && isGenuine(record) && !record.technical && ![ruleFaultName, disabledRuleName].includes(record.rule),
  );
  const alarms = [...shown, ...unraised.map((record) => lostFromRecord(record, night(record.raisedAt)))].sort(
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

/** Older records hold it as it was written. */
const isGenuine = ({ outcome }: RecordedAlarm): boolean => outcome !== null && outcomeCode(outcome) === "genuine";
const timeOf = ({ before, after }: AlarmDifference): number => Date.parse((before ?? after)?.at ?? "");

function asRaised(occasion: StaffAlarm | null, wakes: (occasion: StaffAlarm) => boolean): AlarmDifference["before"] {
  if (occasion === null) return null;
  const at = new Date(firstRing(occasion).at).toISOString();
  return { at, priority: priorityOf(occasion), sentence: highestRing(occasion).sentence, wakes: wakes(occasion) };
}

/** Raised under a plan, or by a rule, that is no longer there: nothing shows that the proposed plan would raise it. */
function lostFromRecord({ rule, episode, priority, sentence, raisedAt, outcome }: RecordedAlarm, night: string): AlarmDifference {
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
    recordedAt: at,
    genuine: true,
    recordedOnly: true,
  };
}

const usualNight: PlanWindow[] = [{ name: "night", from: "22:00", to: "07:00", days: [...weekdays] }];

/**
 * Whether one of its rings wakes the carer: at night, advisory or more, of a rule about people, and the plan tells the carer first of
 * that priority. Both plans are measured by one night, the present plan's in its zone: a plan with a shorter night lets nobody sleep longer.
 */
function wakesCarer(engine: Engine, { home, present, proposed }: BacktestQuestion) {
  const hasNight = ({ windows }: Plan): boolean => windows.some(({ name }) => name === "night");
  const asItIs = [present, proposed].find(hasNight);
  const night = asItIs?.windows.filter(({ name }) => name === "night") ?? usualNight;
  const timezone = zoneOf(home, asItIs ?? present);
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
