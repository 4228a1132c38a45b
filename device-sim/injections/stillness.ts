import type { ReadingKind, ReadingValue } from "#domain/reading.ts";
import { deviceKey, type RecordedDevice } from "../formats/recording.ts";
import { type HomeStream, lastValue, withReadings } from "../replay/homeStream.ts";
import type { TimedReading } from "../service/timedReading.ts";

/** What tells of people and where they are; smoke, temperature and heartbeats go on in a still home. */
const ofPeople: ReadonlySet<ReadingKind> = new Set(["motion", "door", "bed", "chair", "button", "boundary", "fall"]);

/**
 * Silences what tells of people in [from, to) (epoch ms), but for the devices that are excepted. A door that stands open
 * at `from` is closed then, and a motion sensor that sees somebody sees nobody: else they would stay so for the whole
 * time. At `to` each says what the recording
 * (`resumeAs`, where others were put in before) says of it by then.
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

/** What a sensor says when nobody is there any more; null where that is what it says already, or nothing lasts. */
function atRest(value: ReadingValue | null): ReadingValue | null {
  if (value?.kind === "motion" && value.detected) return { kind: "motion", detected: false };
  if (value?.kind === "door" && value.open) return { kind: "door", open: false };
  if (value?.kind === "chair" && value.occupied) return { kind: "chair", occupied: false };
  return null;
}

/** Who lies in bed at the beginning of a still time stays there: the injection itself says when the bed is left. */
const isInBed = (value: ReadingValue): boolean => value.kind === "bed" && value.occupied;
