import { z } from "zod";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { nextWallTime, wallClock, wallTime } from "#domain/time/wallClock.ts";
import { dailyCheckAfterStep } from "../dailyCheck.ts";
import { earliestTime } from "../perDevice.ts";
import { hasUnknownAge } from "../readingAge.ts";
import { defineRule } from "../rule.ts";
import { eventTimeText, momentText, notListeningText } from "../timeText.ts";
import { hasIndoorSensor, indoorSensorNeed, isOutsideDoor, outsideDoorNeed } from "./sensorPlaces.ts";
import {
  believeTaken,
  isResting,
  nextBelievedAt,
  noSignsOfLife,
  type SignsOfLife,
  type SignsOfLifeTerms,
  signsOfLifeSettings,
  updateSignsOfLife,
  withoutRemovedDevices,
} from "./signsOfLife.ts";

/** One for each home, whichever door was used. */
const episode = "home";

/** A moving door delays the check until 1.5 times `awayMinutes` past the hour at most: 45 minutes by default, 18 hours at most. */
const maxDelayFactor = 1.5;
/** How far back to search for the hour: more than those 18 hours, and less than the 23 hours of the shortest day. */
const searchBackMs = 20 * 3_600_000;

const settings = z.strictObject({
  // The beginning of the night. In one recorded home the person was out on ten of sixteen evenings, until 21:50 at the latest.
  backBy: wallTime.default("22:00").meta({ title: "When the person must be back", unit: "time of day" }),
  awayMinutes: z
    .number()
    .int()
    .min(5)
    .max(720)
    .default(30)
    .meta({ title: "Shortest time since the door before the alarm may ring", unit: "min" }),
  ...signsOfLifeSettings(),
  leavingSeconds: z
    .number()
    .int()
    .min(0)
    .max(120)
    .default(10)
    .meta({ title: "Time after the door in which movement may come from leaving", unit: "s" }),
});
type Settings = z.infer<typeof settings>;

/** An outside door moved, and the person was not seen indoors since. Times in epoch ms. */
interface Outing {
  leftAt: number;
  /** The door. */
  deviceId: DeviceId;
  /** The latest change of an outside door. */
  doorAt: number;
  /** When to check next. From the second day on, at the hour. */
  lookAt: number;
  terms: SignsOfLifeTerms & Pick<Settings, "backBy" | "awayMinutes" | "leavingSeconds">;
}

interface NotBackState {
  /** Doors, beds and chairs; movements only during an outing. */
  life: SignsOfLife;
  /** Null while the person is at home. */
  gone: Outing | null;
}

const atHome: NotBackState = { life: noSignsOfLife, gone: null };
const wakeAt = ({ gone, life }: NotBackState) => (gone === null ? null : earliestTime([gone.lookAt, nextBelievedAt(life)], (at) => at));

/**
 * Watches for a person who left home and is not back by 22:00. An outing begins when an outside door moves while no person is in a bed or a
 * chair, and ends with a certain sign of life indoors (see `SignsOfLife`). Movement within 10 seconds of the door may come from leaving
 * and does not count. The alarm rings at the hour. If an outside door moved shortly before, it rings 30 minutes after the door, and 45
 * minutes past the hour at the latest. It rings again at that hour of each further day. It never rings while a bed or a chair is in
 * use, unless it has been for 14 hours: then the sensor may be stuck.
 *
 * The hour is when the night begins: in one recorded home the person was out on ten of sixteen evenings, until 21:50 at the latest.
 *
 * Example: front door 14:05, then nothing indoors. Alarm at 22:00: "Left home 14:05, not back by 22:00: Front door, Hall". Front door
 * 22:40, movement in the hall 22:40:25 and in the kitchen 22:41: "Back 22:41: Kitchen motion, Kitchen" ends the episode.
 */
