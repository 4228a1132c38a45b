import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import { wallClock } from "#domain/wallClock.ts";
import { durationText } from "./durationText.ts";
import { earliest, type OfDevice, ofDevice, withEntry } from "./perDevice.ts";
import { clockText } from "./readingClock.ts";
import type { RuleContext } from "./rule.ts";

/** Cold below and heat above what is safe for frail people; an hour of airing is neither. */
export const temperatureSettings = {
  belowCelsius: z.number().min(-20).max(30).default(14).meta({ title: "Too cold below", unit: "°C" }),
  aboveCelsius: z.number().min(15).max(60).default(32).meta({ title: "Too hot above", unit: "°C" }),
  temperatureMinutes: z.number().int().min(1).max(1440).default(120).meta({ title: "For how long", unit: "min" }),
};
type Settings = { belowCelsius: number; aboveCelsius: number; temperatureMinutes: number };

/** What one thermometer said last. Times in epoch ms. */
export interface Room extends OfDevice {
  at: number;
  celsius: number;
  /** Null while it is in range; with the terms with which it began. */
  wrong: { side: "cold" | "hot"; since: number; limit: number; dueAt: number | null } | null;
}

/** What a hub kept comes in a burst: whether it is cold still is known when the burst is over. */
const burstMs = 60_000;

const episodeOf = (room: OfDevice): string => `temperature/${room.deviceId}`;

export const roomsWakeAt = (rooms: readonly Room[]): number | null => earliest(rooms, ({ wrong }) => wrong?.dueAt ?? null);

/** A temperature older than the last is passed over. */
export function roomTemperature(
  rooms: readonly Room[],
  reading: Reading,
  celsius: number,
  { home, settings, now }: RuleContext<Settings>,
): { rooms: readonly Room[]; decisions: Decision[] } {
  const { deviceId, time } = reading;
  const known = ofDevice(rooms, deviceId);
  if (known !== undefined && time < known.at) return { rooms, decisions: [] };
  const side = celsius < settings.belowCelsius ? "cold" : celsius > settings.aboveCelsius ? "hot" : null;
  const was = known?.wrong ?? null;
  if (was !== null && was.side === side) return { rooms: withEntry(rooms, { deviceId, at: time, celsius, wrong: was }), decisions: [] };
  const decisions: Decision[] = [];
  if (was !== null) {
    const text = `${celsius} °C ${clockText(reading, home)}: ${deviceLabel(home.devices.get(deviceId))}`;
    decisions.push({ do: "tell", episode: episodeOf({ deviceId }), text, ends: true });
  }
  const wrong: Room["wrong"] =
    side === null
      ? null
      : {
          side,
          since: time,
          limit: side === "cold" ? settings.belowCelsius : settings.aboveCelsius,
          dueAt: Math.max(time + settings.temperatureMinutes * 60_000, now + burstMs),
        };
  return { rooms: withEntry(rooms, { deviceId, at: time, celsius, wrong }), decisions };
}

export function roomIsTooLong(
  rooms: readonly Room[],
  dueAt: number,
  { home }: RuleContext<Settings>,
): { rooms: readonly Room[]; decisions: Decision[] } {
  const decisions: Decision[] = [];
  const after = rooms.map((room): Room => {
    const { wrong, deviceId, celsius } = room;
    if (wrong === null || wrong.dueAt === null || wrong.dueAt > dueAt) return room;
    const { side, since, limit } = wrong;
    const how = side === "cold" ? `Cold, ${celsius} °C: below ${limit} °C` : `Hot, ${celsius} °C: above ${limit} °C`;
    const sentence = `${how} for ${durationText(dueAt - since)}, since ${wallClock(since, home.timezone)}: ${deviceLabel(home.devices.get(deviceId))}`;
    decisions.push({ do: "raise", episode: episodeOf(room), strength: "gentle", sentence, deviceId });
    return { ...room, wrong: { ...wrong, dueAt: null } };
  });
  return { rooms: after, decisions };
}
