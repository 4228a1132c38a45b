import { z } from "zod";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { inWindows } from "#domain/time/planWindow.ts";
import { minuteOfDay, wallReading, wallTime } from "#domain/time/wallClock.ts";
import { defineRule, type RuleContext } from "../rule.ts";
import {
  backInBed,
  beginNight,
  doorChanged,
  indoors,
  type Night,
  nightTimer,
  outOfBed,
  overSince,
  type Told,
  wandering,
} from "./nightEpisode.ts";
import { canSeeIndoors, isOutside, outsideDoorNeed, sameRoom } from "./outsideDoor.ts";
import { withState } from "./signsOfLife.ts";

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

interface Standing {
  /** Beds and chairs in use, and doors that stand open: to say so again is nothing new. */
  on: readonly DeviceId[];
  /** The episode under way; null for none. */
  night: Night | null;
}

const noon = 12 * 60;
const asleep: Standing = { on: [], night: null };

/** When to look next. */
function wakeAt({ night }: Standing): number | null {
  if (night === null) return null;
  if (night.missingAt === null || night.lookAt === null) return night.missingAt ?? night.lookAt;
  return Math.min(night.missingAt, night.lookAt);
}

/**
 * Up and about in the night, as one episode a home that grows: out of bed, movement, an outside door, nobody seen indoors
 * since. Bed and door tell of it with each other or alone. What a morning is, and what an episode goes by, is settled when it begins.
 */
export const nightWandering = defineRule<Standing, Settings>({
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
  start: (_context, state = asleep) => ({ state, wakeAt: wakeAt(state) }),
  onReading(state, reading, context) {
    const { value, deviceId } = reading;
    if (value.kind === "motion") {
      if (state.night === null || !value.detected) return null;
      return after(state, state.on, movement(state.night, state.on, reading, context));
    }
    const is = value.kind === "door" ? value.open : (value.kind === "bed" || value.kind === "chair") && value.occupied;
    const on = withState(state.on, deviceId, is);
    if (on === state.on) return null;
    return after(state, on, inNight(state.night, { is, on }, reading, context));
  },
  onTimer: (state, dueAt, { home }) => after(state, state.on, state.night === null ? nothing : nightTimer(state.night, dueAt, home)),
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

const nothing: Told = { night: null, decisions: [] };

function after(state: Standing, on: Standing["on"], { night, decisions }: Told) {
  const next = on === state.on && night === state.night ? state : { on, night };
  return { state: next, wakeAt: wakeAt(next), decisions };
}

/** What is in use or open by now, and whether that which spoke is. */
interface Changed {
  is: boolean;
  on: Standing["on"];
}

/** Whoever is missed since an earlier night must not keep this one quiet: a door opened or a bed left begins anew, and rings. */
function inNight(night: Night | null, now: Changed, reading: Reading, context: RuleContext<Settings>): Told {
  const told = changed(night?.over ? null : night, now, reading, context);
  if (night === null || !night.over) return told;
  if (told.night === null) return changed(night, now, reading, context);
  return { night: told.night, decisions: [overSince(night, reading.time, context.home), ...told.decisions] };
}

/** What a bed, door or chair that changed makes of the episode. */
function changed(night: Night | null, { is, on }: Changed, reading: Reading, context: RuleContext<Settings>): Told {
  const { home } = context;
  const { kind } = reading.value;
  if (kind === "bed" && is) return night === null ? nothing : backInBed(night, reading, home);
  if (kind === "door" && isOutside(home, reading.deviceId)) {
    if (night === null && (!is || !mayBegin(context))) return nothing;
    const morning = isMorning(night?.terms ?? context.settings, context);
    return doorChanged(night ?? begun(context), reading, { opened: is, morning, canSee: canSeeIndoors(home) }, home);
  }
  if (kind === "bed") {
    if (night !== null) return outOfBed(night, reading, stays(on, night, context), home);
    return mayBegin(context) && !isMorning(context.settings, context) ? outOfBed(begun(context), reading, false, home) : nothing;
  }
  if (night === null) return nothing;
  if (kind === "door") return movement(night, on, reading, context);
  return indoors({ night, decisions: [] }, reading, stays(on, night, context), home);
}

/** Movement, of people or of the doors that they open indoors. */
function movement(night: Night, on: Standing["on"], reading: Reading, context: RuleContext<Settings>): Told {
  const { home } = context;
  const wanders = night.out.length > 0 && !night.stirred && isElsewhere(night, reading, context);
  const told: Told = wanders ? wandering(night, reading, isMorning(night.terms, context), home) : { night, decisions: [] };
  return indoors(told, reading, stays(on, night, context), home);
}

/** Who sits in a chair does not leave, and who is seen in the morning has got up. */
const stays = (on: Standing["on"], { terms }: Night, context: RuleContext<Settings>): boolean =>
  on.some((id) => context.home.devices.get(id)?.kind === "chair") || isMorning(terms, context);

/** A door that nobody said where it is may well be that of the bathroom. */
function isElsewhere({ out, terms }: Night, { value, deviceId }: Reading, { home }: RuleContext<Settings>): boolean {
  const room = home.devices.get(deviceId)?.room ?? "";
  if (room === "" && value.kind === "door") return false;
  return (
    !terms.quietRooms.some((quiet) => sameRoom(room, quiet)) &&
    !out.some((bed) => sameRoom(room, home.devices.get(bed.deviceId)?.room ?? ""))
  );
}

const begun = ({ settings, windows, now }: RuleContext<Settings>): Night => beginNight(now, settings, windows);

const mayBegin = ({ home, windows, now, finishing }: RuleContext<Settings>): boolean =>
  !finishing && inWindows(windows, now, home.timezone);

function isMorning({ morningFrom }: Pick<Settings, "morningFrom">, { home, now }: RuleContext<Settings>): boolean {
  const { minute } = wallReading(now, home.timezone);
  return minute >= minuteOfDay(morningFrom) && minute < noon;
}
