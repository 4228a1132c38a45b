import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { wallClock } from "#domain/time/wallClock.ts";
import { type DeviceEntry, earliestTime, withEntry } from "../perDevice.ts";
import { defineRule } from "../rule.ts";
import { showsTrouble, type TroubleName, troubleNames, troubles } from "./deviceTrouble.ts";
import { type ChangeCounts, countChange, endCalmFlapping, nextCalmAt, noChanges, withoutRemovedDevices } from "./flapping.ts";
import {
  addToWorn,
  nextQuietAt,
  noWornSensors,
  pulsesInARow,
  quietButtons,
  type Worn,
  type WornSensors,
  withoutButtons,
  withoutRemovedWorn,
} from "./wornSensors.ts";

const count = (most: number) => z.number().int().min(1).max(most);
const settings = z.strictObject({
  batteryPercent: z.number().min(0).max(90).default(15).meta({ title: "Battery low at", unit: "%" }),
  signalDbm: z.number().min(-150).max(-20).default(-100).meta({ title: "Signal weak at", unit: "dBm" }),
  signalReadings: count(20).default(3).meta({ title: "Weak in a row", unit: "readings" }),
  flapChanges: count(200).default(20).meta({ title: "Sensor may be faulty above", unit: "changes" }),
  // In a recorded kitchen that people used, a movement sensor changed 210 times in ten minutes.
  motionFlapChanges: count(5000).default(400).meta({ title: "Movement sensor may be faulty above", unit: "changes" }),
  flapMinutes: count(60).default(10).meta({ title: "Counted over", unit: "min" }),
  doubtHours: count(720).default(72).meta({ title: "How long a sensor that reported too often stays in doubt", unit: "h" }),
});
type Settings = z.infer<typeof settings>;

/** A trouble that the newest readings of a device show. `listed`: it is on the technical list. */
interface SeenTrouble {
  deviceId: DeviceId;
  what: TroubleName;
  /** Bad readings in a row. */
  times: number;
  listed: boolean;
}

/** Only devices with a trouble have an entry in `seen`. */
interface HealthState extends ChangeCounts, WornSensors {
  seen: readonly SeenTrouble[];
  /** Sensors that reported too often lately, and until when they are in doubt. Epoch ms. */
  doubted: readonly Doubted[];
}

interface Doubted extends DeviceEntry {
  until: number;
}

const nothing: readonly never[] = [];
const hourMs = 3_600_000;
const beginning: HealthState = { ...noChanges, ...noWornSensors, seen: nothing, doubted: nothing };

const wakeAt = (state: HealthState, settings: Settings): number | null =>
  earliestTime([nextCalmAt(state, settings), nextQuietAt(state), earliestTime(state.doubted, ({ until }) => until)], (at) => at);

/**
 * Trouble with a device itself, for the technical list.
 *
 * Raises, with priority info: battery at 15 % or less; signal at −100 dBm or less in 3 readings in a row; case opened; mains power
 * lost; clock wrong in 3 readings in a row; a field that cannot be read; a sensor that changes more than 20 times in 10 minutes, or a movement sensor more than
 * 400 times (flapping); a button that presses without end; a bed or chair that shows the person for seconds only (`wornSensors.ts`). The limits are common values of such products; the 400 is twice what a recorded kitchen showed.
 * Ends: with a reading that is good again, battery and signal with a margin of 5; flapping after 10 minutes below the limit.
 * While a device flaps, and for three days after it, its alarms are marked as doubtful. They ring all the same, alone as advisory ones
 * (docs/guarantees.md, 7).
 *
 * Example: battery 16, 15, 12, 16, 19, 97 %. Listed at 15; 16 and 19 change nothing; 97 ends it.
 */
