import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import { deviceLabel } from "#domain/home.ts";
import { type DeviceEntry, earliestTime, entryOf, withEntry } from "../perDevice.ts";
import { arrivedLate, hasUnknownAge, isOlderThan, latestReport, type ReportTimes } from "../readingAge.ts";
import { defineRule } from "../rule.ts";
import { durationText, reportedTimeText } from "../timeText.ts";

/** One episode a home: a second fall rings again in the open alarm, whichever detector saw it. */
const episode = "fall";

const settings = z.strictObject({
  cancelSeconds: z
    .number()
    .int()
    .min(1)
    .max(300)
    .default(20)
    .meta({ title: "How long a wearer has to cancel a suspected fall", unit: "s" }),
});

interface Detector extends DeviceEntry {
  /** A suspected fall that can still be cancelled, and when it was last suspected; `when` is for the sentence, times in epoch ms. */
  suspected: { when: string; since: number; dueAt: number; said: ReportTimes } | null;
  /** An alarm was raised for what was said then, and the wearer has not cancelled it since. */
  raised: ReportTimes | null;
}

const wakeAt = (detectors: readonly Detector[]) => earliestTime(detectors, (one) => one.suspected?.dueAt ?? null);

/**
 * In order of arrival: twenty seconds would be lost in a device clock that may be two minutes wrong.
 * A fall at once, a suspected one when it is not cancelled in time. No reading is too old to count: a buffered fall is a fall.
 * Cancelling takes back what came before it, and nothing later: an old word of it must not silence a new fall.
 */
export const fall = defineRule<readonly Detector[], z.infer<typeof settings>>({
  name: "fall",
  version: 2,
  title: "Fall",
  explains: "A fall rings at once, a suspected one unless the wearer cancels it in time.",
  settings,
  reads: ["fall"],
  timeBase: "arrivalTime",
  guardsLife: true,
  needs: [{ kinds: ["fall"], words: "a fall detector" }],
  start: (_context, state = []) => ({ state, wakeAt: wakeAt(state) }),
  onReading(state, reading, { home, settings: { cancelSeconds }, now }) {
    const { value, deviceId } = reading;
    const known = entryOf(state, deviceId);
    const label = deviceLabel(home.devices.get(deviceId));
    const next = (entry: Detector, decisions: Decision[] = []) => {
      const detectors = withEntry(state, entry);
      return { state: detectors, wakeAt: wakeAt(detectors), decisions };
    };
    if (value.kind !== "fall") return null;
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
        // Saying it again must not put off the alarm.
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
        const text = `Cancelled by the wearer ${reportedTimeText(reading, home)}`;
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
      const sentence = `Fall suspected ${suspected.when}, not cancelled within ${waited}: ${deviceLabel(home.devices.get(deviceId))}`;
      decisions.push({ do: "raise", episode, priority: "critical", sentence, deviceId });
      return { deviceId, suspected: null, raised: suspected.said };
    });
    return { state: detectors, wakeAt: wakeAt(detectors), decisions };
  },
});
