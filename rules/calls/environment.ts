import { z } from "zod";
import type { Priority } from "#domain/alarm.ts";
import type { Decision } from "#domain/decision.ts";
import { callerEpisode, callerLabel } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";
import { type DeviceEntry, entryOf } from "../perDevice.ts";
import { orderedSettings } from "../plan/settingsOrder.ts";
import { arrivedLate, isOlderThan, latestReport, type ReportTimes } from "../readingAge.ts";
import { defineRule, type RuleContext } from "../rule.ts";
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
      .meta({ title: "Shortest time between two rings of one detector", unit: "s" }),
    ...temperatureSettings,
  })
  .refine(...orderedSettings("belowCelsius", "aboveCelsius", { strictly: true }));

type Settings = z.infer<typeof settings>;

type Danger = "smoke" | "co" | "gas" | "flood";
const dangers: Record<Danger, { title: string; priority: Priority }> = {
  smoke: { title: "Smoke", priority: "critical" },
  co: { title: "Carbon monoxide", priority: "critical" },
  gas: { title: "Gas", priority: "critical" },
  flood: { title: "Water on the floor", priority: "urgent" },
};

/** A device has one entry for each danger that it reports. */
interface Detector extends DeviceEntry {
  danger: Danger;
  /** Its latest report of this danger, or its all-clear. */
  said: ReportTimes;
  /** When it last rang, epoch ms; null after the all-clear. */
  rangAt: number | null;
}

interface EnvironmentState {
  detectors: readonly Detector[];
  rooms: readonly Room[];
}

const firstState: EnvironmentState = { detectors: [], rooms: [] };

/**
 * Watches detectors of smoke, carbon monoxide, gas and water, and thermometers (see `roomTemperature.ts`). A danger rings at once: water
 * urgently, the others critically. A detector that reports it again rings again, every 30 seconds at most; in between its reports open an
 * alarm only where a person has closed it. Each danger is one
 * episode for the home, and the episode ends when all its detectors are clear. An all-clear from before the danger clears
 * nothing. A detector that goes on saying so after a person closed its alarm as a technical fault is stuck: it is on the technical list until its all-clear,
 * and rings when the danger begins again. A buffered danger that was over before it arrived rings all the same, and its timeline says that all is clear.
 *
 * Example: smoke in the kitchen 18:01:00, alarm "Smoke detected: Smoke alarm, Kitchen". Reported again 18:01:10, nothing changes, for
 * the alarm is open; 18:01:30, it rings again. Smoke in the hall 18:01:40, it rings again. Kitchen clear 18:05: the note "All clear 18:05: Smoke alarm, Kitchen". Hall
 * clear 18:06: a note, and the episode ends.
 */
export const environment = defineRule<EnvironmentState, Settings>({
  name: "environment",
  version: 1,
  title: "Smoke, gas, water, cold and heat",
  explains: "Rings at once for smoke, carbon monoxide, gas or water. Raises an advisory alarm for a room that stays too cold or too hot.",
  settings,
  reads: ["smoke", "co", "gas", "flood", "temperature"],
  timeBase: "arrivalTime",
  guardsLife: true,
  needs: [{ kinds: ["smoke", "co", "gas", "flood", "temperature"], words: "a smoke, gas, water or temperature sensor" }],
  start: (_context, state = firstState) => ({ state, wakeAt: nextRoomTimer(state.rooms) }),
  onReading(state, reading, context) {
    if (reading.value.kind === "temperature") {
      const { rooms, decisions } = afterTemperature(state.rooms, reading, reading.value.celsius, context);
      if (rooms === state.rooms && decisions.length === 0) return null;
      return { state: { ...state, rooms }, wakeAt: nextRoomTimer(rooms), decisions };
    }
    const report = dangerReportOf(reading.value);
    if (report === null) return null;
    const { detectors, decisions } = afterDetector(state.detectors, reading, report, context);
    return { state: { ...state, detectors }, wakeAt: nextRoomTimer(state.rooms), decisions };
  },
  onTimer(state, dueAt, context) {
    const { rooms, decisions } = onRoomTimer(state.rooms, dueAt, context);
    return { state: { ...state, rooms }, wakeAt: nextRoomTimer(rooms), decisions };
  },
});

interface DangerReport {
  danger: Danger;
  detected: boolean;
}

function dangerReportOf(value: ReadingValue): DangerReport | null {
  switch (value.kind) {
    case "smoke":
    case "co":
    case "gas":
    case "flood":
      return { danger: value.kind, detected: value.detected };
    default:
      return null;
  }
}

interface DetectorStep {
  detectors: readonly Detector[];
  decisions: readonly Decision[];
}

function afterDetector(
  detectors: readonly Detector[],
  reading: Reading,
  { danger, detected }: DangerReport,
  { home, now, settings }: RuleContext<Settings>,
): DetectorStep {
  const { deviceId } = reading;
  const device = home.devices.get(deviceId);
  const label = callerLabel(device, danger);
  const episode = callerEpisode(device, danger, danger);
  const when = reportedTimeText(reading, home);
  const ofDanger = detectors.filter((one) => one.danger === danger);
  const known = entryOf(ofDanger, deviceId);
  const withReport = (said: ReportTimes, rangAt: number | null): readonly Detector[] => [
    ...detectors.filter((one) => one !== known),
    { deviceId, danger, said, rangAt },
  ];
  const allClear = (text: string): Decision => {
    const sharesEpisode = (id: DeviceId): boolean => callerEpisode(home.devices.get(id), danger, danger) === episode;
    const othersRing = ofDanger.some((one) => one !== known && one.rangAt !== null && sharesEpisode(one.deviceId));
    return { do: "addNote", episode, text: `${text}: ${label}`, endsEpisode: !othersRing };
  };
  if (!detected) {
    if (known !== undefined && isOlderThan(reading, known.said)) return { detectors, decisions: [] };
    const decisions = known?.rangAt === null ? [] : [allClear(`All clear ${when}`)];
    return { detectors: withReport(latestReport(reading), null), decisions };
  }
  const { title, priority } = dangers[danger];
  const sentence = `${title} detected${arrivedLate(reading) ? ` ${when}` : ""}: ${label}`;
  const raise: Decision = { do: "raise", episode, priority, sentence, deviceId };
  // Buffered, and an all-clear of a later time has arrived before it. Only a buffered danger can be over already.
  if (known?.rangAt === null && reading.historical && reading.time < known.said.saidAt)
    return { detectors, decisions: [raise, allClear("All clear since then (reported earlier)")] };
  if (known === undefined || known.rangAt === null) return { detectors: withReport(latestReport(reading), now), decisions: [raise] };
  const said = latestReport(reading, known.said);
  const lasting: Decision = { ...raise, lasts: true };
  if (now - known.rangAt < settings.repeatSeconds * 1000)
    return { detectors: withReport(said, known.rangAt), decisions: [{ ...lasting, repeated: true }] };
  return { detectors: withReport(said, now), decisions: [lasting] };
}
