import { z } from "zod";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { nextWallTime, wallClock, wallTime } from "#domain/time/wallClock.ts";
import { defineRule } from "../rule.ts";
import { eventTimeText, momentText } from "../timeText.ts";
import { hasIndoorSensor, indoorSensorNeed, isOutsideDoor, outsideDoorNeed } from "./sensorPlaces.ts";
import {
  noSignsOfLife,
  type SignsOfLife,
  type SignsOfLifeTerms,
  signsOfLifeSettings,
  updateSignsOfLife,
  withoutRemovedDevices,
} from "./signsOfLife.ts";

/** One a home: with one door and another, it is the same person who is not back. */
const episode = "home";

/** Past the hour, in units of `awayMinutes`: of the longest, twelve hours, no more than eighteen. */
const putOffAtMost = 1.5;
/** Longer than that, and shorter than a day on which clocks change. */
const hourAgoAtMostMs = 20 * 3_600_000;

const settings = z.strictObject({
  // When the night begins: of the evenings recorded in one home, ten in sixteen were spent out, to 21:50 at the latest.
  backBy: wallTime.default("22:00").meta({ title: "When the person is expected back at the latest", unit: "time of day" }),
  awayMinutes: z
    .number()
    .int()
    .min(5)
    .max(720)
    .default(30)
    .meta({ title: "Not seen indoors for at least so long since the door", unit: "min" }),
  ...signsOfLifeSettings(),
  leavingSeconds: z
    .number()
    .int()
    .min(0)
    .max(120)
    .default(10)
    .meta({ title: "Movement so soon after the door may be of leaving", unit: "s" }),
});
type Settings = z.infer<typeof settings>;

/** An outside door moved and nobody was seen indoors since. Times in epoch ms. */
interface Outing {
  leftAt: number;
  deviceId: DeviceId;
  /** The latest change of an outside door. */
  doorAt: number;
  /** When to look next: each day at the hour, while they are away. */
  lookAt: number;
  terms: SignsOfLifeTerms & Pick<Settings, "backBy" | "awayMinutes" | "leavingSeconds">;
}

interface NotBackState {
  /** What stands open or is in use; movements only while somebody is gone. */
  life: SignsOfLife;
  gone: Outing | null;
}

const atHome: NotBackState = { life: noSignsOfLife, gone: null };
const wakeAt = ({ gone }: NotBackState) => gone?.lookAt ?? null;

/**
 * Left home by day, and not back by the hour: an outside door, and no certain life indoors since. Who is in bed or in a chair
 * while the door moves has not left, and while somebody is in either nobody is missed. Who comes and goes close to the hour is
 * given `awayMinutes`. It rings again at each day's hour: nobody may take an alarm closed for a person found.
 */
export const notBack = defineRule<NotBackState, Settings>({
  name: "notBack",
  version: 1,
  title: "Left home and not back",
  explains: "An outside door moved, nobody was seen indoors since, and it is past the hour at which the person is expected back.",
  settings,
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
    const life = updateSignsOfLife(state.life, reading, gone?.terms ?? settings);
    if (life === state.life) return step(state);
    if (reading.value.kind === "door" && isOutsideDoor(home, reading.deviceId)) {
      const next = gone === null ? left(life, reading, home, settings, finishing) : doorMovedAgain(gone, reading, home);
      return step({ life: { ...life, movedAt: null, movedBefore: noSignsOfLife.movedBefore }, gone: next });
    }
    if (gone === null || life.seenAt !== reading.time || isTooSoon(gone, reading)) return step({ life, gone });
    const text = `Back ${eventTimeText(reading, home)}: ${deviceLabel(home.devices.get(reading.deviceId))}`;
    const next = { life: { ...noSignsOfLife, inBed: life.inBed, on: life.on }, gone: null };
    return { state: next, wakeAt: null, decisions: [{ do: "addNote", episode, text, endsEpisode: true }] };
  },
  onTimer(state, dueAt, { home }) {
    const { gone } = state;
    if (gone === null) return { state, wakeAt: null, decisions: [] };
    const { terms, deviceId, leftAt } = gone;
    const expectedAt = nextWallTime(leftAt, terms.backBy, home.timezone);
    const lookAt = dueAt < expectedAt ? expectedAt : nextWallTime(dueAt, terms.backBy, home.timezone);
    const next = { ...state, gone: { ...gone, lookAt } };
    if (dueAt < expectedAt || isResting(state.life, home)) return { state: next, wakeAt: lookAt, decisions: [] };
    const beginOuting = `Left home ${momentText(leftAt, dueAt, home.timezone)}`;
    const sentence = `${beginOuting}, not back by ${wallClock(dueAt, home.timezone)}: ${deviceLabel(home.devices.get(deviceId))}`;
    return { state: next, wakeAt: lookAt, decisions: [{ do: "raise", episode, priority: "urgent", sentence, deviceId }] };
  },
  restoreLongMemory(standing, { gone }, { home, now }) {
    if (gone === null || gone.leftAt > now) return { state: standing, wakeAt: wakeAt(standing) };
    // The door has moved again since: when it did before that, nobody knows any more.
    const doorAt = gone.doorAt > now ? gone.leftAt : gone.doorAt;
    const missedAt = doorAt + gone.terms.awayMinutes * 60_000;
    const lookAt = missedAt > now ? missedAt : nextWallTime(now, gone.terms.backBy, home.timezone);
    return { state: { life: standing.life, gone: { ...gone, doorAt, lookAt } }, wakeAt: lookAt };
  },
  hasOpenEpisode: ({ gone }) => gone !== null,
});

const isTooSoon = ({ doorAt, terms }: Outing, { time }: Reading): boolean => time < doorAt + terms.leavingSeconds * 1000;

const isResting = ({ inBed, on }: SignsOfLife, home: HomeFacts): boolean =>
  inBed.length > 0 || on.some((id) => home.devices.get(id)?.kind === "chair");

function left(life: SignsOfLife, { deviceId, time }: Reading, home: HomeFacts, settings: Settings, leaving: boolean): Outing | null {
  if (leaving || isResting(life, home) || !hasIndoorSensor(home)) return null;
  const { backBy, awayMinutes, leavingSeconds, motionCount, motionMinutes } = settings;
  const terms = { backBy, awayMinutes, leavingSeconds, motionCount, motionMinutes };
  return { leftAt: time, deviceId, doorAt: time, lookAt: time + awayMinutes * 60_000, terms };
}

/** Somebody looked in, or came back and has not moved yet. A door that bangs all night does not put it off all night. */
function doorMovedAgain(gone: Outing, { time }: Reading, { timezone }: HomeFacts): Outing {
  const awayMs = gone.terms.awayMinutes * 60_000;
  const until = time + awayMs;
  const hour = nextWallTime(until - hourAgoAtMostMs, gone.terms.backBy, timezone);
  return { ...gone, doorAt: time, lookAt: Math.max(gone.lookAt, Math.min(until, hour + awayMs * putOffAtMost)) };
}
