import { z } from "zod";
import { deviceLabel } from "#domain/home.ts";
import { inWindows } from "#domain/time/planWindow.ts";
import { type DeviceEntry, entryOf, withEntry, withoutRemovedEntries } from "../perDevice.ts";
import { defineRule } from "../rule.ts";
import { eventTimeText } from "../timeText.ts";

const settings = z.strictObject({
  windows: z.array(z.string()).default([]).meta({ title: "Windows in which leaving rings; none means at any time" }),
});

interface Boundary extends DeviceEntry {
  inside: boolean;
  /** Leaving rang, and the person is not back yet. (The name is in saved states, so it stays.) */
  waited: boolean;
}

/**
 * Watches boundary sensors and trackers, and rings at once when one reports that the person left the safe area. Without windows it
 * rings at any time; with windows, leaving at another time does not ring. The episode is the device's id and ends with the return.
 * Repeated reports ring no second time.
 *
 * Example: left 14:02, alarm 14:02 "Left the safe area 14:02: Tracker". Back 14:10: "Returned 14:10: Tracker". Left again 14:20:
 * a new alarm.
 */
export const boundary = defineRule<readonly Boundary[], z.infer<typeof settings>>({
  name: "boundary",
  version: 1,
  title: "Left the safe area",
  explains: "Rings at once when a boundary sensor or a tracker reports that the person left the safe area.",
  settings,
  reads: ["boundary"],
  timeBase: "eventTime",
  acceptsEarlierStates: true,
  needs: [{ kinds: ["boundary"], words: "a boundary sensor or tracker" }],
  start: ({ home }, state = []) => ({ state: withoutRemovedEntries(state, home), wakeAt: null }),
  onReading(state, reading, { home, settings, windows, finishing }) {
    const { value, deviceId: episode, time } = reading;
    const before = entryOf(state, episode);
    if (value.kind !== "boundary" || before?.inside === value.inside) return null;
    const label = deviceLabel(home.devices.get(episode));
    if (value.inside) {
      const text = `Returned ${eventTimeText(reading, home)}: ${label}`;
      const boundaries = withEntry(state, { deviceId: episode, inside: true, waited: false });
      return { state: boundaries, wakeAt: null, decisions: [{ do: "addNote", episode, text, endsEpisode: true }] };
    }
    const rings = !finishing && (settings.windows.length === 0 || inWindows(windows, time, home.timezone));
    const sentence = `Left the safe area ${eventTimeText(reading, home)}: ${label}`;
    return {
      state: withEntry(state, { deviceId: episode, inside: false, waited: rings }),
      wakeAt: null,
      decisions: rings ? [{ do: "raise", episode, priority: "urgent", sentence, deviceId: episode }] : [],
    };
  },
  onTimer: (state) => ({ state, wakeAt: null, decisions: [] }),
  hasOpenEpisode: (state) => state.some(({ waited }) => waited),
});