export const notBack = defineRule<NotBackState, Settings>({
  name: "notBack",
  version: 2,
  title: "Left home and not back",
  explains: "Rings when the person left by an outside door, was not seen indoors since, and is not back by this time.",
  settings,
  nightWait: "awayMinutes",
  reads: ["door", "motion", "bed", "chair"],
  timeBase: "eventTime",
  needs: [outsideDoorNeed, indoorSensorNeed],
  start({ home }, state = atHome) {
    const life = withoutRemovedDevices(state.life, home);
    const next = life === state.life ? state : { ...state, life };
    return { state: next, wakeAt: wakeAt(next) };
  },
  onReading(state, reading, { home, settings, finishing }) {
    const { gone } = state;
    const step = (next: NotBackState) => ({ state: next, wakeAt: wakeAt(next), decisions: [] });
    if (reading.value.kind === "motion" && (gone === null || isTooSoon(gone, reading))) return step(state);
    const isDoor = reading.value.kind === "door" && isOutsideDoor(home, reading.deviceId);
    const life = updateSignsOfLife(state.life, reading, gone?.terms ?? settings, home, false);
    // A door of unknown age may begin an outing, and says nothing about the one that is under way.
    if (life === state.life && !(hasUnknownAge(reading) && isDoor && gone === null)) return step(state);
    if (isDoor) {
      const next = gone === null ? left(life, reading, home, settings, finishing) : doorMovedAgain(gone, reading, home);
      return step({ life: { ...life, movedAt: null, movedBefore: noSignsOfLife.movedBefore }, gone: next });
    }
    if (gone === null || life.seenAt !== reading.time || isTooSoon(gone, reading)) return step({ life, gone });
    return back(life, `${eventTimeText(reading, home)}: ${deviceLabel(home.devices.get(reading.deviceId))}`);
  },
  onTimer(before, dueAt, { home }) {
    const state = { ...before, life: believeTaken(before.life, dueAt) };
    const { gone, life } = state;
    if (gone === null) return { state, wakeAt: null, decisions: [] };
    // A bed or chair was taken a minute ago, after the door.
    if (life !== before.life && (life.seenAt ?? 0) >= gone.doorAt + gone.terms.leavingSeconds * 1000) {
      const where = deviceLabel(home.devices.get(life.seenBy ?? ("" as DeviceId)));
      return back(life, `${momentText(life.seenAt ?? dueAt, dueAt, home.timezone)}: ${where}`);
    }
    if (gone.lookAt > dueAt) return { state, wakeAt: wakeAt(state), decisions: [] };
    const { terms, deviceId, leftAt } = gone;
    const expectedAt = nextWallTime(leftAt, terms.backBy, home.timezone);
    const lookAt = dueAt < expectedAt ? expectedAt : nextWallTime(dueAt, terms.backBy, home.timezone);
    const next = { ...state, gone: { ...gone, lookAt } };
    if (dueAt < expectedAt || isResting(life, dueAt)) return { state: next, wakeAt: wakeAt(next), decisions: [] };
    const beginOuting = `Left home ${momentText(leftAt, dueAt, home.timezone)}`;
    const missed = notListeningText(leftAt, dueAt, home);
    const sentence = `${beginOuting}, not back by ${wallClock(dueAt, home.timezone)}: ${deviceLabel(home.devices.get(deviceId))}${missed}`;
    return { state: next, wakeAt: wakeAt(next), decisions: [{ do: "raise", episode, priority: "urgent", sentence, deviceId }] };
  },
  restoreLongMemory(rebuilt, { gone }, { home, now }) {
    if (gone === null || gone.leftAt > now) return { state: rebuilt, wakeAt: wakeAt(rebuilt) };
    // `doorAt` holds the latest change only. If that came after `now`, the change before it is unknown, and the leaving is the best guess.
    const doorAt = gone.doorAt > now ? gone.leftAt : gone.doorAt;
    const earliestAt = doorAt + gone.terms.awayMinutes * 60_000;
    const lookAt = earliestAt > now ? earliestAt : nextWallTime(now, gone.terms.backBy, home.timezone);
    return { state: { life: rebuilt.life, gone: { ...gone, doorAt, lookAt } }, wakeAt: lookAt };
  },
  afterServerStep(state, byMs, { home, now }) {
    const { gone } = state;
    if (gone === null) return { state, wakeAt: null };
    // The wait for a door that moved lately keeps its length; the hour is an hour of the day.
    const waitsForDoor = gone.lookAt <= gone.doorAt + gone.terms.awayMinutes * 60_000;
    const lookAt = waitsForDoor ? gone.lookAt : dailyCheckAfterStep(gone.lookAt - byMs, now, gone.terms.backBy, home.timezone);
    return { state: { ...state, gone: { ...gone, lookAt } }, wakeAt: lookAt };
  },
  hasOpenEpisode: ({ gone }) => gone !== null,
});

const isTooSoon = ({ doorAt, terms }: Outing, { time }: Reading): boolean => time < doorAt + terms.leavingSeconds * 1000;

/** The person is back: the outing is over. */
function back(life: SignsOfLife, when: string) {
  const state: NotBackState = { life: { ...noSignsOfLife, inUse: life.inUse, on: life.on }, gone: null };
  return { state, wakeAt: null, decisions: [{ do: "addNote", episode, text: `Back ${when}`, endsEpisode: true } as const] };
}

function left(life: SignsOfLife, { deviceId, time }: Reading, home: HomeFacts, settings: Settings, finishing: boolean): Outing | null {
  if (finishing || isResting(life, time) || !hasIndoorSensor(home)) return null;
  const { backBy, awayMinutes, leavingSeconds, motionCount, motionMinutes } = settings;
  const terms = { backBy, awayMinutes, leavingSeconds, motionCount, motionMinutes };
  return { leftAt: time, deviceId, doorAt: time, lookAt: time + awayMinutes * 60_000, terms };
}

/**
 * The door moved during an outing: a visitor looked in, or the person is back and has not moved yet. It delays the check, but not
 * all night if the door bangs in the wind.
 */
function doorMovedAgain(gone: Outing, { time }: Reading, { timezone }: HomeFacts): Outing {
  const awayMs = gone.terms.awayMinutes * 60_000;
  const until = time + awayMs;
  const hour = nextWallTime(until - searchBackMs, gone.terms.backBy, timezone);
  return { ...gone, doorAt: time, lookAt: Math.max(gone.lookAt, Math.min(until, hour + awayMs * maxDelayFactor)) };
}
