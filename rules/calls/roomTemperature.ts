import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { wallClock } from "#domain/time/wallClock.ts";
import { type DeviceEntry, earliestTime, entryOf, withEntry } from "../perDevice.ts";
import { hasUnknownAge } from "../readingAge.ts";
import type { RuleContext } from "../rule.ts";
import { durationText, reportedTimeText } from "../timeText.ts";
import { type Doubts, faultDecisions, judgeTemperature } from "./impossibleTemperature.ts";

/**
 * Settings for a room that stays too cold or too hot: an advisory alarm below 14 °C or above 32 °C for 2 hours. The wait is long, because
 * an hour of airing is no danger.
 *
 * Each thermometer has its own episode, which ends at the first temperature in range. The newest temperature (by event time) decides
 * whether the room is out of range; an older one that arrives late only corrects since when.
 *
 * Temperatures that no room has, and jumps that no room makes, are faults of the device (`impossibleTemperature.ts`): the wait goes on as if they
 * had not come.
 *
 * Example: 13.5 °C at 18:30, 12.5 °C at 19:30. Alarm 20:30: "Cold, 12.5 °C: below 14 °C for 2 h, since 18:30: Thermometer, Bedroom".
 * 14 °C at 22:00: the note "14 °C 22:00: Thermometer, Bedroom" ends the episode. If 15 °C at 19:00 arrives at 19:45, the wait starts
 * again at 19:30, and the alarm is due at 21:30.
 */
export const temperatureSettings = {
  belowCelsius: z.number().min(-20).max(30).default(14).meta({ title: "A room is too cold below", unit: "°C" }),
  aboveCelsius: z.number().min(15).max(60).default(32).meta({ title: "A room is too hot above", unit: "°C" }),
  temperatureMinutes: z
    .number()
    .int()
    .min(1)
    .max(1440)
    .default(120)
    .meta({ title: "How long a room may be too cold or too hot", unit: "min" }),
};
type Settings = { belowCelsius: number; aboveCelsius: number; temperatureMinutes: number };

/** The newest temperature of one thermometer that is believed, `at` its event time. Times in epoch ms. */
export interface Room extends DeviceEntry, Doubts {
  at: number;
  celsius: number;
  /** Null while the temperature is in range. */
  wrong: OutOfRange | null;
}

/** With the settings with which it began. */
interface OutOfRange {
  side: "cold" | "hot";
  /**
   * When temperatures on this side were measured, oldest first, thinned out. They are needed if a late temperature shows that the room was in
   * range in between: the wait then starts at the first one after it.
   */
  saidAt: readonly [number, ...number[]];
  /** The last temperature known that was not on this side; null for none. */
  otherwiseAt: number | null;
  limit: number;
  waitMs: number;
  /** When it rings; null after it rang. */
  dueAt: number | null;
}

interface RoomStep {
  rooms: readonly Room[];
  decisions: readonly Decision[];
}

/** Measurements closer together than a 24th of the wait (5 minutes by default) count as one. */
const partsOfWait = 24;

/** A hub sends its buffered readings in a burst. An alarm waits for a minute, until the burst shows whether the room is still cold. */
const burstMs = 60_000;

const episodeOf = (room: DeviceEntry): string => `temperature/${room.deviceId}`;

export const nextRoomTimer = (rooms: readonly Room[]): number | null => earliestTime(rooms, ({ wrong }) => wrong?.dueAt ?? null);

export function afterTemperature(rooms: readonly Room[], reading: Reading, celsius: number, context: RuleContext<Settings>): RoomStep {
  const { deviceId, time } = reading;
  const known = entryOf(rooms, deviceId);
  const verdict = judgeTemperature({ at: time, celsius }, known, reading.historical);
  const faults = faultDecisions(verdict, known, reading, context);
  if (!verdict.believed) {
    // Of a thermometer that has said nothing believable yet, only the fault is known.
    const room = { ...(known ?? { deviceId, at: 0, celsius: 0, wrong: null }) };
    return { rooms: withDoubts(withEntry(rooms, room), deviceId, verdict.doubts), decisions: faults };
  }
  // A confirmed jump counts from its first temperature.
  const first =
    verdict.since < time ? afterBelieved(rooms, { ...reading, time: verdict.since }, celsius, context) : { rooms, decisions: [] };
  const after = afterBelieved(first.rooms, reading, celsius, context);
  return { rooms: withDoubts(after.rooms, deviceId, verdict.doubts), decisions: [...faults, ...first.decisions, ...after.decisions] };
}

