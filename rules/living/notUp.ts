import { z } from "zod";
import { absencesAt } from "#domain/absence.ts";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { nextWallTime, wallClock, wallReading, wallTime } from "#domain/time/wallClock.ts";
import { dailyCheckAfterStep, lastWallTime } from "../dailyCheck.ts";
import { orderedSettings } from "../plan/settingsOrder.ts";
import { hasUnknownAge } from "../readingAge.ts";
import { defineRule } from "../rule.ts";
import { eventTimeText, notListeningText } from "../timeText.ts";
import { isIndoorSensor, sameRoom } from "./sensorPlaces.ts";
import {
  bedsInUse,
  believeTaken,
  isFromIndoorSensor,
  noSignsOfLife,
  type SignsOfLife,
  type SignsOfLifeTerms,
  signsOfLifeSettings,
  signsOfLifeTerms,
  updateSignsOfLife,
  withoutRemovedDevices,
} from "./signsOfLife.ts";

const name = "notUp";
const episode = "home";

const settings = z
  .strictObject({
    by: wallTime.default("10:30").meta({ title: "When the person must be up" }),
    since: wallTime.default("04:00").meta({ title: "Earliest time at which being seen outside the bedroom counts as up" }),
    rooms: z
      .array(z.string().trim().min(1).max(60))
      .max(10)
      .default(["Bedroom"])
      .meta({ title: "Names of bedrooms, for a home without a bed sensor in a room" }),
    ...signsOfLifeSettings(),
  })
  .refine(...orderedSettings("since", "by", { strictly: true }));

/** When it rang (epoch ms), and how many movements end the episode, also after a change of plan. */
interface RaisedEpisode extends SignsOfLifeTerms {
  since: number;
}

/** Signs of life count outside the bedroom only; beds in use count everywhere. Times in epoch ms. */
interface NotUpState extends SignsOfLife {
  /** The devices in the bedroom. */
  bedroom: readonly DeviceId[];
  /** The first reading of this home; null before it. */
  from: number | null;
  /** An indoor sensor outside the bedroom has reported, so the rule can see the person there. */
  sees: boolean;
  /** When the next check is: the next 10:30. */
  lookAt: number | null;
  /** The beginning of the morning that is checked then: 04:00 of that day. */
  morningAt: number | null;
  /** The alarm that rang and waits for the person to get up; null for none. (The name is in saved states, so it stays.) */
  waits: RaisedEpisode | null;
}

const none: readonly never[] = [];
const firstState: NotUpState = {
  ...noSignsOfLife,
  bedroom: none,
  from: null,
  sees: false,
  lookAt: null,
  morningAt: null,
  waits: null,
};

/**
 * Checks once a day, at 10:30, whether the person is up, and raises an advisory alarm if a bed is occupied, or if no sign of life came
 * from outside the bedroom since 04:00. Both times are per plan. A home without a sensor outside the bedroom is judged by its bed alone.
 * A morning that began before the home's first reading is not judged, nor one whose 10:30 lies in an absence. The episode ends when no bed is
 * occupied and the person was seen outside the bedroom. Until then it rings again at each 10:30.
 *
 * Example: in bed 22:00. At 10:30 "Not up by 10:30, still in bed: Bed sensor, Bedroom". Bed left 10:50: the note "Out of bed 10:50".
 * Movement in the kitchen 10:51 and 10:52: "Up 10:52" ends the episode.
 */
