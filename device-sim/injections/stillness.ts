import type { ReadingKind, ReadingValue } from "#domain/reading.ts";
import { deviceKey, type RecordedDevice } from "../formats/recording.ts";
import { type HomeStream, lastValue, withReadings } from "../replay/homeStream.ts";
import type { TimedReading } from "../service/timedReading.ts";

/** Kinds that show people and where they are. Smoke, temperature and heartbeats continue in a still home. */
const ofPeople: ReadonlySet<ReadingKind> = new Set(["motion", "door", "bed", "chair", "button", "boundary", "fall"]);

/**
 * Removes the readings about people in [from, to) (epoch ms), except those of the devices in `but`. An open door is closed at `from`, and
 * a motion sensor that shows movement shows none; otherwise both would stay so for the whole time. At `to` each device returns to the
 * state that it has in the recording by then (in `resumeAs`, where other events were injected before).
 */
export function keepStill(
  stream: HomeStream,
  {
    from,
    to,
    but = () => false,
    resumeAs = stream,
  }: { from: number; to: number; but?: (device: RecordedDevice) => boolean; resumeAs?: HomeStream },
): HomeStream {
  const still = new Set(stream.devices.filter((device) => ofPeople.has(device.kind) && !but(device)).map(deviceKey));
  const added: TimedReading[] = [];
  for (const device of still) {
    const resting = atRest(lastValue(stream, device, from));
    if (resting !== null) added.push({ device, at: from, value: resting });
    const resumed = lastValue(resumeAs, device, to);
    if (resumed !== null && (atRest(resumed) !== null || isInBed(resumed))) added.push({ device, at: to, value: resumed });
  }
  const kept = stream.readings.filter(({ device, at, value }) => at < from || at >= to || !still.has(device) || !ofPeople.has(value.kind));
  return withReadings({ ...stream, readings: kept }, added);
}

/** The reading with which a sensor shows that no person is there; null where it shows that already, or where its kind has no lasting state. */
function atRest(value: ReadingValue | null): ReadingValue | null {
  if (value?.kind === "motion" && value.detected) return { kind: "motion", detected: false };
  if (value?.kind === "door" && value.open) return { kind: "door", open: false };
  if (value?.kind === "chair" && value.occupied) return { kind: "chair", occupied: false };
  return null;
}

/** A person in bed at the beginning of a still time stays there: the injection itself says when the person leaves the bed. */
const isInBed = (value: ReadingValue): boolean => value.kind === "bed" && value.occupied;
