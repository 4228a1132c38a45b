import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import { inWindows, type PlanWindow } from "#domain/planWindow.ts";
import type { Reading } from "#domain/reading.ts";
import { wallClock } from "#domain/wallClock.ts";
import { durationText } from "./durationText.ts";
import { isOutside, sameRoom } from "./outsideDoor.ts";
import { earliest, type OfDevice, ofDevice, stillThere, withEntry } from "./perDevice.ts";
import { happenedText } from "./readingClock.ts";
import { defineRule } from "./rule.ts";
import { notAbove } from "./settingsOrder.ts";

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

interface Bed extends OfDevice {
  /** Null while somebody is in bed; `wait` is null when nobody waits for the return. */
  out: { leftAt: number; wait: Wait | null } | null;
}

const wakeAt = (beds: readonly Bed[]) => earliest(beds, (bed) => bed.out?.wait?.dueAt ?? null);

/**
 * Left bed in a window and not back in time; the episode is the bed's. Exits at other times are remembered too, so that a
 * sensor which repeats itself does not make one of them a night exit; a bed that first speaks to say it is empty has been left.
 * A wait that would end after the window is not begun, nor gone on with: who gets up at 06:50 and is not back by 07:10 has got up.
 */
export const bedExit = defineRule<readonly Bed[], z.infer<typeof settings>>({
  name: "bedExit",
  version: 2,
  title: "Left bed and not back",
  explains: "The person left bed in the night and is not back in time; movement elsewhere puts the alarm off, up to a cap.",
  settings,
  reads: ["bed", "motion", "door"],
  order: "happening",
  leastWindowMinutes: ({ exitMinutes }) => exitMinutes,
  needs: [{ kinds: ["bed"], words: "a bed sensor" }],
  start({ home }, state = []) {
    const there = stillThere(state, home);
    return { state: there, wakeAt: wakeAt(there) };
  },
  onReading(state, reading, { home, settings, windows, leaving }) {
    const { value, deviceId, time } = reading;
    if (value.kind !== "bed") {
      const beds = isMovement(reading, home) ? putOff(state, reading, home) : state;
      return { state: beds, wakeAt: wakeAt(beds), decisions: [] };
    }
    const bed = ofDevice(state, deviceId);
    if (bed !== undefined && (bed.out === null) === value.occupied) return { state, wakeAt: wakeAt(state), decisions: [] };
    const decisions: Decision[] = [];
    let out: Bed["out"] = null;
    if (value.occupied) {
      decisions.push({ do: "tell", episode: deviceId, text: `Back in bed ${happenedText(reading, home)}`, ends: true });
    } else {
      const dueAt = time + settings.exitMinutes * 60_000;
      const guarded = !leaving && inWindows(windows, time, home.timezone) && inWindows(windows, dueAt, home.timezone);
      const capAt = time + settings.capMinutes * 60_000;
      const movementAddsMs = settings.movementAddsMinutes * 60_000;
      out = { leftAt: time, wait: guarded ? { dueAt, moved: null, capAt, movementAddsMs, windows } : null };
    }
    const beds = withEntry(state, { deviceId, out });
    return { state: beds, wakeAt: wakeAt(beds), decisions };
  },
  onTimer(state, dueAt, { home }) {
    const decisions: Decision[] = [];
    const beds = state.map((bed): Bed => {
      const wait = bed.out?.wait ?? null;
      if (bed.out === null || wait === null || wait.dueAt === null || wait.dueAt > dueAt) return bed;
      const { deviceId, out } = bed;
      const moved =
        wait.moved === null ? "" : `, last movement ${wallClock(wait.moved.at, home.timezone)} ${placeOf(home, wait.moved.deviceId)}`;
      const waited = `Left bed ${wallClock(out.leftAt, home.timezone)}, not back after ${durationText(wait.dueAt - out.leftAt)}`;
      const sentence = `${waited}${moved}: ${deviceLabel(home.devices.get(deviceId))}`;
      decisions.push({ do: "raise", episode: deviceId, strength: "urgent", sentence, deviceId });
      return { deviceId, out: { ...out, wait: { ...wait, dueAt: null } } };
    });
    return { state: beds, wakeAt: wakeAt(beds), decisions };
  },
  running: (state) => state.some(({ out }) => out !== null && out.wait !== null),
});

/** Doors inside move only when somebody moves them. */
const isMovement = ({ value, deviceId }: Reading, home: HomeFacts): boolean =>
  value.kind === "motion" ? value.detected : value.kind === "door" && !isOutside(home, deviceId);

function putOff(beds: readonly Bed[], reading: Reading, home: HomeFacts): readonly Bed[] {
  if (wakeAt(beds) === null) return beds;
  let changed = beds;
  for (const bed of beds) {
    const wait = bed.out?.wait ?? null;
    if (bed.out === null || wait === null || wait.dueAt === null || !isElsewhere(reading, bed.deviceId, home)) continue;
    const dueAt = Math.max(wait.dueAt, Math.min(wait.capAt, reading.time + wait.movementAddsMs));
    const moved = { at: reading.time, deviceId: reading.deviceId };
    const gotUp = !inWindows(wait.windows, dueAt, home.timezone);
    changed = withEntry(changed, {
      deviceId: bed.deviceId,
      out: { leftAt: bed.out.leftAt, wait: gotUp ? null : { ...wait, dueAt, moved } },
    });
  }
  return changed;
}

/** Somebody on the floor beside the bed moves too: only what is known to be another room puts anything off. */
function isElsewhere({ value, deviceId }: Reading, bedId: DeviceId, home: HomeFacts): boolean {
  if (value.kind === "door") return true;
  const room = home.devices.get(deviceId)?.room ?? "";
  const bedroom = home.devices.get(bedId)?.room ?? "";
  return room !== "" && bedroom !== "" && !sameRoom(room, bedroom);
}

function placeOf(home: HomeFacts, deviceId: DeviceId): string {
  const device = home.devices.get(deviceId);
  return `(${device === undefined || device.room === "" ? deviceLabel(device) : device.room})`;
}
