import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { inWindows, type PlanWindow } from "#domain/time/planWindow.ts";
import { type DeviceEntry, earliestTime, entryOf, withDevice, withEntry, withoutRemovedEntries } from "../perDevice.ts";
import { orderedSettings } from "../plan/settingsOrder.ts";
import { defineRule } from "../rule.ts";
import { durationText, eventTimeText, momentText, notListeningText } from "../timeText.ts";
import { isOutsideDoor, sameRoom } from "./sensorPlaces.ts";

const minutes = z.number().int().min(1).max(240);
const settings = z
  .strictObject({
    // Of 212 recorded trips at night the longest took 616 s, so ten minutes would have rung falsely.
    exitMinutes: minutes.default(20).meta({ title: "How long a person may be out of bed", unit: "min" }),
    movementAddsMinutes: minutes.default(10).meta({ title: "How long movement in another room delays the alarm", unit: "min" }),
    capMinutes: minutes.default(45).meta({ title: "Longest time out of bed, with all delays by movement", unit: "min" }),
    windows: z.array(z.string()).default(["night"]).meta({ title: "Windows in which the rule watches the bed" }),
  })
  .refine(...orderedSettings("exitMinutes", "capMinutes"));

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
}

interface Bed extends DeviceEntry {
  /** Null while the bed is occupied. `wait` is null when the person got up: no alarm is due. */
  out: { leftAt: number; wait: Wait | null } | null;
}

interface BedExitState {
  beds: readonly Bed[];
  /** Open doors and chairs in use. A repeated report of one of these is not movement. */
  on: readonly DeviceId[];
}

const noBeds: BedExitState = { beds: [], on: [] };
const wakeAt = ({ beds }: BedExitState) => earliestTime(beds, (bed) => bed.out?.wait?.dueAt ?? null);

/**
 * Watches each bed in a window (22:00 to 07:00), and rings when the person left it and is not back after 20 minutes. Movement in
 * another room delays the alarm until 10 minutes after the movement, and until 45 minutes after leaving bed at most. The episode is the
 * bed's device id and ends with the return to bed. Of 212 recorded trips to the toilet at night the longest took 10 min 16 s. A bed whose
 * first reading is "empty" counts as left then.
 *
 * The wait continues past the end of the window. After that end, a person seen in another room has got up and the wait is over; one
 * who is seen nowhere may lie on the floor.
 *
 * Example: bed left 02:00, movement in the kitchen 02:15, alarm 02:25: "Left bed 02:00, not back after 25 min, last movement 02:15
 * (Kitchen)". Back at 02:41: the note "Back in bed 02:41" ends the episode. On another night: bed left 06:50, kitchen 07:05, no alarm.
 */
export const bedExit = defineRule<BedExitState, z.infer<typeof settings>>({
  name: "bedExit",
  version: 2,
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
    const state = beds === before.beds ? before : { ...before, beds };
    return { state, wakeAt: wakeAt(state) };
  },
  onReading(state, reading, { home, settings, windows, finishing }) {
    const { value, deviceId, time } = reading;
    if (value.kind !== "bed") {
      const next = afterOtherSensor(state, reading, home);
      return next === state ? null : { state: next, wakeAt: wakeAt(next), decisions: [] };
    }
    const bed = entryOf(state.beds, deviceId);
    if (bed !== undefined && (bed.out === null) === value.occupied) return null;
    const decisions: Decision[] = [];
    let out: Bed["out"] = null;
    if (value.occupied) {
      decisions.push({ do: "addNote", episode: deviceId, text: `Back in bed ${eventTimeText(reading, home)}`, endsEpisode: true });
    } else {
      const dueAt = time + settings.exitMinutes * 60_000;
      const isWatched = !finishing && inWindows(windows, time, home.timezone);
      const capAt = time + settings.capMinutes * 60_000;
      const movementAddsMs = settings.movementAddsMinutes * 60_000;
      out = { leftAt: time, wait: isWatched ? { dueAt, moved: null, capAt, movementAddsMs, windows } : null };
    }
    const next = { ...state, beds: withEntry(state.beds, { deviceId, out }) };
    return { state: next, wakeAt: wakeAt(next), decisions };
  },
  onTimer(state, dueAt, { home }) {
    const decisions: Decision[] = [];
    const beds = state.beds.map((bed): Bed => {
      const wait = bed.out?.wait ?? null;
      if (bed.out === null || wait === null || wait.dueAt === null || wait.dueAt > dueAt) return bed;
      const { deviceId, out } = bed;
      const text = (instant: number): string => momentText(instant, dueAt, home.timezone);
      const moved = wait.moved === null ? "" : `, last movement ${text(wait.moved.at)} ${roomText(home, wait.moved.deviceId)}`;
      const waited = `Left bed ${text(out.leftAt)}, not back after ${durationText(wait.dueAt - out.leftAt)}`;
      const missed = notListeningText(out.leftAt, dueAt, home);
      const sentence = `${waited}${moved}: ${deviceLabel(home.devices.get(deviceId))}${missed}`;
      decisions.push({ do: "raise", episode: deviceId, priority: "urgent", sentence, deviceId });
      return { deviceId, out: { ...out, wait: { ...wait, dueAt: null } } };
    });
    const next = { ...state, beds };
    return { state: next, wakeAt: wakeAt(next), decisions };
  },
  hasOpenEpisode: ({ beds }) => beds.some(({ out }) => out !== null && out.wait !== null),
});

/** After a reading of a motion sensor, door or chair. */
function afterOtherSensor(state: BedExitState, reading: Reading, home: HomeFacts): BedExitState {
  const { value, deviceId } = reading;
  if (value.kind === "motion") return value.detected ? afterSightElsewhere(state, reading, home) : state;
  const on = withDevice(state.on, deviceId, value.kind === "door" ? value.open : value.kind === "chair" && value.occupied);
  return on === state.on ? state : afterSightElsewhere({ ...state, on }, reading, home);
}

/** For each bed that is waited for: in the window, movement indoors delays the alarm. After it, the person has got up. */
function afterSightElsewhere(state: BedExitState, reading: Reading, home: HomeFacts): BedExitState {
  if (wakeAt(state) === null) return state;
  let { beds } = state;
  for (const { deviceId, out } of state.beds) {
    const wait = out?.wait ?? null;
    if (out === null || wait === null || wait.dueAt === null || !isElsewhere(reading, deviceId, home)) continue;
    if (!inWindows(wait.windows, reading.time, home.timezone)) {
      beds = withEntry(beds, { deviceId, out: { ...out, wait: null } });
    } else if (reading.value.kind === "motion" || (reading.value.kind === "door" && !isOutsideDoor(home, reading.deviceId))) {
      const dueAt = Math.max(wait.dueAt, Math.min(wait.capAt, reading.time + wait.movementAddsMs));
      const moved = { at: reading.time, deviceId: reading.deviceId };
      beds = withEntry(beds, { deviceId, out: { ...out, wait: { ...wait, dueAt, moved } } });
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
