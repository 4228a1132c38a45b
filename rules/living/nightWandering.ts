import { z } from "zod";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { inWindows } from "#domain/time/planWindow.ts";
import { minuteOfDay, wallReading, wallTime } from "#domain/time/wallClock.ts";
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
import { withDevice } from "./signsOfLife.ts";

const settings = z.strictObject({
  advisoryAt: z.enum(["outOfBed", "movement"]).default("outOfBed").meta({ title: "What rings as advisory first" }),
  // A hall is on the way to the toilet as well as to the door, which rings by itself.
  quietRooms: z
    .array(z.string().trim().min(1).max(60))
    .max(20)
    .default(["Bathroom", "Toilet", "WC", "En suite", "Hall", "Hallway", "Landing", "Corridor"])
    .meta({ title: "Rooms in which movement is no wandering, beside the bedroom" }),
  leftHomeMinutes: z
    .number()
    .min(1)
    .max(60)
    .default(3)
    .meta({ title: "How soon somebody must be seen indoors after an outside door", unit: "min" }),
  leavingSeconds: z
    .number()
    .int()
    .min(0)
    .max(120)
    .default(10)
    .meta({ title: "Movement so soon after the door may be of leaving", unit: "s" }),
  morningFrom: wallTime.default("06:00").meta({ title: "From then on people get up", unit: "time of day" }),
  windows: z.array(z.string()).default(["night"]).meta({ title: "Windows in which it guards" }),
});
type Settings = z.infer<typeof settings>;

interface WanderingState {
  /** Beds and chairs in use, and doors that stand open: to say so again is nothing new. */
  on: readonly DeviceId[];
  /** The episode under way; null for none. */
  night: NightEpisode | null;
}

const noon = 12 * 60;
const noEpisode: WanderingState = { on: [], night: null };

/** When to look next. */
function wakeAt({ night }: WanderingState): number | null {
  if (night === null) return null;
  if (night.missingAt === null || night.lookAt === null) return night.missingAt ?? night.lookAt;
  return Math.min(night.missingAt, night.lookAt);
}

/**
 * Up and about in the night, as one episode a home that grows: out of bed, movement, an outside door, nobody seen indoors
 * since. Bed and door tell of it with each other or alone. What a morning is, and what an episode goes by, is settled when it begins.
 */
export const nightWandering = defineRule<WanderingState, Settings>({
  name: "nightWandering",
  version: 2,
  title: "Wandering in the night",
  explains:
    "Out of bed in the night rings as advisory, an outside door urgently, and nobody seen indoors after the door critically; all in one alarm.",
  settings,
  reads: ["bed", "door", "motion", "chair"],
  timeBase: "eventTime",
  acceptsEarlierStates: true,
  leastWindowMinutes: () => 0,
  needs: [outsideDoorNeed],
  start: (_context, state = noEpisode) => ({ state, wakeAt: wakeAt(state) }),
  onReading(state, reading, context) {
    const { value, deviceId } = reading;
    if (value.kind === "motion") {
      if (state.night === null || !value.detected) return null;
      return toStep(state, state.on, onMovement(state.night, state.on, reading, context));
    }
    const is = value.kind === "door" ? value.open : (value.kind === "bed" || value.kind === "chair") && value.occupied;
    const on = withDevice(state.on, deviceId, is);
    if (on === state.on) return null;
    return toStep(state, on, onStateChange(state.night, { is, on }, reading, context));
  },
  onTimer: (state, dueAt, { home }) => toStep(state, state.on, state.night === null ? nothing : onNightTimer(state.night, dueAt, home)),
  restoreLongMemory(standing, { night }, { now, finishing }) {
    // Out of the plan since before then, so is what goes on in it.
    if (night === null || !(finishing || (night.over && night.door !== null && night.door.at <= now)))
      return { state: standing, wakeAt: wakeAt(standing) };
    const door = night.door === null ? null : { ...night.door, at: Math.min(night.door.at, now) };
    const state = { on: standing.on, night: { ...night, door } };
    return { state, wakeAt: wakeAt(state) };
  },
  hasOpenEpisode: ({ night }) => night !== null,
});

const nothing: NightStep = { night: null, decisions: [] };

function toStep(state: WanderingState, on: WanderingState["on"], { night, decisions }: NightStep) {
  const next = on === state.on && night === state.night ? state : { on, night };
  return { state: next, wakeAt: wakeAt(next), decisions };
}

/** What is in use or open by now, and whether that which spoke is. */
interface StateChange {
  is: boolean;
  on: WanderingState["on"];
}

/** Whoever is missed since an earlier night must not keep this one quiet: a door opened or a bed left begins anew, and rings. */
function onStateChange(night: NightEpisode | null, now: StateChange, reading: Reading, context: RuleContext<Settings>): NightStep {
  const told = changeEpisode(night?.over ? null : night, now, reading, context);
  if (night === null || !night.over) return told;
  if (told.night === null) return changeEpisode(night, now, reading, context);
  return { night: told.night, decisions: [endOfEarlierNight(night, reading.time, context.home), ...told.decisions] };
}

/** What a bed, door or chair that changed makes of the episode. */
function changeEpisode(night: NightEpisode | null, { is, on }: StateChange, reading: Reading, context: RuleContext<Settings>): NightStep {
  const { home } = context;
  const { kind } = reading.value;
  if (kind === "bed" && is) return night === null ? nothing : backInBed(night, reading, home);
  if (kind === "door" && isOutsideDoor(home, reading.deviceId)) {
    if (night === null && (!is || !mayBegin(context))) return nothing;
    const morning = isMorning(night?.terms ?? context.settings, context);
    return doorChanged(night ?? newEpisode(context), reading, { opened: is, morning, canSee: hasIndoorSensor(home) }, home);
  }
  if (kind === "bed") {
    if (night !== null) return leftBed(night, reading, staysIndoors(on, night, context), home);
    return mayBegin(context) && !isMorning(context.settings, context) ? leftBed(newEpisode(context), reading, false, home) : nothing;
  }
  if (night === null) return nothing;
  if (kind === "door") return onMovement(night, on, reading, context);
  return seenIndoors({ night, decisions: [] }, reading, staysIndoors(on, night, context), home);
}

/** Movement, of people or of the doors that they open indoors. */
function onMovement(night: NightEpisode, on: WanderingState["on"], reading: Reading, context: RuleContext<Settings>): NightStep {
  const { home } = context;
  const wanders = night.out.length > 0 && !night.stirred && isWandering(night, reading, context);
  const told: NightStep = wanders ? firstMovement(night, reading, isMorning(night.terms, context), home) : { night, decisions: [] };
  return seenIndoors(told, reading, staysIndoors(on, night, context), home);
}

/** Who sits in a chair does not leave, and who is seen in the morning has got up. */
const staysIndoors = (on: WanderingState["on"], { terms }: NightEpisode, context: RuleContext<Settings>): boolean =>
  on.some((id) => context.home.devices.get(id)?.kind === "chair") || isMorning(terms, context);

/** A door that nobody said where it is may well be that of the bathroom. */
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

function isMorning({ morningFrom }: Pick<Settings, "morningFrom">, { home, now }: RuleContext<Settings>): boolean {
  const { minute } = wallReading(now, home.timezone);
  return minute >= minuteOfDay(morningFrom) && minute < noon;
}
