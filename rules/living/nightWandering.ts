import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { inWindows } from "#domain/time/planWindow.ts";
import { minuteOfDay, wallReading, wallTime } from "#domain/time/wallClock.ts";
import { earliestTime, entryOf, withDevice, withoutRemovedEntries } from "../perDevice.ts";
import { hasUnknownAge } from "../readingAge.ts";
import { defineRule, type RuleContext } from "../rule.ts";
import { returnSeconds } from "./belief/believedReturn.ts";
import { addReport, expectedIntervalMs, type Reports } from "./belief/regularReports.ts";
import {
  backInBed,
  beginEpisode,
  doorChanged,
  endOfEarlierNight,
  firstMovement,
  leftBed,
  type NightEpisode,
  type NightStep,
  onNightTimer,
  type Sighting,
  seenIndoors,
  sightingOf,
} from "./nightEpisode.ts";
import { hasIndoorSensor, isOutsideDoor, outsideDoorNeed, sameRoom } from "./sensorPlaces.ts";

const settings = z.strictObject({
  advisoryAt: z.enum(["outOfBed", "movement"]).default("outOfBed").meta({ title: "What raises the first, advisory alarm" }),
  // A hall leads to the toilet as well as to the front door, and the front door rings anyway.
  quietRooms: z
    .array(z.string().trim().min(1).max(60))
    .max(20)
    .default(["Bathroom", "Toilet", "WC", "En suite", "Hall", "Hallway", "Landing", "Corridor"])
    .meta({ title: "Rooms, beside the bedroom, in which movement is not wandering" }),
  leftHomeMinutes: z
    .number()
    .min(1)
    .max(60)
    .default(3)
    .meta({ title: "Time after an outside door within which the person must be seen indoors", unit: "min" }),
  leavingSeconds: z
    .number()
    .int()
    .min(0)
    .max(120)
    .default(10)
    .meta({ title: "Time after the door in which movement may come from leaving", unit: "s" }),
  returnSeconds,
  morningFrom: wallTime.default("06:00").meta({ title: "When the morning begins and getting up is normal", unit: "time of day" }),
  windows: z.array(z.string()).default(["night"]).meta({ title: "Windows in which the rule watches" }),
});
type Settings = z.infer<typeof settings>;

/** A bed or chair that is taken, and when that is believed (epoch ms). */
interface Return extends Sighting {
  believedAt: number;
}

interface WanderingState {
  /** Beds and chairs in use, as far as that is believed, and open doors. With these, a repeated report is not taken for a change. */
  on: readonly DeviceId[];
  /** Returns that are not believed yet. */
  back: readonly Return[];
  /** How beds and outside doors report. */
  reports: readonly Reports[];
  /** The latest movement, to the minute; null for none. Epoch ms. */
  movedAt: number | null;
  /** The open episode; null for none. */
  night: NightEpisode | null;
}

const noonMinute = 12 * 60;
const none: readonly never[] = [];
const firstState: WanderingState = { on: none, back: none, reports: none, movedAt: null, night: null };
/** Movement so long before a door opened shows that the person is up. */
const supportMs = 10 * 60_000;
const minuteMs = 60_000;

/** A person whose return is not believed yet is not missed before that. */
function wakeAt({ night, back }: WanderingState): number | null {
  const believedAt = earliestTime(back, (one) => one.believedAt);
  const missingAt = back.length > 0 ? null : (night?.missingAt ?? null);
  return earliestTime([believedAt, missingAt, night?.lookAt ?? null], (at) => at);
}

