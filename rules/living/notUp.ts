import { z } from "zod";
import { absencesAt } from "#domain/absence.ts";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { instantOf, localDate, nextWallTime, wallClock, wallReading, wallTime } from "#domain/time/wallClock.ts";
import { notAbove } from "../plan/settingsOrder.ts";
import { defineRule } from "../rule.ts";
import { eventTimeText } from "../timeText.ts";
import { isIndoorSensor, sameRoom } from "./sensorPlaces.ts";
import {
  isFromIndoorSensor,
  noSignsOfLife,
  type SignsOfLife,
  type SignsOfLifeTerms,
  signsOfLifeSettings,
  signsOfLifeTerms,
  updateSignsOfLife,
  withDevice,
  withoutRemovedDevices,
} from "./signsOfLife.ts";

const name = "notUp";
const episode = "home";

const settings = z
  .strictObject({
    by: wallTime.default("10:30").meta({ title: "Up by" }),
    since: wallTime.default("04:00").meta({ title: "Whoever was seen outside the bedroom since then is up" }),
    rooms: z
      .array(z.string().trim().min(1).max(60))
      .max(10)
      .default(["Bedroom"])
      .meta({ title: "Bedrooms, where no bed sensor shows which they are" }),
    ...signsOfLifeSettings(),
  })
  .refine(...notAbove("since", "by", { strictly: true }));

interface RaisedEpisode extends SignsOfLifeTerms {
  since: number;
}

/** Life is that outside the bedroom, but for who is in bed. */
interface NotUpState extends SignsOfLife {
  /** The devices of the bedroom. */
  bedroom: readonly DeviceId[];
  /** The first that was heard; null for nothing yet. */
  from: number | null;
  /** Something outside the bedroom has spoken that sees people there. */
  sees: boolean;
  lookAt: number | null;
  /** The moment from which life is that of the morning that is looked at next. */
  morningAt: number | null;
  /** Since when it waits for who is not up, after it rang, and by which terms they are, whatever the plan says by then; null for not. */
  waits: RaisedEpisode | null;
}

const none: readonly never[] = [];
const beginning: NotUpState = {
  ...noSignsOfLife,
  bedroom: none,
  from: null,
  sees: false,
  lookAt: null,
  morningAt: null,
  waits: null,
};

/**
 * Looked at once a day: somebody is in bed, or nobody was seen outside the bedroom. Where nothing outside the bedroom can
 * tell, the bed alone is asked. A morning that began before the first word from the home is not judged.
 */
export const notUp = defineRule<NotUpState, z.infer<typeof settings>>({
  name,
  version: 2,
  title: "Not up in the morning",
  explains: "By the hour the person is still in bed, or was not seen outside the bedroom this morning.",
  settings,
  reads: ["bed", "chair", "door", "motion", "boundary"],
  timeBase: "eventTime",
  needs: [
    {
      kinds: ["bed", "motion", "chair", "door"],
      fits: (device, home, { rooms }) =>
        device.kind === "bed" || (isIndoorSensor(device) && !devicesOfBedroom(home, rooms).includes(device.id)),
      words: "a bed sensor, or one of movement, of a chair or of an inside door outside the bedroom",
    },
  ],
  start({ home, settings, now }, state = beginning) {
    const there = withoutRemovedDevices(state, home);
    const found = devicesOfBedroom(home, settings.rooms);
    const bedroom = found.join() === state.bedroom.join() ? state.bedroom : found;
    const { lookAt, morningAt } = nextMorning(state, now, settings, home);
    const same = there === state && bedroom === state.bedroom && lookAt === state.lookAt && morningAt === state.morningAt;
    return { state: same ? state : { ...there, bedroom, lookAt, morningAt }, wakeAt: lookAt };
  },
  onReading(before, reading, { home, settings, finishing }) {
    const inBedroom = before.bedroom.includes(reading.deviceId);
    if (reading.value.kind === "motion" && canIgnoreMovement(before, reading.time, inBedroom, settings)) return null;
    const seen = addReading(before, reading, inBedroom, before.waits ?? settings);
    const sees = before.sees || (!inBedroom && isFromIndoorSensor(reading, home));
    if (seen === before && sees === before.sees && before.lookAt !== null) return null;
    const lookAt = before.lookAt ?? (finishing ? null : nextWallTime(reading.time, settings.by, home.timezone));
    const waited = before.waits;
    const up = waited !== null && seen.inBed.length === 0 && (!sees || (seen.seenAt ?? 0) >= waited.since);
    const same = sees === before.sees && lookAt === before.lookAt && !up;
    const morningAt = before.morningAt ?? (lookAt === null ? null : lastWallTime(lookAt, settings.since, home.timezone));
    const state = same ? seen : { ...seen, from: before.from ?? reading.time, sees, lookAt, morningAt, waits: up ? null : waited };
    const decisions: Decision[] = [];
    if (up) decisions.push({ do: "addNote", episode, text: `Up ${eventTimeText(reading, home)}`, endsEpisode: true });
    else if (waited !== null && seen.inBed.length < before.inBed.length)
      decisions.push({ do: "addNote", episode, text: `Out of bed ${eventTimeText(reading, home)}` });
    return { state, wakeAt: lookAt, decisions };
  },
  onTimer(state, dueAt, { home, settings, finishing }) {
    const lookAt = nextWallTime(dueAt, settings.by, home.timezone);
    const morningAt = lastWallTime(lookAt, settings.since, home.timezone);
    const sentence = finishing ? null : sentenceFor(state, dueAt, home);
    if (sentence === null) return { state: { ...state, lookAt, morningAt }, wakeAt: lookAt, decisions: none };
    return {
      state: { ...state, lookAt, morningAt, waits: { since: dueAt, ...signsOfLifeTerms(state.waits ?? settings) } },
      wakeAt: lookAt,
      decisions: [{ do: "raise", episode, priority: "advisory", sentence, deviceId: state.inBed[0] ?? null }],
    };
  },
  hasOpenEpisode: ({ waits }) => waits !== null,
});

