import type { HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";

/**
 * Beds and chairs, by what happened there last, in whatever order it was heard of. Every home keeps them, so in two flat lists: objects
 * take twice as much.
 */
export interface Occupancy {
  seats: readonly DeviceId[];
  /** Two numbers for each, epoch ms: since when somebody is in it or, below zero, since when nobody is; and when it last said so. */
  seatTimes: readonly number[];
}

/** One of them; `since` it is so, or is not. */
export interface BedOrChair {
  deviceId: DeviceId;
  inUse: boolean;
  since: number;
}

export const bedOrChairAt = ({ seats, seatTimes }: Occupancy, place: number): BedOrChair => {
  const since = seatTimes[2 * place] as number;
  return { deviceId: seats[place] as DeviceId, inUse: since > 0, since: Math.abs(since) };
};

/** What a bed or chair said at `time`, with what it said before: `takenAt` is when somebody sat or lay down, null where it only says so again or left. */
export function updateOccupancy<Knows extends Occupancy>(
  knows: Knows,
  deviceId: DeviceId,
  inUse: boolean,
  time: number,
): { knows: Knows; takenAt: number | null } {
  const place = knows.seats.indexOf(deviceId);
  const become = (isInUse: boolean, since: number, saidAt: number, takenAt: number | null) => ({
    knows: withTimes(knows, deviceId, place, [isInUse ? since : -since, saidAt]),
    takenAt,
  });
  const taken = inUse ? time : null;
  if (place < 0) return become(inUse, time, time, taken);
  const before = bedOrChairAt(knows, place);
  const lastSaidAt = knows.seatTimes[2 * place + 1] as number;
  const same = inUse === before.inUse;
  if (time >= lastSaidAt) return become(inUse, same ? before.since : time, time, same ? null : taken);
  if (same || time < before.since) return { knows, takenAt: null };
  // It became otherwise in between, and by its last word it was again as it is.
  return become(before.inUse, lastSaidAt, lastSaidAt, inUse ? time : lastSaidAt);
}

function withTimes<Knows extends Occupancy>(knows: Knows, deviceId: DeviceId, place: number, times: [number, number]): Knows {
  if (place < 0) return { ...knows, seats: knows.seats.concat([deviceId]), seatTimes: knows.seatTimes.concat(times) };
  const seatTimes = knows.seatTimes.slice();
  seatTimes[2 * place] = times[0];
  seatTimes[2 * place + 1] = times[1];
  return { ...knows, seatTimes };
}

/** Without those that the home has no more; the very same where there are none. */
export function withoutRemovedBedsAndChairs<Knows extends Occupancy>(knows: Knows, { devices }: Pick<HomeFacts, "devices">): Knows {
  if (knows.seats.every((id) => devices.has(id))) return knows;
  const there = knows.seats.flatMap((id, place) => (devices.has(id) ? [place] : []));
  return {
    ...knows,
    seats: there.map((place) => knows.seats[place]),
    seatTimes: there.flatMap((place) => knows.seatTimes.slice(2 * place, 2 * place + 2)),
  };
}