export const deviceHealth = defineRule<HealthState, Settings>({
  name: "deviceHealth",
  version: 3,
  title: "Device needs attention",
  explains:
    "Low battery, weak signal, opened case, lost mains power, wrong clock, unreadable fields, or a sensor that reports too often: on the technical list.",
  settings,
  reads: "all",
  timeBase: "arrivalTime",
  housekeeping: true,
  needs: [],
  start({ home, settings }, state = beginning) {
    const isThere = (id: DeviceId): boolean => home.devices.has(id);
    const known = withoutRemovedWorn(withoutRemovedDevices(state, isThere), isThere);
    const isOfHome = ({ deviceId }: DeviceEntry): boolean => isThere(deviceId);
    const next =
      known.seen.every(isOfHome) && known.doubted.every(isOfHome)
        ? known
        : { ...known, seen: known.seen.filter(isOfHome), doubted: known.doubted.filter(isOfHome) };
    return { state: next, wakeAt: wakeAt(next, settings) };
  },
  onReading(before, reading, { home, settings, now }) {
    const { deviceId, value } = reading;
    const { state: noted, worn } = addToWorn(before, reading, now);
    let state = countChange(noted, deviceId, value, now, settings);
    const startsFlapping = state.flapping.length > before.flapping.length;
    const hasNoTrouble = state.seen.length === 0 && !showsTrouble(reading, settings);
    if (hasNoTrouble && state === before) return null;
    if (hasNoTrouble && !startsFlapping && worn === null) return { state, wakeAt: wakeAt(state, settings), decisions: nothing };
    const decisions: Decision[] = [];
    const seen = hasNoTrouble ? state.seen : judgeReading(state.seen, reading, home, settings, decisions);
    if (seen !== state.seen) state = { ...state, seen };
    if (startsFlapping) {
      const changes = value.kind === "motion" ? settings.motionFlapChanges : settings.flapChanges;
      const often = `more than ${changes} changes in ${settings.flapMinutes} min`;
      const sentence = `Reporting too often; may be faulty, to be replaced (${often}): ${deviceLabel(home.devices.get(deviceId))}`;
      decisions.push(raiseTechnical("flapping", deviceId, sentence));
      state = { ...state, doubted: withEntry(state.doubted, { deviceId, until: now + settings.doubtHours * hourMs }) };
    }
    if (worn !== null) decisions.push(wornDecision(worn, reading, home));
    return { state, wakeAt: wakeAt(state, settings), decisions };
  },
  onTimer(before, dueAt, { home, settings }) {
    const quiet = quietButtons(before, dueAt);
    const doubted = before.doubted.filter(({ until }) => until > dueAt);
    const state = { ...withoutButtons(endCalmFlapping(before, dueAt, settings), quiet), doubted };
    const decisions = before.flapping
      .filter((id) => !state.flapping.includes(id))
      .map((id): Decision => {
        const text = `Reporting normally again ${wallClock(dueAt, home.timezone)}: ${deviceLabel(home.devices.get(id))}`;
        return { do: "addNote", episode: `flapping/${id}`, text, endsEpisode: true };
      });
    for (const id of quiet) decisions.push(endNote("stuck", id, `No press for 10 min, ${wallClock(dueAt, home.timezone)}`, home));
    return { state, wakeAt: wakeAt(state, settings), decisions };
  },
  doubtfulDevices: ({ flapping, doubted }) => (doubted.length === 0 ? flapping : [...flapping, ...doubted.map(({ deviceId }) => deviceId)]),
});

const raiseTechnical = (what: string, deviceId: DeviceId, sentence: string): Decision => ({
  do: "raise",
  episode: `${what}/${deviceId}`,
  priority: "info",
  sentence,
  deviceId,
  technical: true,
});

const endNote = (what: string, id: DeviceId, text: string, { devices }: HomeFacts): Decision => ({
  do: "addNote",
  episode: `${what}/${id}`,
  text: `${text}: ${deviceLabel(devices.get(id))}`,
  endsEpisode: true,
});

function wornDecision(worn: NonNullable<Worn>, { deviceId, arrivedAt }: Reading, home: HomeFacts): Decision {
  const label = deviceLabel(home.devices.get(deviceId));
  if (worn === "stuck")
    return raiseTechnical("stuck", deviceId, `Button is stuck, it presses without end: free it or replace it: ${label}`);
  if (worn === "pulsing")
    return raiseTechnical(
      "pulsing",
      deviceId,
      `Shows the person for seconds only, ${pulsesInARow} times in a row; to be replaced: ${label}`,
    );
  return endNote("pulsing", deviceId, `Shows the person for minutes again ${wallClock(arrivedAt, home.timezone)}`, home);
}

/** Judges a reading for each kind of trouble. Adds the troubles that are new or over to `decisions`. */
function judgeReading(
  all: readonly SeenTrouble[],
  reading: Reading,
  home: HomeFacts,
  settings: Settings,
  decisions: Decision[],
): readonly SeenTrouble[] {
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
      if (listed) decisions.push(raiseTechnical(what, deviceId, `${trouble.sentence(reading, settings)}: ${label}`));
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