/** Another hour holds from the next time it strikes; where it has struck today already, this morning is looked at by the former one. */
function nextMorning(
  { lookAt, morningAt }: NotUpState,
  now: number,
  { by, since }: z.infer<typeof settings>,
  { timezone }: HomeFacts,
): Pick<NotUpState, "lookAt" | "morningAt"> {
  if (lookAt === null) return { lookAt: null, morningAt: null };
  const next = nextWallTime(now, by, timezone);
  if (lookAt > now && wallReading(lookAt, timezone).day < wallReading(next, timezone).day) return { lookAt, morningAt };
  return { lookAt: next, morningAt: lastWallTime(next, since, timezone) };
}

/** Movement of the day before, and of who was seen already this morning: most of all that moves. */
function canIgnoreMovement(morning: NotUpState, time: number, inBedroom: boolean, { motionMinutes }: SignsOfLifeTerms): boolean {
  const { morningAt, waits, seenAt, sees } = morning;
  if (morningAt === null || waits !== null || !(sees || inBedroom)) return false;
  return time < morningAt - motionMinutes * 60_000 || (seenAt ?? 0) >= morningAt;
}

function addReading(morning: NotUpState, reading: Reading, inBedroom: boolean, terms: SignsOfLifeTerms): NotUpState {
  const { value, deviceId } = reading;
  if (value.kind !== "bed") return inBedroom ? morning : updateSignsOfLife(morning, reading, terms);
  const inBed = withDevice(morning.inBed, deviceId, value.occupied);
  return inBed === morning.inBed ? morning : { ...morning, inBed };
}

/** Null where there is nothing to say. */
function sentenceFor(state: NotUpState, dueAt: number, home: HomeFacts): string | null {
  const began = state.morningAt ?? dueAt;
  const by = wallClock(dueAt, home.timezone);
  if (state.from === null || state.from > began || absencesAt(home, dueAt).some(({ suspends }) => suspends.includes(name))) return null;
  const bed = state.inBed[0];
  if (bed !== undefined) return `Not up by ${by}, still in bed: ${deviceLabel(home.devices.get(bed))}`;
  if (!state.sees || (state.seenAt ?? 0) >= began) return null;
  return `Not up by ${by}: nobody seen ${state.bedroom.length > 0 ? "outside the bedroom " : ""}since ${wallClock(began, home.timezone)}`;
}

function lastWallTime(by: number, time: string, timezone: string): number {
  const today = localDate(by, timezone);
  const instant = instantOf(today, time, timezone);
  return instant <= by ? instant : instantOf(today.subtract({ days: 1 }), time, timezone);
}

/** What stands in the room of a bed sensor, or else in the rooms of that name. */
function devicesOfBedroom(home: Pick<HomeFacts, "devices">, rooms: readonly string[]): readonly DeviceId[] {
  const devices = [...home.devices.values()];
  const beds = devices.filter(({ kind, room }) => kind === "bed" && room !== "").map(({ room }) => room);
  const bedrooms = beds.length > 0 ? beds : rooms;
  return devices.filter(({ room }) => bedrooms.some((one) => sameRoom(one, room))).map(({ id }) => id);
}
