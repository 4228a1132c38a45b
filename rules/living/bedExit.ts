import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { inWindows, type PlanWindow } from "#domain/time/planWindow.ts";
import { type DeviceEntry, earliestTime, entryOf, withDevice, withEntry, withoutRemovedEntries } from "../perDevice.ts";
import { orderedSettings } from "../plan/settingsOrder.ts";
import { hasUnknownAge } from "../readingAge.ts";
import { defineRule } from "../rule.ts";
import { durationText, eventTimeText, momentText, notListeningText } from "../timeText.ts";
import { returnSeconds } from "./belief/believedReturn.ts";
import { addReport, expectedIntervalMs, type Reports } from "./belief/regularReports.ts";
import { isOutsideDoor, sameRoom } from "./sensorPlaces.ts";

const minutes = z.number().int().min(1).max(240);
const settings = z
  .strictObject({
    // Of 212 recorded trips at night the longest took 616 s, so ten minutes would have rung falsely.
    exitMinutes: minutes.default(20).meta({ title: "How long a person may be out of bed", unit: "min" }),
    movementAddsMinutes: minutes.default(10).meta({ title: "How long movement in another room delays the alarm", unit: "min" }),
    capMinutes: minutes.default(45).meta({ title: "Longest time out of bed, with all delays by movement", unit: "min" }),
    returnSeconds,
    windows: z.array(z.string()).default(["night"]).meta({ title: "Windows in which the rule watches the bed" }),
  })
  .refine(...orderedSettings("exitMinutes", "capMinutes"));
type Settings = z.infer<typeof settings>;

/** The wait for the return, with the settings with which it began. Times in epoch ms. */
interface Wait {
  /** When it rings; null after it rang. */
  dueAt: number | null;
  /** The latest movement in another room. */
  moved: { at: number; deviceId: DeviceId } | null;
  /** Movement delays the alarm until then at most. */
  capAt: number;
  movementAddsMs: number;
  windows: readonly PlanWindow[];
  /** The bed showed the person for seconds only, so it may be wrong that they were in it and left. */
  isDoubtful: boolean;
  /** It showed them for a minute before it was left; left out where it did not. Then a blip does not begin the wait again. */
  wasTaken?: true;
}

interface Bed extends DeviceEntry {
  /** Since when the sensor says that the bed is occupied, believed or not; null while it says that it is empty. */
  takenAt: number | null;
  /** A return that is not believed yet: when it will be, and the note that then ends the episode. */
  back: { believedAt: number; text: string } | null;
  /** Null while the bed is occupied, as far as that is believed. `wait` is null when the person got up: no alarm is due. */
  out: { leftAt: number; wait: Wait | null } | null;
  /** It has shown the person for a minute, at least once. */
  wasSure: boolean;
  /** The last times at which it was occupied for seconds only, oldest first. */
  blips: readonly number[];
}

interface BedExitState {
  beds: readonly Bed[];
  /** Open doors and chairs in use. A repeated report of one of these is not movement. */
  on: readonly DeviceId[];
  /** How the beds report. */
  reports: readonly Reports[];
}

const noBeds: BedExitState = { beds: [], on: [], reports: [] };
const wakeAt = ({ beds }: BedExitState) => earliestTime(beds, ({ back, out }) => back?.believedAt ?? out?.wait?.dueAt ?? null);

/**
 * Watches each bed in a window (22:00 to 07:00), and rings when the person left it and is not back after 20 minutes. Movement in
 * another room delays the alarm until 10 minutes after the movement, and until 45 minutes after leaving bed at most. The episode is the
 * bed's device id and ends with the return to bed. Of 212 recorded trips to the toilet at night the longest took 10 min 16 s. A bed whose
 * first reading is "empty" counts as left then.
 *
 * The wait continues past the end of the window. After that end, a person seen in another room has got up and the wait is over; one
 * who is seen nowhere may lie on the floor.
 *
 * A return is believed after a minute (`believedReturn.ts`); the wait goes on meanwhile, and at its end a return younger than that is given the rest of its
 * minute. "Empty" counts as left although the bed was empty before, for the message in between was lost, unless it is a regular report. A mat that
 * shows the person for seconds only is in doubt: it rings urgently where another room shows the person, else as an advisory alarm.
 *
 * Example: bed left 02:00, movement in the kitchen 02:15, alarm 02:25: "Left bed 02:00, not back after 25 min, last movement 02:15
 * (Kitchen)". Back at 02:41: the note "Back in bed 02:41" ends the episode. On another night: bed left 06:50, kitchen 07:05, no alarm.
 */