export const notUp = defineRule<NotUpState, z.infer<typeof settings>>({
  name,
  version: 3,
  title: "Not up in the morning",
  explains: "Rings when the person is still in bed by this time, or was not seen outside the bedroom this morning.",
  settings,
  reads: ["bed", "chair", "door", "motion", "boundary"],
  timeBase: "eventTime",
  needs: [
    {
      kinds: ["bed", "motion", "chair", "door"],
      fits: (device, home, { rooms }) =>
        device.kind === "bed" || (isIndoorSensor(device) && !devicesOfBedroom(home, rooms).includes(device.id)),
      words: "a bed sensor, or a motion, chair or inside door sensor outside the bedroom",
    },
  ],
  start({ home, settings, now }, state = firstState) {
    const current = withoutRemovedDevices(state, home);
    const found = devicesOfBedroom(home, settings.rooms);
    const bedroom = found.join() === state.bedroom.join() ? state.bedroom : found;
    const { lookAt, morningAt } = nextMorning(state, now, settings, home);
    const isSame = current === state && bedroom === state.bedroom && lookAt === state.lookAt && morningAt === state.morningAt;
    return { state: isSame ? state : { ...current, bedroom, lookAt, morningAt }, wakeAt: lookAt };
  },
  onReading(before, reading, { home, settings, finishing }) {
    // It may be of yesterday: it does not show that the person is up.
    if (hasUnknownAge(reading)) return null;
    const inBedroom = before.bedroom.includes(reading.deviceId);
    if (reading.value.kind === "motion" && canIgnoreMovement(before, reading.time, inBedroom, settings)) return null;
    const seen = addReading(before, reading, inBedroom, before.waits ?? settings, home);
    const sees = before.sees || (!inBedroom && isFromIndoorSensor(reading, home));
    if (seen === before && sees === before.sees && before.lookAt !== null) return null;
    const lookAt = before.lookAt ?? (finishing ? null : nextWallTime(reading.time, settings.by, home.timezone));
    const { waits } = before;
    const isUp = waits !== null && bedsInUse(seen).length === 0 && (!sees || (seen.seenAt ?? 0) >= waits.since);
    const isSame = sees === before.sees && lookAt === before.lookAt && !isUp;
    const morningAt = before.morningAt ?? (lookAt === null ? null : lastWallTime(lookAt, settings.since, home.timezone));
    const state = isSame ? seen : { ...seen, from: before.from ?? reading.time, sees, lookAt, morningAt, waits: isUp ? null : waits };
    const decisions: Decision[] = [];
    if (isUp) decisions.push({ do: "addNote", episode, text: `Up ${eventTimeText(reading, home)}`, endsEpisode: true });
    else if (waits !== null && bedsInUse(seen).length < bedsInUse(before).length)
      decisions.push({ do: "addNote", episode, text: `Out of bed ${eventTimeText(reading, home)}` });
    return { state, wakeAt: lookAt, decisions };
  },
  onTimer(before, dueAt, { home, settings, finishing }) {
    const state = believeTaken(before, dueAt, false);
    const lookAt = nextWallTime(dueAt, settings.by, home.timezone);
    const morningAt = lastWallTime(lookAt, settings.since, home.timezone);
    const sentence = finishing ? null : notUpSentence(state, dueAt, home);
    if (sentence === null) return { state: { ...state, lookAt, morningAt }, wakeAt: lookAt, decisions: none };
    return {
      state: { ...state, lookAt, morningAt, waits: { since: dueAt, ...signsOfLifeTerms(state.waits ?? settings) } },
      wakeAt: lookAt,
      decisions: [{ do: "raise", episode, priority: "advisory", sentence, deviceId: bedsInUse(state)[0]?.deviceId ?? null }],
    };
  },
  afterServerStep(state, byMs, { home, settings, now }) {
    if (state.lookAt === null) return { state, wakeAt: null };
    const lookAt = dailyCheckAfterStep(state.lookAt - byMs, now, settings.by, home.timezone);
    const morningAt = lastWallTime(lookAt, settings.since, home.timezone);
    return { state: { ...state, lookAt, morningAt }, wakeAt: lookAt };
  },
  hasOpenEpisode: ({ waits }) => waits !== null,
});

/**
 * The next check after a change of plan. A new time holds from its next occurrence. Example: at 10:00 the time changes from 10:30 to 09:30.
 * Today is still checked at 10:30, and tomorrow at 09:30.
 */
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

/**
 * True for most movement: it lies before this morning, or the person was already seen this morning. It never skips a movement that could
 * still count together with one of the morning.
 */
function canIgnoreMovement(state: NotUpState, time: number, inBedroom: boolean, { motionMinutes }: SignsOfLifeTerms): boolean {
  const { morningAt, waits, seenAt, sees } = state;
  if (morningAt === null || waits !== null || !(sees || inBedroom)) return false;
  return time < morningAt - motionMinutes * 60_000 || (seenAt ?? 0) >= morningAt;
}

/** In the bedroom only the bed counts. Outside it, every sign of life does. */
function addReading(state: NotUpState, reading: Reading, inBedroom: boolean, terms: SignsOfLifeTerms, home: HomeFacts): NotUpState {
  if (reading.value.kind !== "bed" && inBedroom) return state;
  const next = updateSignsOfLife(believeTaken(state, reading.time, false), reading, terms, home);
  return reading.value.kind === "bed" ? withBeds(state, next) : next;
}

/** With what is known of the beds, which are no sign of life outside the bedroom. */
const withBeds = (state: NotUpState, { inUse, doubted }: NotUpState): NotUpState =>
  inUse === state.inUse && doubted === state.doubted ? state : { ...state, inUse, doubted };

/** Null if the person is up, or if the rule cannot judge this morning. */
function notUpSentence(state: NotUpState, dueAt: number, home: HomeFacts): string | null {
  const began = state.morningAt ?? dueAt;
  const by = wallClock(dueAt, home.timezone);
  if (state.from === null || state.from > began || absencesAt(home, dueAt).some(({ suspends }) => suspends.includes(name))) return null;
  const bed = bedsInUse(state)[0]?.deviceId;
  const missed = notListeningText(began, dueAt, home);
  if (bed !== undefined) return `Not up by ${by}, still in bed: ${deviceLabel(home.devices.get(bed))}${missed}`;
  if (!state.sees || (state.seenAt ?? 0) >= began) return null;
  return `Not up by ${by}: nobody seen ${state.bedroom.length > 0 ? "outside the bedroom " : ""}since ${wallClock(began, home.timezone)}${missed}`;
}

/** The devices in a room with a bed sensor. Without such a room, those in the rooms that the plan names. */
function devicesOfBedroom(home: Pick<HomeFacts, "devices">, rooms: readonly string[]): readonly DeviceId[] {
  const devices = [...home.devices.values()];
  const beds = devices.filter(({ kind, room }) => kind === "bed" && room !== "").map(({ room }) => room);
  const bedrooms = beds.length > 0 ? beds : rooms;
  return devices.filter(({ room }) => bedrooms.some((one) => sameRoom(one, room))).map(({ id }) => id);
}