/**
 * Watches a person who is up at night (22:00 to 07:00), as one episode that grows in priority:
 * - advisory when a bed is left, or, with `advisoryAt: "movement"`, at the first movement away from bedroom, bathroom and hall;
 * - urgent at each opening of an outside door, for the person may already be outside;
 * - critical when no sensor sees the person indoors for 3 minutes after the door moved. Movement within 10 seconds may come from leaving and does not
 *   count. A home without an indoor sensor has no critical alarm.
 *
 * From 06:00 on people get up: a bed no longer rings, and a door raises an advisory alarm only. The episode ends when the person is back in
 * bed, is back indoors in a home without an empty bed, or when the window ends and the person is not missed. In homes without a bed sensor
 * the door begins it.
 *
 * A bed or chair that is taken is believed after a minute, so a blip ends nothing. An opening or leaving counts although the state before was the same,
 * for the message in between was lost, unless it is a regular report.
 *
 * Example: 02:10 advisory "Out of bed 02:10". 02:14 urgent "Front door opened 02:14 (Hall), out of bed since 02:10". Door closed 02:14:20.
 * 02:17:20 critical "May have left home: Front door closed 02:14 (Hall), nobody seen indoors for 3 min since". 03:02 "Back indoors
 * 03:02: Hall motion, Hall". 03:10 "Back in bed 03:10" ends the episode.
 */
export const nightWandering = defineRule<WanderingState, Settings>({
  name: "nightWandering",
  version: 3,
  title: "Wandering at night",
  explains:
    "One alarm that grows at night: advisory when the person is up, urgent when an outside door opens, critical when the person is not seen indoors after it.",
  settings,
  reads: ["bed", "door", "motion", "chair"],
  timeBase: "eventTime",
  acceptsEarlierStates: true,
  leastWindowMinutes: () => 0,
  needs: [outsideDoorNeed],
  start({ home }, before = firstState) {
    const reports = withoutRemovedEntries(before.reports, home);
    const back = withoutRemovedEntries(before.back, home);
    const state = reports === before.reports && back === before.back ? before : { ...before, reports, back };
    return { state, wakeAt: wakeAt(state) };
  },
  onReading(before, reading, context) {
    const { value, deviceId, time } = reading;
    if (value.kind === "motion") {
      if (!value.detected) return null;
      const { movedAt } = before;
      const state = movedAt !== null && time - movedAt < minuteMs ? before : { ...before, movedAt: time };
      if (state.night === null) return state === before ? null : { state, wakeAt: wakeAt(state), decisions: none };
      return toStep(state, onMovement(state.night, state.on, reading, context));
    }
    // It may be of yesterday: a bed that was left may begin an episode, but it does not show a person indoors in one.
    const mayRaise = isOutsideDoor(context.home, deviceId) || (value.kind === "bed" && before.night === null);
    if (hasUnknownAge(reading) && !mayRaise) return null;
    const { isOn, isNews, isFirst, state } = afterReport(before, reading, context);
    if (isOn && value.kind !== "door") return takenNow(state, reading, isFirst, context);
    const wasOn = state.on.includes(deviceId);
    const back = state.back.filter((one) => one.deviceId !== deviceId);
    if (back.length < state.back.length) return blipOver({ ...state, back }, time);
    const leavesUnseen = isNews && value.kind !== "chair" && !isOut(state.night, deviceId) && mayBegin(context);
    if (wasOn === isOn && !leavesUnseen) return { state, wakeAt: wakeAt(state), decisions: none };
    const next = { ...state, on: withDevice(state.on, deviceId, isOn) };
    return toStep(next, onStateChange(next, isOn, reading, context));
  },
  onTimer(before, dueAt, context) {
    const { home } = context;
    const decisions: Decision[] = [];
    let state = before;
    for (const one of before.back) {
      if (one.believedAt > dueAt) continue;
      state = { ...state, on: withDevice(state.on, one.deviceId, true), back: state.back.filter((other) => other !== one) };
      const step = believed(state, one, context);
      decisions.push(...step.decisions);
      state = { ...state, night: step.night };
    }
    if (state.night === null) return { state, wakeAt: wakeAt(state), decisions };
    const step = onNightTimer(state.night, dueAt, state.back.length > 0, home);
    return toStep(state, { night: step.night, decisions: [...decisions, ...step.decisions] });
  },
  restoreLongMemory(rebuilt, { night }, { now, finishing }) {
    // Remembered: a person missed since before `now`, and any episode of a rule that the plan dropped before then.
    const isRemembered = night !== null && (finishing || (night.over && night.door !== null && night.door.at <= now));
    if (!isRemembered) return { state: rebuilt, wakeAt: wakeAt(rebuilt) };
    const door = night.door === null ? null : { ...night.door, at: Math.min(night.door.at, now) };
    const state = { ...rebuilt, night: { ...night, door } };
    return { state, wakeAt: wakeAt(state) };
  },
  afterServerStep(state, _byMs, { now }) {
    if (state.night === null || state.night.lookAt === null) return { state, wakeAt: wakeAt(state) };
    const next = { ...state, night: { ...state.night, lookAt: now + 1 } };
    return { state: next, wakeAt: wakeAt(next) };
  },
  hasOpenEpisode: ({ night }) => night !== null,
});