export const bedExit = defineRule<BedExitState, Settings>({
  name: "bedExit",
  version: 3,
  title: "Left bed and not back",
  explains: "Rings when the person leaves bed at night and is not back in time. Movement in another room delays the alarm, up to a limit.",
  settings,
  nightWait: "exitMinutes",
  reads: ["bed", "motion", "door", "chair"],
  timeBase: "eventTime",
  acceptsEarlierStates: true,
  leastWindowMinutes: ({ exitMinutes }) => exitMinutes,
  needs: [{ kinds: ["bed"], words: "a bed sensor" }],
  start({ home }, before = noBeds) {
    const beds = withoutRemovedEntries(before.beds, home);
    const state = beds === before.beds ? before : { ...before, beds, reports: withoutRemovedEntries(before.reports, home) };
    return { state, wakeAt: wakeAt(state) };
  },
  onReading(state, reading, { home, settings, windows, finishing }) {
    const { value, deviceId, time } = reading;
    if (value.kind !== "bed") {
      const next = afterOtherSensor(state, reading, home);
      return next === state ? null : { state: next, wakeAt: wakeAt(next), decisions: [] };
    }
    const bed = entryOf(state.beds, deviceId);
    const repeats = bed !== undefined && (bed.takenAt !== null) === value.occupied;
    const expectedMs = expectedIntervalMs(home, deviceId);
    const { reports, isNews } = addReport(state.reports, deviceId, { time, repeats, expectedMs });
    const isWatched = !finishing && inWindows(windows, time, home.timezone);
    let after: Bed;
    if (value.occupied) after = repeats ? bed : taken(bed, reading, settings, home);
    else if (repeats) after = isNews && isWatched ? leftUnseen(bed, time, settings, windows) : bed;
    else after = left(bed, reading, settings, isWatched ? windows : null);
    const next = { ...state, beds: after === bed ? state.beds : withEntry(state.beds, after), reports };
    return { state: next, wakeAt: wakeAt(next), decisions: [] };
  },
  onTimer(state, dueAt, { home }) {
    const decisions: Decision[] = [];
    const beds = state.beds.map((bed): Bed => {
      const { deviceId, out, back } = bed;
      if (back !== null) {
        if (back.believedAt > dueAt) return bed;
        decisions.push({ do: "addNote", episode: deviceId, text: back.text, endsEpisode: true });
        return { ...bed, back: null, out: null, wasSure: bed.wasSure || back.believedAt > (bed.takenAt ?? 0) };
      }
      const wait = out?.wait ?? null;
      if (out === null || wait === null || wait.dueAt === null || wait.dueAt > dueAt) return bed;
      decisions.push(notBack(deviceId, out.leftAt, wait, dueAt, home));
      return { ...bed, out: { ...out, wait: { ...wait, dueAt: null } } };
    });
    const next = { ...state, beds };
    return { state: next, wakeAt: wakeAt(next), decisions };
  },
  hasOpenEpisode: ({ beds }) => beds.some(({ out }) => out !== null && out.wait !== null),
});

/** The bed says that it is occupied. Its first report is believed at once: nothing else is known of it. */
function taken(bed: Bed | undefined, reading: Reading, { returnSeconds }: Settings, home: HomeFacts): Bed {
  const { deviceId, time } = reading;
  const believedAt = bed === undefined ? time : time + returnSeconds * 1000;
  const back = { believedAt, text: `Back in bed ${eventTimeText(reading, home)}` };
  return { deviceId, wasSure: false, blips: [], out: { leftAt: time, wait: null }, ...bed, takenAt: time, back };
}

const longSpellMs = 10 * 60_000;
/** So many blips within so long make a mat that is in doubt, and so many are remembered. */
const doubtfulBlips = 3;
const blipsMs = 12 * 3_600_000;

/** The bed says that it was left. `windows`: those that watch now; null where the rule does not watch. */
function left(bed: Bed | undefined, { deviceId, time }: Reading, settings: Settings, windows: readonly PlanWindow[] | null): Bed {
  const leaving = (isDoubtful: boolean): Bed["out"] => ({
    leftAt: time,
    wait: windows === null ? null : newWait(time, settings, windows, isDoubtful),
  });
  if (bed === undefined) return { deviceId, takenAt: null, back: null, wasSure: false, blips: [], out: leaving(false) };
  const blips = bed.blips.filter((at) => time - at < blipsMs);
  const spellMs = time - (bed.takenAt ?? time);
  if (bed.out === null) {
    const isDoubtful = blips.length >= doubtfulBlips && spellMs < longSpellMs;
    const wasSure = bed.wasSure || spellMs >= settings.returnSeconds * 1000;
    const out = leaving(isDoubtful);
    const wait = out?.wait && { ...out.wait, wasTaken: true as const };
    return { deviceId, takenAt: null, back: null, wasSure, blips, out: out && { ...out, wait: wait ?? null } };
  }
  // The bed was occupied for seconds. A wait for a person who was surely in bed goes on; one for a person who may never have been begins again.
  const { wait } = bed.out;
  const goesOn = wait !== null && wait.dueAt !== null && bed.wasSure && (!wait.isDoubtful || wait.wasTaken === true);
  const out = goesOn ? { ...bed.out, wait: { ...wait, dueAt: Math.max(wait.dueAt ?? time, time + 1) } } : leaving(true);
  return { ...bed, takenAt: null, back: null, blips: [...blips, time].slice(-doubtfulBlips), out };
}

