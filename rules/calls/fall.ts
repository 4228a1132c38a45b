import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import { callerEpisode, callerLabel, reportsKind } from "#domain/home.ts";
import { type DeviceEntry, earliestTime, entryOf, withEntry } from "../perDevice.ts";
import { arrivedLate, hasUnknownAge, isOlderThan, latestReport, type ReportTimes } from "../readingAge.ts";
import { defineRule } from "../rule.ts";
import { durationText, reportedTimeText } from "../timeText.ts";

/** One episode for each home: a second fall rings again in the open alarm, whichever detector reports it (but see `callerEpisode`). */
const oneEpisode = "fall";

const settings = z.strictObject({
  cancelSeconds: z
    .number()
    .int()
    .min(1)
    .max(300)
    .default(20)
    .meta({ title: "Time in which the wearer can cancel a suspected fall", unit: "s" }),
});

interface Detector extends DeviceEntry {
  /** A suspected fall that can still be cancelled. `when` is text for the sentence; `said` is its latest report. Times in epoch ms. */
  suspected: { when: string; since: number; dueAt: number; said: ReportTimes } | null;
  /** The latest report that raised an alarm; null if there is none, or if the wearer cancelled it since. */
  raised: ReportTimes | null;
}

const wakeAt = (detectors: readonly Detector[]) => earliestTime(detectors, (one) => one.suspected?.dueAt ?? null);

/**
 * Watches fall detectors. A certain fall rings at once, critically. A suspected fall rings after 20 seconds unless the wearer cancels
 * it. Each further fall rings again in the open alarm. Cancelling after the ring adds a note and leaves the alarm open: only a person
 * closes it (docs/guarantees.md, 8). A cancellation takes back only what was reported before it, so a late one never silences a new fall.
 * A buffered fall rings however old it is.
 *
 * The time base is arrival time, because a device clock may be wrong by two minutes and the wait is only 20 seconds.
 *
 * Example: suspected 20:01:00. Cancelled 20:01:19: nothing rings. On another evening nothing more arrives: alarm 20:01:20 "Fall suspected
 * 20:01, not cancelled within 20 s: Fall detector, hall". Cancelled 20:02:30: the note "Cancelled by the wearer 20:02: Fall detector, hall".
 */
export const fall = defineRule<readonly Detector[], z.infer<typeof settings>>({
  name: "fall",
  version: 2,
  title: "Fall",
  explains: "Rings at once for a fall, and for a suspected fall that the wearer does not cancel in time.",
  settings,
  reads: ["fall"],
  timeBase: "arrivalTime",
  guardsLife: true,
  needs: [{ kinds: ["fall"], words: "a fall detector" }],
  start: (_context, state = []) => ({ state, wakeAt: wakeAt(state) }),
  onReading(state, reading, { home, settings: { cancelSeconds }, now }) {
    const { value, deviceId } = reading;
    if (value.kind !== "fall") return null;
    const known = entryOf(state, deviceId);
    const device = home.devices.get(deviceId);
    const label = callerLabel(device, "fall");
    const episode = callerEpisode(device, "fall", oneEpisode);
    const next = (detector: Detector, decisions: Decision[] = []) => {
      const detectors = withEntry(state, detector);
      return { state: detectors, wakeAt: wakeAt(detectors), decisions };
    };
    switch (value.state) {
      case "fallen": {
        const when = arrivedLate(reading) ? ` ${reportedTimeText(reading, home)}` : "";
        return next({ deviceId, suspected: null, raised: latestReport(reading, known?.raised) }, [
          { do: "raise", episode, priority: "critical", sentence: `Fall detected${when}: ${label}`, deviceId },
        ]);
      }
      case "suspected": {
        const pending = known?.suspected ?? null;
        const raised = known?.raised ?? null;
        // A repeated report must not delay the alarm, so `dueAt` stays.
        if (pending !== null) return next({ deviceId, suspected: { ...pending, said: latestReport(reading, pending.said) }, raised });
        const dueAt = now + cancelSeconds * 1000;
        return next({
          deviceId,
          suspected: { when: reportedTimeText(reading, home), since: now, dueAt, said: latestReport(reading) },
          raised,
        });
      }
      case "cancelled": {
        if (known === undefined || (known.suspected === null && known.raised === null)) return null;
        const suspected = known.suspected !== null && isOlderThan(reading, known.suspected.said) ? known.suspected : null;
        if (known.raised === null) return next({ deviceId, suspected, raised: null });
        // A radar that sees falls takes them back by itself, when the person is up again.
        const who = device !== undefined && reportsKind(device, "motion") ? "Taken back by the sensor" : "Cancelled by the wearer";
        const text = `${who} ${reportedTimeText(reading, home)}`;
        if (isOlderThan(reading, known.raised)) {
          const before = hasUnknownAge(reading) ? "perhaps before this fall" : "before this fall";
          return next({ deviceId, suspected, raised: known.raised }, [{ do: "addNote", episode, text: `${text}, ${before}: ${label}` }]);
        }
        return next({ deviceId, suspected, raised: null }, [{ do: "addNote", episode, text: `${text}: ${label}` }]);
      }
    }
  },
  onTimer(state, dueAt, { home }) {
    const decisions: Decision[] = [];
    const detectors = state.map((one) => {
      if (one.suspected === null || one.suspected.dueAt > dueAt) return one;
      const { deviceId, suspected } = one;
      const waited = durationText(suspected.dueAt - suspected.since);
      const device = home.devices.get(deviceId);
      const sentence = `Fall suspected ${suspected.when}, not cancelled within ${waited}: ${callerLabel(device, "fall")}`;
      const episode = callerEpisode(device, "fall", oneEpisode);
      decisions.push({ do: "raise", episode, priority: "critical", sentence, deviceId });
      return { deviceId, suspected: null, raised: suspected.said };
    });
    return { state: detectors, wakeAt: wakeAt(detectors), decisions };
  },
});
