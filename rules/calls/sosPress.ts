import { z } from "zod";
import { deviceLabel } from "#domain/home.ts";
import { arrivedLate } from "../readingAge.ts";
import { defineRule } from "../rule.ts";
import { reportedTimeText } from "../timeText.ts";

/** One episode a home: a press on the pendant and one on the pull cord are the same call for help. */
const episode = "sos";
const settings = z.strictObject({});

/** A button, pendant or pull cord: each press raises, and so rings again in the open alarm. It has nothing to remember. */
export const sosPress = defineRule<null, z.infer<typeof settings>>({
  name: "sosPress",
  version: 1,
  title: "Call for help",
  explains: "A button, pendant or pull cord was pressed: rings at once, and again at each further press.",
  settings,
  reads: ["button"],
  timeBase: "arrivalTime",
  guardsLife: true,
  needs: [{ kinds: ["button"], words: "a button, pendant or pull cord" }],
  start: () => ({ state: null, wakeAt: null }),
  onReading(state, reading, { home }) {
    if (reading.value.kind !== "button" || !reading.value.pressed) return null;
    const when = arrivedLate(reading) ? ` ${reportedTimeText(reading, home)}` : "";
    const sentence = `SOS pressed${when}: ${deviceLabel(home.devices.get(reading.deviceId))}`;
    return { state, wakeAt: null, decisions: [{ do: "raise", episode, priority: "critical", sentence, deviceId: reading.deviceId }] };
  },
  onTimer: (state) => ({ state, wakeAt: null, decisions: [] }),
});
