import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import { inWindows, type PlanWindow } from "#domain/time/planWindow.ts";
import { type DeviceEntry, earliestTime, entryOf, withEntry, withoutRemovedEntries } from "../perDevice.ts";
import { notAbove } from "../plan/settingsOrder.ts";
import { defineRule } from "../rule.ts";
import { durationText, eventTimeText, momentText } from "../timeText.ts";
import { isOutsideDoor, sameRoom } from "./sensorPlaces.ts";
import { withDevice } from "./signsOfLife.ts";

const minutes = z.number().int().min(1).max(240);
const settings = z
  .strictObject({
    // Of 212 real night trips the longest took 616 s; ten minutes would have rung falsely.
    exitMinutes: minutes.default(20).meta({ title: "How long a person may be out of bed", unit: "min" }),
    movementAddsMinutes: minutes.default(10).meta({ title: "How long movement elsewhere puts it off, from the movement", unit: "min" }),
    capMinutes: minutes.default(45).meta({ title: "How long movement may put it off at most, from leaving bed", unit: "min" }),
    windows: z.array(z.string()).default(["night"]).meta({ title: "Windows in which it guards" }),
  })
  .refine(...notAbove("exitMinutes", "capMinutes"));

/** A wait for somebody's return, under the terms with which it began. Times in epoch ms. */
interface Wait {
  /** When it rings; null when it has rung. */
  dueAt: number | null;
  /** The latest movement elsewhere. */
  moved: { at: number; deviceId: DeviceId } | null;
  capAt: number;
  movementAddsMs: number;
  windows: readonly PlanWindow[];
}

interface Bed extends DeviceEntry {
  /** Null while somebody is in bed; `wait` is null when nobody waits for the return. */
  out: { leftAt: number; wait: Wait | null } | null;
}

interface BedExitState {
  beds: readonly Bed[];
  /** Doors that stand open and chairs in use: to say so again is no movement. */
  on: readonly DeviceId[];
}

const noBeds: BedExitState = { beds: [], on: [] };
const wakeAt = ({ beds }: BedExitState) => earliestTime(beds, (bed) => bed.out?.wait?.dueAt ?? null);

/**
 * Left bed in a window and not back in time; the episode is the bed's. Exits at other times are remembered too, so that a
 * sensor which repeats itself does not make one of them a night exit; a bed that first speaks to say it is empty has been left.
 * A wait goes on past the end of its window, until somebody is seen elsewhere after that end: who gets up at 06:50 and is in
 * the kitchen at 07:05 has got up, and who is seen nowhere lies somewhere.
 */
export const bedExit = defineRule<BedExitState, z.infer<typeof settings>>({
  name: "bedExit",
  version: 2,
  title: "Left bed and not back",
  explains: "The person left bed in the night and is not back in time; movement elsewhere puts the alarm off, up to a cap.",
  settings,
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
      const guarded = !finishing && inWindows(windows, time, home.timezone);
      const capAt = time + settings.capMinutes * 60_000;
      const movementAddsMs = settings.movementAddsMinutes * 60_000;
      out = { leftAt: time, wait: guarded ? { dueAt, moved: null, capAt, movementAddsMs, windows } : null };
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
      const sentence = `${waited}${moved}: ${deviceLabel(home.devices.get(deviceId))}`;
      decisions.push({ do: "raise", episode: deviceId, priority: "urgent", sentence, deviceId });
      return { deviceId, out: { ...out, wait: { ...wait, dueAt: null } } };
    });
    const next = { ...state, beds };
    return { state: next, wakeAt: wakeAt(next), decisions };
  },
  hasOpenEpisode: ({ beds }) => beds.some(({ out }) => out !== null && out.wait !== null),
});

/** Movement, a door that moved, somebody in a chair. */
function afterOtherSensor(state: BedExitState, reading: Reading, home: HomeFacts): BedExitState {
  const { value, deviceId } = reading;
  if (value.kind === "motion") return value.detected ? afterSightElsewhere(state, reading, home) : state;
  const on = withDevice(state.on, deviceId, value.kind === "door" ? value.open : value.kind === "chair" && value.occupied);
  return on === state.on ? state : afterSightElsewhere({ ...state, on }, reading, home);
}

/** What it means for those who are out of bed: after the window they have got up; in it, movement indoors puts the alarm off. */
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

/** Somebody on the floor beside the bed moves too: only what is known to be another room puts anything off. */
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
