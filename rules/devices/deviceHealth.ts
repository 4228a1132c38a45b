import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { wallClock } from "#domain/time/wallClock.ts";
import { defineRule } from "../rule.ts";
import { showsTrouble, type TroubleName, troubleNames, troubles } from "./deviceTrouble.ts";
import { type ChangeCounts, countChange, endCalmFlapping, nextCalmAt, noChanges, withoutRemovedDevices } from "./flapping.ts";

const count = (most: number) => z.number().int().min(1).max(most);
const settings = z.strictObject({
  batteryPercent: z.number().min(0).max(90).default(15).meta({ title: "Battery low at", unit: "%" }),
  signalDbm: z.number().min(-150).max(-20).default(-100).meta({ title: "Signal weak at", unit: "dBm" }),
  signalReadings: count(20).default(3).meta({ title: "Weak so often in a row", unit: "readings" }),
  flapChanges: count(200).default(20).meta({ title: "A sensor flaps that changes more often than this", unit: "changes" }),
  // In a lived-in kitchen a movement sensor changed 210 times in ten minutes.
  motionFlapChanges: count(5000).default(400).meta({ title: "A movement sensor flaps that changes more often than this", unit: "changes" }),
  flapMinutes: count(60).default(10).meta({ title: "Within how long", unit: "min" }),
});
type Settings = z.infer<typeof settings>;

/** Something seen that is not as it should be; on the list once it was seen often enough in a row. */
interface Seen {
  deviceId: DeviceId;
  what: TroubleName;
  times: number;
  listed: boolean;
}

/** Only what is out of order has an entry, besides the counts of changes. */
interface Health extends ChangeCounts {
  seen: readonly Seen[];
}

const nothing: readonly never[] = [];
const beginning: Health = { ...noChanges, seen: nothing };

/**
 * Batteries, signals, cases, mains, clocks and sensors that flap: for technicians, on their own list, each ended by the
 * device itself. What a flapping sensor says is doubtful meanwhile, and rings all the same.
 */
export const deviceHealth = defineRule<Health, Settings>({
  name: "deviceHealth",
  version: 2,
  title: "Device needs attention",
  explains: "Low battery, weak signal, opened case, lost mains, wrong clock, a sensor that flaps: on the technical list.",
  settings,
  reads: "all",
  timeBase: "arrivalTime",
  housekeeping: true,
  needs: [],
  start({ home, settings }, state = beginning) {
    const isThere = (id: DeviceId): boolean => home.devices.has(id);
    const there = withoutRemovedDevices(state, isThere);
    const next = there.seen.every(({ deviceId }) => isThere(deviceId))
      ? there
      : { ...there, seen: there.seen.filter(({ deviceId }) => isThere(deviceId)) };
    return { state: next, wakeAt: nextCalmAt(next, settings) };
  },
  onReading(before, reading, { home, settings, now }) {
    const { deviceId, value } = reading;
    let state = countChange(before, deviceId, value, now, settings);
    const flaps = state.flapping.length > before.flapping.length;
    const quiet = state.seen.length === 0 && !showsTrouble(reading, settings);
    if (quiet && state === before) return null;
    if (quiet && !flaps) return { state, wakeAt: nextCalmAt(state, settings), decisions: nothing };
    const decisions: Decision[] = [];
    const seen = quiet ? state.seen : lookedAt(state.seen, reading, home, settings, decisions);
    if (seen !== state.seen) state = { ...state, seen };
    if (flaps) {
      const changes = value.kind === "motion" ? settings.motionFlapChanges : settings.flapChanges;
      const often = `more than ${changes} changes in ${settings.flapMinutes} min`;
      const sentence = `Flaps, ${often}: what it says is doubtful: ${deviceLabel(home.devices.get(deviceId))}`;
      decisions.push(listing("flapping", deviceId, sentence));
    }
    return { state, wakeAt: nextCalmAt(state, settings), decisions };
  },
  onTimer(before, dueAt, { home, settings }) {
    const state = endCalmFlapping(before, dueAt, settings);
    const decisions = before.flapping
      .filter((id) => !state.flapping.includes(id))
      .map((id): Decision => {
        const text = `Calm again ${wallClock(dueAt, home.timezone)}: ${deviceLabel(home.devices.get(id))}`;
        return { do: "addNote", episode: `flapping/${id}`, text, endsEpisode: true };
      });
    return { state, wakeAt: nextCalmAt(state, settings), decisions };
  },
  doubtfulDevices: ({ flapping }) => flapping,
});

const listing = (what: string, deviceId: DeviceId, sentence: string): Decision => ({
  do: "raise",
  episode: `${what}/${deviceId}`,
  priority: "info",
  sentence,
  deviceId,
  technical: true,
});

/** Goes through all that can be wrong with the device of a reading, and adds to `decisions` what is new or over. */
function lookedAt(all: readonly Seen[], reading: Reading, home: HomeFacts, settings: Settings, decisions: Decision[]): readonly Seen[] {
  const { deviceId } = reading;
  const label = deviceLabel(home.devices.get(deviceId));
  let seen = all;
  for (const what of troubleNames) {
    const trouble = troubles[what];
    const verdict = trouble.judge(reading, settings);
    const known = seen.find((one) => one.deviceId === deviceId && one.what === what);
    if (verdict === null || (verdict === "bad" && known?.listed) || (verdict !== "bad" && known === undefined)) continue;
    const others = seen.filter((one) => one !== known);
    if (verdict === "bad") {
      const times = (known?.times ?? 0) + 1;
      const listed = times >= trouble.readingsInARow(settings);
      seen = [...others, { deviceId, what, times, listed }];
      if (listed) decisions.push(listing(what, deviceId, `${trouble.sentence(reading, settings)}: ${label}`));
    } else if (!known?.listed) {
      seen = others;
    } else if (verdict === "good") {
      seen = others;
      const text = `${trouble.endText(reading)} ${wallClock(reading.arrivedAt, home.timezone)}: ${label}`;
      decisions.push({ do: "addNote", episode: `${what}/${deviceId}`, text, endsEpisode: true });
    }
  }
  return seen;
}
