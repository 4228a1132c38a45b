import type { HomeStrip, StripDevice } from "#domain/answering/homeStrip.ts";

/** What happened in words: from when, until when. A moment has no end. */
export interface StripEvent {
  from: string;
  to: string | null;
  text: string;
  kind: StripDevice["spans"][number]["state"] | StripDevice["marks"][number]["kind"] | "silence";
}

export const spanWords: Record<StripDevice["spans"][number]["state"], string> = {
  occupied: "occupied",
  open: "open",
  movement: "movement",
  outside: "outside the safe area",
  danger: "danger detected",
};
const markWords: Record<StripDevice["marks"][number]["kind"], string> = {
  press: "pressed",
  fall: "fall",
  fallCancelled: "fall cancelled",
  unreadable: "message that could not be read",
};

/** Everything that one device reported, in its order. */
export function eventsOf({ spans, marks, silences }: StripDevice): StripEvent[] {
  return [
    ...spans.map(({ from, to, state }): StripEvent => ({ from, to, text: spanWords[state], kind: state })),
    ...marks.map(
      ({ at, kind, count }): StripEvent => ({
        from: at,
        to: null,
        text: count > 1 ? `${markWords[kind]}, ${count} times` : markWords[kind],
        kind,
      }),
    ),
    ...silences.map(({ from, to }): StripEvent => ({ from, to, text: "silent", kind: "silence" })),
  ].sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
}

/** The device of the alarm first, then the one that reported last. Devices without any event come last. */
export function inStripOrder(devices: readonly StripDevice[], alarmDeviceId: string | null): StripDevice[] {
  const latest = (device: StripDevice) => Math.max(0, ...eventsOf(device).map(({ from, to }) => Date.parse(to ?? from)));
  const rank = (device: StripDevice) => (device.deviceId === alarmDeviceId ? Number.POSITIVE_INFINITY : latest(device));
  const ranked = devices.map((device) => ({ device, rank: rank(device) }));
  return ranked.sort((a, b) => (a.rank === b.rank ? 0 : b.rank - a.rank)).map(({ device }) => device);
}

export const deviceTitle = ({ name, room }: Pick<StripDevice, "name" | "room">): string => (room === "" ? name : `${name}, ${room}`);

type StripTimes = Pick<HomeStrip, "from" | "to" | "timezone">;

function parts(at: number, timeZone: string, more: Intl.DateTimeFormatOptions = {}): string {
  const options: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...more };
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone }).format(at);
  } catch {
    return new Intl.DateTimeFormat("en-GB", options).format(at);
  }
}

const offsetAt = (at: number, timeZone: string): string => parts(at, timeZone, { timeZoneName: "longOffset" }).slice(5);

/**
 * Wall-clock minutes in the home's zone: "02:14". Where the clocks change within the strip, with the name of the time: "01:30 BST" comes an hour
 * before "01:30 GMT".
 */
export function stripClock({ from, to, timezone }: StripTimes): (at: number) => string {
  const changes = offsetAt(Date.parse(from), timezone) !== offsetAt(Date.parse(to), timezone);
  return (at) => parts(at, timezone, changes ? { timeZoneName: "short" } : {});
}

const quarterMs = 15 * 60_000;

/**
 * The instants of the axis (epoch ms): every third full hour of elapsed time. They are found in steps of a quarter of an hour, because a zone may
 * be 30 or 45 minutes off. On a night when the clocks change, the labels jump and the distances stay true.
 */
export function stripHoursShown({ from, to, timezone }: StripTimes): number[] {
  const hours: number[] = [];
  for (let at = Math.ceil(Date.parse(from) / quarterMs) * quarterMs; at <= Date.parse(to); at += quarterMs)
    if (parts(at, timezone).endsWith(":00")) hours.push(at);
  return hours.filter((_, index) => index % 3 === 1);
}
