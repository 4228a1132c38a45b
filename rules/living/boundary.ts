import { z } from "zod";
import { deviceLabel } from "#domain/home.ts";
import { inWindows } from "#domain/time/planWindow.ts";
import { type DeviceEntry, entryOf, withEntry, withoutRemovedEntries } from "../perDevice.ts";
import { defineRule } from "../rule.ts";
import { eventTimeText } from "../timeText.ts";

const settings = z.strictObject({
  windows: z.array(z.string()).default([]).meta({ title: "Windows in which leaving rings; none for always" }),
});

interface Boundary extends DeviceEntry {
  inside: boolean;
  /** Leaving rang: whoever left is waited for. */
  waited: boolean;
}

/** A boundary or a tracker says that somebody left. Each device is its own episode, from leaving to return. */
export const boundary = defineRule<readonly Boundary[], z.infer<typeof settings>>({
  name: "boundary",
  version: 1,
  title: "Left the safe area",
  explains: "A boundary sensor or a tracker says that the person left: rings at once.",
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
      const all = withEntry(state, { deviceId: episode, inside: true, waited: false });
      return { state: all, wakeAt: null, decisions: [{ do: "addNote", episode, text, endsEpisode: true }] };
    }
    const guarded = !finishing && (settings.windows.length === 0 || inWindows(windows, time, home.timezone));
    const sentence = `Left the safe area ${eventTimeText(reading, home)}: ${label}`;
    return {
      state: withEntry(state, { deviceId: episode, inside: false, waited: guarded }),
      wakeAt: null,
      decisions: guarded ? [{ do: "raise", episode, priority: "urgent", sentence, deviceId: episode }] : [],
    };
  },
  onTimer: (state) => ({ state, wakeAt: null, decisions: [] }),
  hasOpenEpisode: (state) => state.some(({ waited }) => waited),
});
