import { deviceKey, type RecordedDevice } from "../formats/recording.ts";
import { type HomeStream, withDevice, withReadings } from "../replay/homeStream.ts";
import type { TimedReading } from "../service/timedReading.ts";
import { bedOf, inBedMs, lyingInBed } from "./inBed.ts";
import { type Injection, minuteMs, signsOfTime } from "./injection.ts";
import { keepStill } from "./stillness.ts";

const awayMs = 180 * minuteMs;

/** When each step happens, in ms after the moment of the event. */
export const leavingMs = { hall: 20_000, doorOpens: 60_000, doorCloses: 75_000, back: awayMs } as const;

/** Uses the home's bed sensor where there is one, recorded or derived. Adds a hall sensor and a front door where the home has none. */
export const leaveHome: Injection = {
  name: "leave-home",
  tells: "the person leaves bed, goes through the hall and out of the front door, closes it, and comes back after three hours",
  silences:
    "for 30 minutes before it, readings about people outside the bedroom, because the person lies in bed; for three hours after it, all readings about people, because the person is away",
  spanMs: { before: inBedMs, after: awayMs + minuteMs },
  inject(recorded, at) {
    const bed = bedOf(recorded);
    const { stream: withHall, key: hall } = having(recorded, isHall, { name: "Hall motion", kind: "motion", room: "Hall", outside: false });
    const { stream, key: door } = having(withHall, isFrontDoor, { name: "Front door", kind: "door", room: "Hall", outside: true });
    const back = at + leavingMs.back;
    const empty = keepStill(lyingInBed(stream, bed, at), { from: at, to: back + minuteMs, resumeAs: recorded });
    return withReadings(empty, [
      ...(bed === null ? [] : [{ device: bed, at, value: { kind: "bed", occupied: false } } as const]),
      ...passing(hall, at + leavingMs.hall, at + leavingMs.hall + 15_000),
      ...opening(door, at + leavingMs.doorOpens, at + leavingMs.doorCloses),
      ...signsOfTime(door, at, back),
      ...opening(door, back, back + 10_000),
      // Long enough after the door opened to show a person who came in, not one who leaves.
      ...passing(hall, back + 5_000, back + 15_000),
      ...passing(hall, back + 40_000, back + 50_000),
    ]);
  },
};

function having(
  stream: HomeStream,
  wanted: (device: RecordedDevice) => boolean,
  otherwise: RecordedDevice,
): { stream: HomeStream; key: string } {
  const known = stream.devices.find(wanted);
  return known === undefined ? withDevice(stream, otherwise) : { stream, key: deviceKey(known) };
}

const isHall = ({ kind, room, name }: RecordedDevice): boolean =>
  kind === "motion" && /hall|entr(y|ance)|corridor|landing/i.test(`${room} ${name}`);
const isFrontDoor = ({ kind, outside }: RecordedDevice): boolean => kind === "door" && outside;

const passing = (device: string, from: number, to: number): TimedReading[] => [
  { device, at: from, value: { kind: "motion", detected: true } },
  { device, at: to, value: { kind: "motion", detected: false } },
];
const opening = (device: string, from: number, to: number): TimedReading[] => [
  { device, at: from, value: { kind: "door", open: true } },
  { device, at: to, value: { kind: "door", open: false } },
];
