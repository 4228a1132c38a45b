import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel } from "#domain/home.ts";
import { inWindow } from "#domain/nightWindow.ts";
import { durationText } from "./durationText.ts";
import { night } from "./night.ts";
import { earliest, type OfDevice, ofDevice, withEntry } from "./perDevice.ts";
import { clockText, deviceClock, isOvertaken } from "./readingClock.ts";
import { defineRule } from "./rule.ts";

const settings = z.object({
  night,
  /** Twenty: of 212 real night trips the longest took 616 s; ten minutes would have rung falsely. */
  exitMinutes: z.number().int().min(1).max(240).default(20),
});

interface Bed extends OfDevice {
  /** `deviceClock` of the newest reading. */
  saidAt: number | null;
  /** Null while somebody is in bed. `dueAt` is null when this exit is not, or no longer, waited for. Epoch ms. */
  out: { leftAt: number; when: string; dueAt: number | null; raised: boolean } | null;
}

/** Each exit is its own alarm. */
const episodeOf = (bed: OfDevice, leftAt: number): string => `${bed.deviceId}/${leftAt}`;

const wakeAt = (beds: readonly Bed[]) => earliest(beds, (bed) => bed.out?.dueAt ?? null);

/**
 * Left bed in the night and not back in time. Exits by day are remembered too, so that a sensor which repeats itself
 * does not make one of them a night exit; a bed that first speaks to say it is empty has been left. A wait that would
 * end after the night is not begun: who gets up at 06:50 and is not back by 07:10 has got up.
 */
export const bedExit = defineRule<readonly Bed[], z.infer<typeof settings>>({
  name: "bedExit",
  version: 1,
  settings,
  reads: ["bed"],
  start: (_context, state = []) => ({ state, wakeAt: wakeAt(state) }),
  onReading(state, reading, { home, settings }) {
    const { value, deviceId, time } = reading;
    const bed = ofDevice(state, deviceId);
    if (value.kind !== "bed" || (bed !== undefined && isOvertaken(reading, bed.saidAt, home)))
      return { state, wakeAt: wakeAt(state), decisions: [] };
    const before = bed?.out ?? null;
    let out = before;
    const decisions: Decision[] = [];
    if (value.occupied) {
      out = null;
      if (before?.raised)
        decisions.push({ do: "tell", episode: episodeOf(reading, before.leftAt), text: `Back in bed ${clockText(reading, home)}` });
    } else if (before === null) {
      const dueAt = time + settings.exitMinutes * 60_000;
      const guarded = inWindow(settings.night, time, home.timezone) && inWindow(settings.night, dueAt, home.timezone);
      out = { leftAt: time, when: clockText(reading, home), dueAt: guarded ? dueAt : null, raised: false };
    }
    const beds = withEntry(state, { deviceId, saidAt: deviceClock(reading), out });
    return { state: beds, wakeAt: wakeAt(beds), decisions };
  },
  onTimer(state, dueAt, { home }) {
    const decisions: Decision[] = [];
    const beds = state.map((bed) => {
      if (bed.out === null || bed.out.dueAt === null || bed.out.dueAt > dueAt) return bed;
      const { deviceId, out } = bed;
      const waited = durationText(bed.out.dueAt - out.leftAt);
      const sentence = `Left bed ${out.when}, not back after ${waited}: ${deviceLabel(home.devices.get(deviceId))}`;
      decisions.push({ do: "raise", episode: episodeOf(bed, out.leftAt), strength: "urgent", sentence, deviceId });
      return { ...bed, out: { ...out, dueAt: null, raised: true } };
    });
    return { state: beds, wakeAt: wakeAt(beds), decisions };
  },
});