const nothing: NightStep = { night: null, decisions: [] };

function toStep(state: WanderingState, { night, decisions }: NightStep) {
  const next = night === state.night ? state : { ...state, night };
  return { state: next, wakeAt: wakeAt(next), decisions };
}

const isOut = (night: NightEpisode | null, id: DeviceId): boolean => night?.out.some(({ deviceId }) => deviceId === id) === true;

/** Whether the device is in use or open, and whether it says so again although the message in between was lost. */
function afterReport(before: WanderingState, { value, deviceId, time }: Reading, { home }: RuleContext<Settings>) {
  const isOn = value.kind === "door" ? value.open : (value.kind === "bed" || value.kind === "chair") && value.occupied;
  const said = before.on.includes(deviceId) || before.back.some((one) => one.deviceId === deviceId);
  const isFirst = entryOf(before.reports, deviceId) === undefined;
  const { reports, isNews } = addReport(before.reports, deviceId, {
    time,
    repeats: !isFirst && said === isOn,
    expectedMs: expectedIntervalMs(home, deviceId),
  });
  // Only an opening or a leaving counts without the message before it.
  const counts = isNews && (value.kind === "bed" ? !isOn : isOn);
  return { isOn, isNews: counts, isFirst, state: { ...before, reports } };
}

/** A bed or chair is taken: that is believed in a minute. */
function takenNow(state: WanderingState, reading: Reading, isFirst: boolean, { home, settings }: RuleContext<Settings>) {
  const { deviceId, time } = reading;
  const isKnown = state.on.includes(deviceId) || state.back.some((one) => one.deviceId === deviceId);
  // The first report of a bed is believed at once: nothing else is known of it.
  const believedAt = time + (isFirst && reading.value.kind === "bed" ? 0 : settings.returnSeconds * 1000);
  const one: Return = { ...sightingOf(reading, home), believedAt };
  const next = isKnown ? state : { ...state, back: state.back.concat([one]) };
  return { state: next, wakeAt: wakeAt(next), decisions: none };
}

/** The bed or chair was taken for seconds. A person whom that kept from being missed is missed now. */
function blipOver(state: WanderingState, time: number) {
  const { night } = state;
  const isDue = night !== null && night.missingAt !== null && state.back.length === 0 && night.missingAt <= time;
  const next = isDue ? { ...state, night: { ...night, missingAt: time + 1 } } : state;
  return { state: next, wakeAt: wakeAt(next), decisions: none };
}

/** The person has been in the bed or chair for a minute. */
function believed({ night, on }: WanderingState, seen: Return, context: RuleContext<Settings>): NightStep {
  const { home } = context;
  if (night === null) return nothing;
  if (home.devices.get(seen.deviceId)?.kind === "bed") return backInBed(night, seen, home);
  return seenIndoors({ night, decisions: [] }, seen, staysIndoors(on, night, context), home);
}

