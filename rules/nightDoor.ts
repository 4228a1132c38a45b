import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import type { DeviceFacts, HomeFacts } from "#domain/home.ts";
import { inWindow } from "#domain/nightWindow.ts";
import type { Reading } from "#domain/reading.ts";
import { night } from "./night.ts";
import { type OfDevice, ofDevice, withEntry } from "./perDevice.ts";
import { clockText, deviceClock, isOvertaken } from "./readingClock.ts";
import { defineRule } from "./rule.ts";

const settings = z.object({ night });

interface Door extends OfDevice {
  /** `deviceClock` of the newest reading. */
  saidAt: number | null;
  open: boolean;
  /** The present opening raised an alarm, so its closing is told. */
  raised: boolean;
}

/** An outside door opened in the night. One episode a door: opened again, it rings again in the open alarm. */
export const nightDoor = defineRule<readonly Door[], z.infer<typeof settings>>({
  name: "nightDoor",
  version: 1,
  settings,
  reads: ["door"],
  start: (_context, state = []) => ({ state, wakeAt: null }),
  onReading(state, reading, { home, settings }) {
    const { value, deviceId } = reading;
    const device = home.devices.get(deviceId);
    if (value.kind !== "door" || !device?.outside) return { state, wakeAt: null, decisions: [] };
    const known = ofDevice(state, deviceId);
    const overtaken = known !== undefined && isOvertaken(reading, known.saidAt, home);
    // Only a change is an event, for sensors repeat what they last said. An opening that its own closing overtook was
    // one all the same, and somebody may be outside.
    const opened = value.open && (overtaken ? !known.open : !known?.open);
    // Kept for later and told by day: the device knows better than its receipt whether it was night.
    const happenedAt = reading.historical && reading.at !== null ? reading.at : reading.time;
    const raised = opened && inWindow(settings.night, happenedAt, home.timezone);
    const decisions: Decision[] = [];
    if (raised)
      decisions.push({ do: "raise", episode: deviceId, strength: "urgent", sentence: doorText(device, "opened", reading, home), deviceId });
    if (!value.open && known?.raised && !overtaken)
      decisions.push({ do: "tell", episode: deviceId, text: doorText(device, "closed", reading, home) });
    if (overtaken) return { state, wakeAt: null, decisions };
    const door: Door = {
      deviceId,
      saidAt: deviceClock(reading),
      open: value.open,
      raised: value.open && (raised || (known?.raised ?? false)),
    };
    return { state: withEntry(state, door), wakeAt: null, decisions };
  },
  onTimer: (state) => ({ state, wakeAt: null, decisions: [] }),
});

const doorText = (door: DeviceFacts, did: "opened" | "closed", reading: Reading, home: HomeFacts): string =>
  `${door.name} ${did} at ${clockText(reading, home)}${door.room === "" ? "" : ` (${door.room})`}`;
