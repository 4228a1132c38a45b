import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import { wallClock } from "#domain/time/wallClock.ts";
import { type DeviceEntry, earliestTime, entryOf, withEntry } from "../perDevice.ts";
import { hasUnknownAge } from "../readingAge.ts";
import type { RuleContext } from "../rule.ts";
import { durationText, reportedTimeText } from "../timeText.ts";

/** Cold below and heat above what is safe for frail people; an hour of airing is neither. */
export const temperatureSettings = {
  belowCelsius: z.number().min(-20).max(30).default(14).meta({ title: "Too cold below", unit: "°C" }),
  aboveCelsius: z.number().min(15).max(60).default(32).meta({ title: "Too hot above", unit: "°C" }),
  temperatureMinutes: z.number().int().min(1).max(1440).default(120).meta({ title: "For how long", unit: "min" }),
};
type Settings = { belowCelsius: number; aboveCelsius: number; temperatureMinutes: number };

/** What one thermometer said last. Times in epoch ms. */
export interface Room extends DeviceEntry {
  at: number;
  celsius: number;
  /** Null while it is in range. */
  wrong: OutOfRange | null;
}

/** Out of range, with the terms with which it began. */
interface OutOfRange {
  side: "cold" | "hot";
  /** When it said so, oldest first, as far as a wait needs to know: what comes late may show that it was in range in between. */
  saidAt: readonly [number, ...number[]];
  /** When it last was not so, by what is known; null for never. */
  otherwiseAt: number | null;
  limit: number;
  waitMs: number;
  /** Null when it has rung. */
  dueAt: number | null;
}

/** Closer together than this part of the wait, times tell no more than one of them. */
const partsOfWait = 24;

/** What a hub kept comes in a burst: whether it is cold still is known when the burst is over. */
const burstMs = 60_000;

const episodeOf = (room: DeviceEntry): string => `temperature/${room.deviceId}`;

export const nextRoomTimer = (rooms: readonly Room[]): number | null => earliestTime(rooms, ({ wrong }) => wrong?.dueAt ?? null);

/** Judged by the newest temperature; an older one only tells since when it has been so, in whatever order they come. */
export function afterTemperature(
  rooms: readonly Room[],
  reading: Reading,
  celsius: number,
  { home, settings, now }: RuleContext<Settings>,
): { rooms: readonly Room[]; decisions: Decision[] } {
  const { deviceId, time } = reading;
  const known = entryOf(rooms, deviceId);
  const side = celsius < settings.belowCelsius ? "cold" : celsius > settings.aboveCelsius ? "hot" : null;
  const was = known?.wrong ?? null;
  // A room may have been in range before it got cold, and nobody knows: the next temperature tells.
  if (side !== was?.side && was !== null && hasUnknownAge(reading)) return { rooms, decisions: [] };
  if (known !== undefined && time < known.at) {
    const wrong = was === null ? null : afterOlderTemperature(was, known.at, time, was.side === side, now);
    return { rooms: wrong === was ? rooms : withEntry(rooms, { ...known, wrong }), decisions: [] };
  }
  if (was !== null && was.side === side) {
    const wrong: OutOfRange = was.dueAt === null ? was : { ...was, saidAt: withTime(was.saidAt, time, was.waitMs / partsOfWait) };
    return { rooms: withEntry(rooms, { deviceId, at: time, celsius, wrong }), decisions: [] };
  }
  const decisions: Decision[] = [];
  if (was !== null) {
    const text = `${celsius} °C ${reportedTimeText(reading, home)}: ${deviceLabel(home.devices.get(deviceId))}`;
    decisions.push({ do: "addNote", episode: episodeOf({ deviceId }), text, endsEpisode: true });
  }
  const limit = side === "cold" ? settings.belowCelsius : settings.aboveCelsius;
  const waitMs = settings.temperatureMinutes * 60_000;
  const wrong: OutOfRange | null =
    side === null
      ? null
      : { side, saidAt: [time], otherwiseAt: known?.at ?? null, limit, waitMs, dueAt: Math.max(time + waitMs, now + burstMs) };
  return { rooms: withEntry(rooms, { deviceId, at: time, celsius, wrong }), decisions };
}

/** After an older temperature: one otherwise makes the wait begin after it, and one of the same side perhaps with it. What rang has rung. */
function afterOlderTemperature(wrong: OutOfRange, newestAt: number, time: number, same: boolean, now: number): OutOfRange {
  const { saidAt, otherwiseAt, waitMs, dueAt } = wrong;
  if (dueAt === null || (otherwiseAt !== null && time < otherwiseAt)) return wrong;
  const later = saidAt.filter((at) => at > time);
  const [first = newestAt, ...rest] = later;
  const times = same ? withTime(saidAt, time, waitMs / partsOfWait) : ([first, ...rest] as const);
  const moved = times[0] !== saidAt[0];
  return {
    ...wrong,
    saidAt: times,
    otherwiseAt: same ? otherwiseAt : time,
    dueAt: moved ? Math.max(times[0] + waitMs, now + burstMs) : dueAt,
  };
}

/** In its place, and without those that lie so close after another. */
function withTime(times: OutOfRange["saidAt"], time: number, apartMs: number): OutOfRange["saidAt"] {
  const [first, ...rest] = [...times, time].sort((a, b) => a - b) as [number, ...number[]];
  const kept: [number, ...number[]] = [first];
  for (const at of rest) if (at - (kept.at(-1) ?? first) >= apartMs) kept.push(at);
  return [first, ...kept.slice(1).slice(-2 * partsOfWait)];
}

export function onRoomTimer(
  rooms: readonly Room[],
  dueAt: number,
  { home }: RuleContext<Settings>,
): { rooms: readonly Room[]; decisions: Decision[] } {
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
