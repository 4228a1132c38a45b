import type { DeviceId } from "#domain/ids.ts";
import { type OfDevice, ofDevice, withEntry } from "./perDevice.ts";

/** A bed or chair, by what happened there last, in whatever order it was heard of. Epoch ms. */
export interface Seat extends OfDevice {
  inUse: boolean;
  /** Since when it is so, or is not. */
  since: number;
  /** Of its last word. */
  saidAt: number;
}

/** What a bed or chair said at `time`, with what it said before: `takenAt` is when somebody sat or lay down, null where it only says so again or left. */
export function seatSaid(
  seats: readonly Seat[],
  deviceId: DeviceId,
  inUse: boolean,
  time: number,
): { seats: readonly Seat[]; takenAt: number | null } {
  const before = ofDevice(seats, deviceId);
  const become = (seat: Omit<Seat, "deviceId">, takenAt: number | null) => ({ seats: withEntry(seats, { deviceId, ...seat }), takenAt });
  const taken = inUse ? time : null;
  if (before === undefined) return become({ inUse, since: time, saidAt: time }, taken);
  const same = inUse === before.inUse;
  if (time >= before.saidAt) return become({ inUse, since: same ? before.since : time, saidAt: time }, same ? null : taken);
  if (same || time < before.since) return { seats, takenAt: null };
  // It became otherwise in between, and by its last word it was again as it is.
  return become({ ...before, since: before.saidAt }, inUse ? time : before.saidAt);
}