/** The bed says again that it is empty, and the return before it was lost. A wait that has not rung yet is not made longer by this. */
function leftUnseen(bed: Bed, time: number, settings: Settings, windows: readonly PlanWindow[]): Bed {
  const wait = bed.out?.wait ?? null;
  return wait !== null && wait.dueAt !== null ? bed : { ...bed, out: { leftAt: time, wait: newWait(time, settings, windows, false) } };
}

function newWait(time: number, settings: Settings, windows: readonly PlanWindow[], isDoubtful: boolean): Wait {
  const dueAt = time + settings.exitMinutes * 60_000;
  const capAt = time + settings.capMinutes * 60_000;
  return { dueAt, moved: null, capAt, movementAddsMs: settings.movementAddsMinutes * 60_000, windows, isDoubtful };
}

function notBack(deviceId: DeviceId, leftAt: number, { moved, isDoubtful }: Wait, now: number, home: HomeFacts): Decision {
  const text = (instant: number): string => momentText(instant, now, home.timezone);
  const lastMoved = moved === null ? "" : `, last movement ${text(moved.at)} ${roomText(home, moved.deviceId)}`;
  const waited = `Left bed ${text(leftAt)}, not back after ${durationText(now - leftAt)}`;
  const doubt = isDoubtful ? ". The sensor may be wrong: it showed the person for seconds only" : "";
  const sentence = `${waited}${lastMoved}: ${deviceLabel(home.devices.get(deviceId))}${doubt}${notListeningText(leftAt, now, home)}`;
  const raise = { do: "raise", episode: deviceId, priority: "urgent", sentence, deviceId, isSupported: moved !== null } as const;
  return isDoubtful ? { ...raise, priority: moved === null ? "advisory" : "urgent", doubtful: true } : raise;
}

/** After a reading of a motion sensor, door or chair. One of unknown age does not delay the alarm. */
function afterOtherSensor(state: BedExitState, reading: Reading, home: HomeFacts): BedExitState {
  if (hasUnknownAge(reading)) return state;
  const { value, deviceId } = reading;
  if (value.kind === "motion") return value.detected ? afterSightElsewhere(state, reading, home) : state;
  const on = withDevice(state.on, deviceId, value.kind === "door" ? value.open : value.kind === "chair" && value.occupied);
  return on === state.on ? state : afterSightElsewhere({ ...state, on }, reading, home);
}

/** For each bed that is waited for: in the window, movement indoors delays the alarm. After it, the person has got up. */
function afterSightElsewhere(state: BedExitState, reading: Reading, home: HomeFacts): BedExitState {
  if (wakeAt(state) === null) return state;
  let { beds } = state;
  for (const bed of state.beds) {
    const { deviceId, out } = bed;
    const wait = out?.wait ?? null;
    if (out === null || wait === null || wait.dueAt === null || !isElsewhere(reading, deviceId, home)) continue;
    if (!inWindows(wait.windows, reading.time, home.timezone)) {
      beds = withEntry(beds, { ...bed, out: { ...out, wait: null } });
    } else if (reading.value.kind === "motion" || (reading.value.kind === "door" && !isOutsideDoor(home, reading.deviceId))) {
      const dueAt = Math.max(wait.dueAt, Math.min(wait.capAt, reading.time + wait.movementAddsMs));
      const moved = { at: reading.time, deviceId: reading.deviceId };
      beds = withEntry(beds, { ...bed, out: { ...out, wait: { ...wait, dueAt, moved } } });
    }
  }
  return beds === state.beds ? state : { ...state, beds };
}

/** Movement counts only if both rooms are known and differ: a person on the floor beside the bed moves too. */
function isElsewhere({ value, deviceId }: Reading, bedId: DeviceId, home: HomeFacts): boolean {
  if (value.kind !== "motion") return true;
  const room = home.devices.get(deviceId)?.room ?? "";
  const bedroom = home.devices.get(bedId)?.room ?? "";
  return room !== "" && bedroom !== "" && !sameRoom(room, bedroom);
}

function roomText(home: HomeFacts, deviceId: DeviceId): string {
  const device = home.devices.get(deviceId);
  return `(${device === undefined || device.room === "" ? deviceLabel(device) : device.room})`;
}