/**
 * A person missed since an earlier night must not keep this night quiet: if the change begins an episode, that episode replaces
 * the old one and rings.
 */
function onStateChange(state: WanderingState, isOn: boolean, reading: Reading, context: RuleContext<Settings>): NightStep {
  const { night } = state;
  if (night === null || !night.over) return changeEpisode(state, isOn, reading, context);
  const fresh = changeEpisode({ ...state, night: null }, isOn, reading, context);
  if (fresh.night === null) return changeEpisode(state, isOn, reading, context);
  return { night: fresh.night, decisions: [endOfEarlierNight(night, reading.time, context.home), ...fresh.decisions] };
}

/** A bed or chair was left, or a door moved. */
function changeEpisode({ night, on, movedAt }: WanderingState, isOn: boolean, reading: Reading, context: RuleContext<Settings>): NightStep {
  const { home } = context;
  const { kind } = reading.value;
  if (kind === "door" && isOutsideDoor(home, reading.deviceId)) {
    if (night === null && (!isOn || !mayBegin(context))) return nothing;
    const change = {
      opened: isOn,
      isMorning: isMorning(night?.terms ?? context.settings, context),
      canSeeIndoors: hasIndoorSensor(home),
      isSupported: (night?.out.length ?? 0) > 0 || (movedAt !== null && reading.time - movedAt < supportMs),
    };
    return doorChanged(night ?? newEpisode(context), reading, change, home);
  }
  if (kind === "bed") {
    if (night !== null) return leftBed(night, reading, staysIndoors(on, night, context), home);
    return mayBegin(context) && !isMorning(context.settings, context) ? leftBed(newEpisode(context), reading, false, home) : nothing;
  }
  if (night === null) return nothing;
  if (kind === "door") return onMovement(night, on, reading, context);
  return seenIndoors({ night, decisions: [] }, sightingOf(reading, home), staysIndoors(on, night, context), home);
}

/** Movement, or an inside door that a person moved. */
function onMovement(night: NightEpisode, on: WanderingState["on"], reading: Reading, context: RuleContext<Settings>): NightStep {
  const { home } = context;
  const isFirst = night.out.length > 0 && !night.stirred && isWandering(night, reading, context);
  const step: NightStep = isFirst ? firstMovement(night, reading, isMorning(night.terms, context), home) : { night, decisions: [] };
  return seenIndoors(step, sightingOf(reading, home), staysIndoors(on, night, context), home);
}

/** A person in a chair does not leave, and one who is seen in the morning has got up. */
const staysIndoors = (on: WanderingState["on"], { terms }: NightEpisode, context: RuleContext<Settings>): boolean =>
  on.some((id) => context.home.devices.get(id)?.kind === "chair") || isMorning(terms, context);

/** Away from the quiet rooms and the rooms of the empty beds. A door without a room may be the bathroom's, so it does not count. */
function isWandering({ out, terms }: NightEpisode, { value, deviceId }: Reading, { home }: RuleContext<Settings>): boolean {
  const room = home.devices.get(deviceId)?.room ?? "";
  if (room === "" && value.kind === "door") return false;
  return (
    !terms.quietRooms.some((quiet) => sameRoom(room, quiet)) &&
    !out.some((bed) => sameRoom(room, home.devices.get(bed.deviceId)?.room ?? ""))
  );
}

const newEpisode = ({ settings, windows, now }: RuleContext<Settings>): NightEpisode => beginEpisode(now, settings, windows);

const mayBegin = ({ home, windows, now, finishing }: RuleContext<Settings>): boolean =>
  !finishing && inWindows(windows, now, home.timezone);

/** From `morningFrom` until noon. */
function isMorning({ morningFrom }: Pick<Settings, "morningFrom">, { home, now }: RuleContext<Settings>): boolean {
  const { minute } = wallReading(now, home.timezone);
  return minute >= minuteOfDay(morningFrom) && minute < noonMinute;
}
