import type { DeviceStatus } from "../deviceStatus.ts";
import type { ReadingValue } from "../reading.ts";

/** A reading of the last hours. `time`: event time, epoch ms. */
export interface NightReading {
  deviceId: string;
  time: number;
  value: ReadingValue;
}

/** A device of the home. `heardAt`: its last reading, epoch ms. */
export interface NightDevice {
  id: string;
  name: string;
  kind: string;
  outside: boolean;
  status: DeviceStatus;
  heardAt: number | null;
}

/** A bed, and since when it is as it is. Epoch ms. */
export interface BedTonight {
  name: string;
  occupied: boolean;
  since: number;
  /** The sensor is late or offline: what it said last may be old. */
  silent: boolean;
}

/** The last time a door to the outside was opened. `backAt`: the first sign of life inside after it; null: none yet. Epoch ms. */
export interface OutTonight {
  door: string;
  openedAt: number;
  backAt: number | null;
}

/** What the sensors of a home say now. It never says more than they do: where one is silent, it says so. */
export interface Tonight {
  beds: BedTonight[];
  /** Since the last bed was left; null where no door to the outside was opened since then. */
  out: OutTonight | null;
  /** The last movement inside, where no bed says more. */
  movedAt: number | null;
  /** A motion sensor is fitted. Without one, "no movement" would say nothing. */
  hasMotion: boolean;
  /** The last reading of any device. */
  heardAt: number | null;
  /** Devices that should have reported. */
  silent: { name: string; since: number | null }[];
}

/** A person who leaves passes the hall sensor once more; a sign of life within this time after a door was opened is no return. */
const leavingMs = 60_000;

/**
 * What to tell a carer about tonight. `readings` in the order of their times, from some hours back.
 *
 * Example: bed occupied 22:41, bed left 02:14, front door opened 02:16, nothing since: `beds` has "Bed", not occupied since 02:14, and `out` has
 * "Front door", 02:16, not back. Movement in the hall at 02:41 makes `backAt` 02:41.
 */
export function tonightOf(readings: readonly NightReading[], devices: readonly NightDevice[]): Tonight {
  const byId = new Map(devices.map((device) => [device.id, device]));
  const beds = devices.filter(({ kind }) => kind === "bed").flatMap((device) => bedOf(device, readings));
  const signs = readings.filter(({ value }) => isSignInside(value));
  return {
    beds,
    out: outOf(readings, signs, byId, beds),
    movedAt: signs.findLast(({ value }) => value.kind === "motion")?.time ?? null,
    hasMotion: devices.some(({ kind }) => kind === "motion"),
    heardAt: latest(devices.map(({ heardAt }) => heardAt)),
    silent: devices.filter(isSilent).map(({ name, heardAt }) => ({ name, since: heardAt })),
  };
}

const isSilent = ({ status }: NightDevice): boolean => status === "late" || status === "offline";

/** Empty for a bed that has said nothing in these hours. */
function bedOf(device: NightDevice, readings: readonly NightReading[]): BedTonight[] {
  const said = readings.flatMap(({ deviceId, time, value }) =>
    deviceId === device.id && value.kind === "bed" ? [{ time, occupied: value.occupied }] : [],
  );
  const last = said.at(-1);
  if (last === undefined) return [];
  const before = said.findLastIndex(({ occupied }) => occupied !== last.occupied);
  const since = said[before + 1]?.time ?? last.time;
  return [{ name: device.name, occupied: last.occupied, since, silent: isSilent(device) }];
}

function outOf(
  readings: readonly NightReading[],
  signs: readonly NightReading[],
  byId: ReadonlyMap<string, NightDevice>,
  beds: readonly BedTonight[],
): OutTonight | null {
  if (beds.length > 0 && beds.every(({ occupied, silent }) => occupied && !silent)) return null;
  const upSince = Math.max(0, ...beds.filter(({ occupied }) => !occupied).map(({ since }) => since));
  const opened = readings.findLast(
    ({ deviceId, time, value }) => time >= upSince && value.kind === "door" && value.open && byId.get(deviceId)?.outside === true,
  );
  if (opened === undefined) return null;
  const backAt = signs.find(({ time }) => time > opened.time + leavingMs)?.time ?? null;
  return { door: byId.get(opened.deviceId)?.name ?? "", openedAt: opened.time, backAt };
}

function isSignInside(value: ReadingValue): boolean {
  switch (value.kind) {
    case "motion":
      return value.detected;
    case "bed":
    case "chair":
      return value.occupied;
    case "boundary":
      return value.inside;
    default:
      return false;
  }
}

const latest = (times: readonly (number | null)[]): number | null =>
  times.reduce<number | null>((newest, time) => (time !== null && time > (newest ?? 0) ? time : newest), null);
