import { z } from "zod";
import type { Priority } from "#domain/alarm.ts";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel } from "#domain/home.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";
import { type DeviceEntry, entryOf } from "../perDevice.ts";
import { notAbove } from "../plan/settingsOrder.ts";
import { arrivedLate, isOlderThan, latestReport, type ReportTimes } from "../readingAge.ts";
import { defineRule } from "../rule.ts";
import { reportedTimeText } from "../timeText.ts";
import { afterTemperature, nextRoomTimer, onRoomTimer, type Room, temperatureSettings } from "./roomTemperature.ts";

const settings = z
  .strictObject({
    repeatSeconds: z
      .number()
      .int()
      .min(10)
      .max(3600)
      .default(30)
      .meta({ title: "A detector that goes on saying so rings again no more often than this", unit: "s" }),
    ...temperatureSettings,
  })
  .refine(...notAbove("belowCelsius", "aboveCelsius", { strictly: true }));

type Danger = "smoke" | "co" | "gas" | "flood";
const dangers: Record<Danger, { says: string; priority: Priority }> = {
  smoke: { says: "Smoke", priority: "critical" },
  co: { says: "Carbon monoxide", priority: "critical" },
  gas: { says: "Gas", priority: "critical" },
  flood: { says: "Water on the floor", priority: "urgent" },
};

interface Detector extends DeviceEntry {
  danger: Danger;
  /** The last that it said. */
  said: ReportTimes;
  /** When it last rang, epoch ms; null while all is clear. */
  rangAt: number | null;
}

interface EnvironmentState {
  detectors: readonly Detector[];
  rooms: readonly Room[];
}

const beginning: EnvironmentState = { detectors: [], rooms: [] };

/** Smoke, gases and water at once, one episode for each of the four; a room too cold or too hot when it has been so for long. */
export const environment = defineRule<EnvironmentState, z.infer<typeof settings>>({
  name: "environment",
  version: 1,
  title: "Smoke, gas, water, cold and heat",
  explains: "Smoke, carbon monoxide, gas or water rings at once; a room too cold or too hot for long rings as advisory.",
  settings,
  reads: ["smoke", "co", "gas", "flood", "temperature"],
  timeBase: "arrivalTime",
  guardsLife: true,
  needs: [{ kinds: ["smoke", "co", "gas", "flood", "temperature"], words: "a smoke, gas, water or temperature sensor" }],
  start: (_context, state = beginning) => ({ state, wakeAt: nextRoomTimer(state.rooms) }),
  onReading(state, reading, context) {
    if (reading.value.kind === "temperature") {
      const { rooms, decisions } = afterTemperature(state.rooms, reading, reading.value.celsius, context);
      if (rooms === state.rooms && decisions.length === 0) return null;
      return { state: { ...state, rooms }, wakeAt: nextRoomTimer(rooms), decisions };
    }
    const danger = dangerOf(reading.value);
    if (danger === null) return null;
    const { home, now, settings } = context;
    const label = deviceLabel(home.devices.get(reading.deviceId));
    const { detectors, decisions } = afterDetector(state.detectors, reading, danger, now, settings.repeatSeconds * 1000, {
      label,
      when: reportedTimeText(reading, home),
    });
    return { state: { ...state, detectors }, wakeAt: nextRoomTimer(state.rooms), decisions };
  },
  onTimer(state, dueAt, context) {
    const { rooms, decisions } = onRoomTimer(state.rooms, dueAt, context);
    return { state: { ...state, rooms }, wakeAt: nextRoomTimer(rooms), decisions };
  },
});

function dangerOf(value: ReadingValue): { kind: Danger; here: boolean } | null {
  switch (value.kind) {
    case "smoke":
    case "co":
    case "gas":
    case "flood":
      return { kind: value.kind, here: value.detected };
    default:
      return null;
  }
}

function afterDetector(
  detectors: readonly Detector[],
  reading: Reading,
  { kind, here }: { kind: Danger; here: boolean },
  now: number,
  repeatMs: number,
  { label, when }: { label: string; when: string },
): { detectors: readonly Detector[]; decisions: Decision[] } {
  const { deviceId } = reading;
  const ofKind = detectors.filter(({ danger }) => danger === kind);
  const known = entryOf(ofKind, deviceId);
  const put = (said: ReportTimes, rangAt: number | null): readonly Detector[] => [
    ...detectors.filter((one) => one !== known),
    { deviceId, danger: kind, said, rangAt },
  ];
  const othersGoOn = ofKind.some((one) => one !== known && one.rangAt !== null);
  if (!here) {
    // An all-clear from before the danger is none.
    if (known !== undefined && isOlderThan(reading, known.said)) return { detectors, decisions: [] };
    const clear: Decision = { do: "addNote", episode: kind, text: `All clear ${when}: ${label}`, endsEpisode: !othersGoOn };
    return { detectors: put(latestReport(reading), null), decisions: known?.rangAt === null ? [] : [clear] };
  }
  const { says, priority } = dangers[kind];
  const sentence = `${says} detected${arrivedLate(reading) ? ` ${when}` : ""}: ${label}`;
  const raise: Decision = { do: "raise", episode: kind, priority, sentence, deviceId };
  // Kept by the device, and heard of when it was over: it rings, for somebody was in danger, and says so. What is said at once is never over.
  if (known?.rangAt === null && reading.historical && reading.time < known.said.saidAt) {
    const text = `All clear since then, by what came before: ${label}`;
    return { detectors, decisions: [raise, { do: "addNote", episode: kind, text, endsEpisode: !othersGoOn }] };
  }
  if (known === undefined || known.rangAt === null) return { detectors: put(latestReport(reading), now), decisions: [raise] };
  const said = latestReport(reading, known.said);
  if (now - known.rangAt < repeatMs) return { detectors: put(said, known.rangAt), decisions: [] };
  return { detectors: put(said, now), decisions: [raise] };
}