/** The same list where the doubts are as before. */
function withDoubts(rooms: readonly Room[], id: DeviceId, doubts: Doubts): readonly Room[] {
  const room = entryOf(rooms, id);
  if (room === undefined || (room.faultAt === doubts.faultAt && room.jumped === doubts.jumped)) return rooms;
  const { deviceId, at, celsius, wrong } = room;
  return withEntry(rooms, { deviceId, at, celsius, wrong, ...doubts });
}

function afterBelieved(
  rooms: readonly Room[],
  reading: Reading,
  celsius: number,
  { home, settings, now }: RuleContext<Settings>,
): RoomStep {
  const { deviceId, time } = reading;
  const known = entryOf(rooms, deviceId);
  const before = known?.wrong ?? null;
  const side = celsius < settings.belowCelsius ? "cold" : celsius > settings.aboveCelsius ? "hot" : null;
  // A temperature in range of unknown age may be from before the room got cold. The next one will tell.
  if (side !== before?.side && before !== null && hasUnknownAge(reading)) return { rooms, decisions: [] };
  if (known !== undefined && time < known.at) {
    const wrong = before === null ? null : afterOlderTemperature(before, known.at, time, before.side === side, now);
    return { rooms: wrong === before ? rooms : withEntry(rooms, { ...known, wrong }), decisions: [] };
  }
  if (before !== null && before.side === side) {
    const wrong: OutOfRange =
      before.dueAt === null ? before : { ...before, saidAt: withTime(before.saidAt, time, before.waitMs / partsOfWait) };
    return { rooms: withEntry(rooms, { ...known, deviceId, at: time, celsius, wrong }), decisions: [] };
  }
  const decisions: Decision[] = [];
  if (before !== null) {
    const text = `${celsius} °C ${reportedTimeText(reading, home)}: ${deviceLabel(home.devices.get(deviceId))}`;
    decisions.push({ do: "addNote", episode: episodeOf({ deviceId }), text, endsEpisode: true });
  }
  const limit = side === "cold" ? settings.belowCelsius : settings.aboveCelsius;
  const waitMs = settings.temperatureMinutes * 60_000;
  const wrong: OutOfRange | null =
    side === null
      ? null
      : { side, saidAt: [time], otherwiseAt: known?.at ?? null, limit, waitMs, dueAt: Math.max(time + waitMs, now + burstMs) };
  return { rooms: withEntry(rooms, { ...known, deviceId, at: time, celsius, wrong }), decisions };
}

/**
 * After a temperature older than the newest. On the same side, the wait may have begun with it. Otherwise the wait begins after it. A wait that
 * rang already does not change.
 */
function afterOlderTemperature(wrong: OutOfRange, newestAt: number, time: number, isSameSide: boolean, now: number): OutOfRange {
  const { saidAt, otherwiseAt, waitMs, dueAt } = wrong;
  if (dueAt === null || (otherwiseAt !== null && time < otherwiseAt)) return wrong;
  const later = saidAt.filter((at) => at > time);
  const [first = newestAt, ...rest] = later;
  const times = isSameSide ? withTime(saidAt, time, waitMs / partsOfWait) : ([first, ...rest] as const);
  const moved = times[0] !== saidAt[0];
  return {
    ...wrong,
    saidAt: times,
    otherwiseAt: isSameSide ? otherwiseAt : time,
    dueAt: moved ? Math.max(times[0] + waitMs, now + burstMs) : dueAt,
  };
}

/** The list with this time in its order. A time less than `apartMs` after the one before it is left out. */
function withTime(times: OutOfRange["saidAt"], time: number, apartMs: number): OutOfRange["saidAt"] {
  const [first, ...rest] = [...times, time].sort((a, b) => a - b) as [number, ...number[]];
  const thinned: number[] = [];
  for (const at of rest) if (at - (thinned.at(-1) ?? first) >= apartMs) thinned.push(at);
  return [first, ...thinned.slice(-2 * partsOfWait)];
}

export function onRoomTimer(rooms: readonly Room[], dueAt: number, { home }: RuleContext<Settings>): RoomStep {
  const decisions: Decision[] = [];
  const after = rooms.map((room): Room => {
    const { wrong, deviceId, celsius } = room;
    if (wrong === null || wrong.dueAt === null || wrong.dueAt > dueAt) return room;
    const { side, saidAt, limit } = wrong;
    const [since] = saidAt;
    const how = side === "cold" ? `Cold, ${celsius} °C: below ${limit} °C` : `Hot, ${celsius} °C: above ${limit} °C`;
    const sentence = `${how} for ${durationText(dueAt - since)}, since ${wallClock(since, home.timezone)}: ${deviceLabel(home.devices.get(deviceId))}`;
    decisions.push({ do: "raise", episode: episodeOf(room), priority: "advisory", sentence, deviceId });
    return { ...room, wrong: { ...wrong, saidAt: [since], dueAt: null } };
  });
  return { rooms: after, decisions };
}
