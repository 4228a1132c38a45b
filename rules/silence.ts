import { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import { offlineAfterIntervals } from "#domain/deviceStatus.ts";
import { type DeviceFacts, deviceLabel, type HomeFacts } from "#domain/home.ts";
import { wallClock } from "#domain/nightWindow.ts";
import { durationText } from "./durationText.ts";
import { earliest, type OfDevice, ofDevice, withEntry } from "./perDevice.ts";
import { defineRule } from "./rule.ts";

const settings = z.object({
  /** Expected intervals without a word after which a device is offline. */
  offlineAfterIntervals: z.number().min(1).max(100).default(offlineAfterIntervals),
});

interface Watch extends OfDevice {
  /** By the home's clock, epoch ms; null when never heard. */
  heardAt: number | null;
  /** When it will be offline; null when it is, or when it cannot be judged. */
  offlineAt: number | null;
  raised: boolean;
}

const wakeAt = (watches: readonly Watch[]) => earliest(watches, (watch) => watch.offlineAt);

/**
 * A device offline by its own expected interval. Any reading is life of its device, and counts from its arrival. One
 * episode a device, so one that comes and goes stays one alarm while that is open.
 */
export const silence = defineRule<readonly Watch[], z.infer<typeof settings>>({
  name: "silence",
  version: 1,
  settings,
  reads: "all",
  start({ home, settings }, state = []) {
    const watches: Watch[] = [];
    for (const device of home.devices.values()) {
      if (device.expectedIntervalSeconds === null) continue;
      const { heardAt, raised } = ofDevice(state, device.id) ?? { heardAt: null, raised: false };
      const since = heardAt ?? registeredAt(device, home);
      const offlineAt = raised || since === null ? null : since + settings.offlineAfterIntervals * device.expectedIntervalSeconds * 1000;
      watches.push({ deviceId: device.id, heardAt, offlineAt, raised });
    }
    return { state: watches, wakeAt: wakeAt(watches) };
  },
  onReading(state, { deviceId }, { home, settings, now }) {
    const watch = ofDevice(state, deviceId);
    const device = home.devices.get(deviceId);
    const interval = device?.expectedIntervalSeconds ?? null;
    if (watch === undefined || device === undefined || interval === null) return { state, wakeAt: wakeAt(state), decisions: [] };
    const decisions: Decision[] = [];
    if (watch.raised) {
      const silentFor = durationText(now - (watch.heardAt ?? device.registeredAt));
      decisions.push({
        do: "tell",
        episode: deviceId,
        text: `Heard again at ${wallClock(now, home.timezone)} after ${silentFor}: ${deviceLabel(device)}`,
      });
    }
    const watches = withEntry(state, {
      deviceId,
      heardAt: now,
      offlineAt: now + settings.offlineAfterIntervals * interval * 1000,
      raised: false,
    });
    return { state: watches, wakeAt: wakeAt(watches), decisions };
  },
  onTimer(state, dueAt, { home }) {
    const decisions: Decision[] = [];
    const watches = state.map((watch) => {
      if (watch.offlineAt === null || watch.offlineAt > dueAt) return watch;
      const { deviceId, heardAt } = watch;
      decisions.push({ do: "raise", episode: deviceId, strength: "notice", sentence: sentenceFor(home, watch, dueAt), deviceId });
      return { deviceId, heardAt, offlineAt: null, raised: true };
    });
    return { state: watches, wakeAt: wakeAt(watches), decisions };
  },
});

/** A test home's devices were registered on another clock than its readings', so there only what was heard can fall silent. */
const registeredAt = (device: DeviceFacts, home: HomeFacts): number | null => (home.mode === "live" ? device.registeredAt : null);

function sentenceFor(home: HomeFacts, { deviceId, heardAt }: Watch, dueAt: number): string {
  const device = home.devices.get(deviceId);
  const silentFor = durationText(dueAt - (heardAt ?? device?.registeredAt ?? dueAt));
  const what =
    heardAt === null
      ? `Never heard since registered ${silentFor} ago`
      : `Nothing heard for ${silentFor}, last at ${wallClock(heardAt, home.timezone)}`;
  const expected = device?.expectedIntervalSeconds ? ` (expected every ${durationText(device.expectedIntervalSeconds * 1000)})` : "";
  return `${what}${expected}: ${deviceLabel(device)}. Check its power and connection.`;
}
