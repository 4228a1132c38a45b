import type { HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";

/**
 * The beds and chairs of a home, as they were last reported by event time. Two flat lists, because every home has them and objects
 * would take twice the memory.
 */
export interface Occupancy {
  seats: readonly DeviceId[];
  /**
   * Two numbers for each bed or chair, in epoch ms. The first is when the person took or left it: positive means taken, negative means
   * left. The second is when it last reported.
   *
   * Example: taken at 22:00 and confirmed at 23:00 is `[22:00, 23:00]`; left at 06:30 is `[-06:30, 06:30]`.
   */
  seatTimes: readonly number[];
}

export interface BedOrChair {
  deviceId: DeviceId;
  inUse: boolean;
  /** When it was taken, or left if it is not in use. Epoch ms. */
  since: number;
}

export const bedOrChairAt = ({ seats, seatTimes }: Occupancy, place: number): BedOrChair => {
  const since = seatTimes[2 * place] as number;
  return { deviceId: seats[place] as DeviceId, inUse: since > 0, since: Math.abs(since) };
};

/**
 * Adds a report of a bed or chair. Its `time` (epoch ms) may be older than the last report. `takenAt` is when a person sat or lay down,
 * as the report shows; null if the report repeats the known state or says that the place was left.
 */
export function updateOccupancy<State extends Occupancy>(
  state: State,
  deviceId: DeviceId,
  inUse: boolean,
  time: number,
): { state: State; takenAt: number | null } {
  const place = state.seats.indexOf(deviceId);
  const result = (isInUse: boolean, since: number, reportedAt: number, takenAt: number | null) => ({
    state: withTimes(state, deviceId, place, [isInUse ? since : -since, reportedAt]),
    takenAt,
  });
  const taken = inUse ? time : null;
  if (place < 0) return result(inUse, time, time, taken);
  const before = bedOrChairAt(state, place);
  const lastReportedAt = state.seatTimes[2 * place + 1] as number;
  const isRepeat = inUse === before.inUse;
  if (time >= lastReportedAt) return result(inUse, isRepeat ? before.since : time, time, isRepeat ? null : taken);
  if (isRepeat || time < before.since) return { state, takenAt: null };
  // The old report shows a change in between; at its last report the place was again as before.
  return result(before.inUse, lastReportedAt, lastReportedAt, inUse ? time : lastReportedAt);
}

function withTimes<State extends Occupancy>(state: State, deviceId: DeviceId, place: number, times: [number, number]): State {
  if (place < 0) return { ...state, seats: state.seats.concat([deviceId]), seatTimes: state.seatTimes.concat(times) };
  const seatTimes = state.seatTimes.slice();
  seatTimes[2 * place] = times[0];
  seatTimes[2 * place + 1] = times[1];
  return { ...state, seatTimes };
}

/** Without the beds and chairs that the home no longer has; the same object if it has them all. */
export function withoutRemovedBedsAndChairs<State extends Occupancy>(state: State, { devices }: Pick<HomeFacts, "devices">): State {
  if (state.seats.every((id) => devices.has(id))) return state;
  const places = state.seats.flatMap((id, place) => (devices.has(id) ? [place] : []));
  return {
    ...state,
    seats: places.map((place) => state.seats[place]),
    seatTimes: places.flatMap((place) => state.seatTimes.slice(2 * place, 2 * place + 2)),
  };
}
