import { z } from "zod";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { inWindows } from "#domain/time/planWindow.ts";
import { minuteOfDay, wallReading, wallTime } from "#domain/time/wallClock.ts";
import { withDevice } from "../perDevice.ts";
import { defineRule, type RuleContext } from "../rule.ts";
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
  seenIndoors,
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
  morningFrom: wallTime.default("06:00").meta({ title: "When the morning begins and getting up is normal", unit: "time of day" }),
  windows: z.array(z.string()).default(["night"]).meta({ title: "Windows in which the rule watches" }),
});
type Settings = z.infer<typeof settings>;

interface WanderingState {
  /** Beds and chairs in use, and open doors. With these, a repeated report is not taken for a change. */
  on: readonly DeviceId[];
  /** The open episode; null for none. */
  night: NightEpisode | null;
}

const noonMinute = 12 * 60;
const firstState: WanderingState = { on: [], night: null };

function wakeAt({ night }: WanderingState): number | null {
  if (night === null) return null;
  if (night.missingAt === null || night.lookAt === null) return night.missingAt ?? night.lookAt;
  return Math.min(night.missingAt, night.lookAt);
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
 * Example: 02:10 advisory "Out of bed 02:10". 02:14 urgent "Front door opened 02:14 (Hall), out of bed since 02:10". Door closed 02:14:20.
 * 02:17:20 critical "May have left home: Front door closed 02:14 (Hall), nobody seen indoors for 3 min since". 03:02 "Back indoors
 * 03:02: Hall motion, Hall". 03:10 "Back in bed 03:10" ends the episode.
 */
export const nightWandering = defineRule<WanderingState, Settings>({
  name: "nightWandering",
  version: 2,
  title: "Wandering at night",
  explains:
    "One alarm that grows at night: advisory when the person is up, urgent when an outside door opens, critical when the person is not seen indoors after it.",
  settings,
  reads: ["bed", "door", "motion", "chair"],
  timeBase: "eventTime",
  acceptsEarlierStates: true,
  leastWindowMinutes: () => 0,
  needs: [outsideDoorNeed],
  start: (_context, state = firstState) => ({ state, wakeAt: wakeAt(state) }),
  onReading(state, reading, context) {
    const { value, deviceId } = reading;
    if (value.kind === "motion") {
      if (state.night === null || !value.detected) return null;
      return toStep(state, state.on, onMovement(state.night, state.on, reading, context));
    }
    const isOn = value.kind === "door" ? value.open : (value.kind === "bed" || value.kind === "chair") && value.occupied;
    const on = withDevice(state.on, deviceId, isOn);
    if (on === state.on) return null;
    return toStep(state, on, onStateChange(state.night, { isOn, on }, reading, context));
  },
  onTimer: (state, dueAt, { home }) => toStep(state, state.on, state.night === null ? nothing : onNightTimer(state.night, dueAt, home)),
  restoreLongMemory(rebuilt, { night }, { now, finishing }) {
    // Remembered: a person missed since before `now`, and any episode of a rule that the plan dropped before then.
    const isRemembered = night !== null && (finishing || (night.over && night.door !== null && night.door.at <= now));
    if (!isRemembered) return { state: rebuilt, wakeAt: wakeAt(rebuilt) };
    const door = night.door === null ? null : { ...night.door, at: Math.min(night.door.at, now) };
    const state = { on: rebuilt.on, night: { ...night, door } };
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

function toStep(state: WanderingState, on: WanderingState["on"], { night, decisions }: NightStep) {
  const next = on === state.on && night === state.night ? state : { on, night };
  return { state: next, wakeAt: wakeAt(next), decisions };
}

/** A bed, door or chair that changed: whether it is now in use or open, and all that are. */
interface StateChange {
  isOn: boolean;
  on: WanderingState["on"];
}

/**
 * A person missed since an earlier night must not keep this night quiet: if the change begins an episode, that episode replaces
 * the old one and rings.
 */
function onStateChange(night: NightEpisode | null, change: StateChange, reading: Reading, context: RuleContext<Settings>): NightStep {
  if (night === null || !night.over) return changeEpisode(night, change, reading, context);
  const fresh = changeEpisode(null, change, reading, context);
  if (fresh.night === null) return changeEpisode(night, change, reading, context);
  return { night: fresh.night, decisions: [endOfEarlierNight(night, reading.time, context.home), ...fresh.decisions] };
}

function changeEpisode(night: NightEpisode | null, { isOn, on }: StateChange, reading: Reading, context: RuleContext<Settings>): NightStep {
  const { home } = context;
  const { kind } = reading.value;
  if (kind === "bed" && isOn) return night === null ? nothing : backInBed(night, reading, home);
  if (kind === "door" && isOutsideDoor(home, reading.deviceId)) {
    if (night === null && (!isOn || !mayBegin(context))) return nothing;
    const change = {
      opened: isOn,
      isMorning: isMorning(night?.terms ?? context.settings, context),
      canSeeIndoors: hasIndoorSensor(home),
    };
    return doorChanged(night ?? newEpisode(context), reading, change, home);
  }
  if (kind === "bed") {
    if (night !== null) return leftBed(night, reading, staysIndoors(on, night, context), home);
    return mayBegin(context) && !isMorning(context.settings, context) ? leftBed(newEpisode(context), reading, false, home) : nothing;
  }
  if (night === null) return nothing;
  if (kind === "door") return onMovement(night, on, reading, context);
  return seenIndoors({ night, decisions: [] }, reading, staysIndoors(on, night, context), home);
}

/** Movement, or an inside door that a person moved. */
function onMovement(night: NightEpisode, on: WanderingState["on"], reading: Reading, context: RuleContext<Settings>): NightStep {
  const { home } = context;
  const isFirst = night.out.length > 0 && !night.stirred && isWandering(night, reading, context);
  const step: NightStep = isFirst ? firstMovement(night, reading, isMorning(night.terms, context), home) : { night, decisions: [] };
  return seenIndoors(step, reading, staysIndoors(on, night, context), home);
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
