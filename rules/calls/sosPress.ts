import { z } from "zod";
import { callerEpisode, callerLabel } from "#domain/home.ts";
import { arrivedLate } from "../readingAge.ts";
import { defineRule } from "../rule.ts";
import { reportedTimeText } from "../timeText.ts";

/** One episode for each home: a press on the pendant and one on the pull cord are the same call for help. */
const episode = "sos";
const settings = z.strictObject({});

/**
 * Watches buttons, pendants and pull cords. Each press rings at once, critically, and each further press rings again in the open alarm,
 * claimed or not (docs/guarantees.md, 5). No setting, state or device clock can delay it. The episode has no end: only a person closes
 * the alarm (docs/guarantees.md, 8).
 *
 * Example: pressed 20:01:00, alarm "SOS pressed: Pendant, worn". Pressed 20:01:05, the same alarm rings again. A press of 02:14 that a hub
 * delivers at 05:40 rings at 05:40: "SOS pressed 02:14, received 05:40: Pendant, worn".
 */
export const sosPress = defineRule<null, z.infer<typeof settings>>({
  name: "sosPress",
  version: 1,
  title: "Call for help",
  explains: "Rings at once when a button, pendant or pull cord is pressed, and again at each further press.",
  settings,
  reads: ["button"],
  timeBase: "arrivalTime",
  guardsLife: true,
  needs: [{ kinds: ["button"], words: "a button, pendant or pull cord" }],
  start: () => ({ state: null, wakeAt: null }),
  onReading(state, reading, { home }) {
    if (reading.value.kind !== "button" || !reading.value.pressed) return null;
    const when = arrivedLate(reading) ? ` ${reportedTimeText(reading, home)}` : "";
    const device = home.devices.get(reading.deviceId);
    const sentence = `SOS pressed${when}: ${callerLabel(device, "button")}`;
    const own = callerEpisode(device, "button", episode);
    return { state, wakeAt: null, decisions: [{ do: "raise", episode: own, priority: "critical", sentence, deviceId: reading.deviceId }] };
  },
  onTimer: (state) => ({ state, wakeAt: null, decisions: [] }),
});
