import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { playStream } from "#app/score/playedStream.ts";
import { loadRecording } from "#device-sim/formats/recordingFile.ts";
import { prepareStream, unchanged } from "#device-sim/replay/preparedStream.ts";
import { planFrom } from "#rules/plan/planTemplates.ts";
import { median } from "../statistics.ts";

export interface RecordingFigures {
  readings: number;
  /** Median of the turns, without the time to read the file. */
  milliseconds: number;
  alarms: number;
}

const june = resolve(import.meta.dirname, "../../../../shared/data/casas-al/june.data");
const turns = 5;

/** Runs June of casas-al through the engine as a home in test mode, without network or database. Null if the recording is absent. */
export async function measureRecording(): Promise<RecordingFigures | null> {
  if (!existsSync(june)) return null;
  const { events } = await loadRecording(june, "casas");
  const stream = prepareStream(events, "America/Los_Angeles", unchanged);
  const taken: number[] = [];
  let alarms = 0;
  for (let turn = 0; turn < turns; turn += 1) {
    const began = performance.now();
    alarms = playStream(stream, planFrom("dementia")).alarms.length;
    taken.push(performance.now() - began);
  }
  return { readings: stream.readings.length, milliseconds: median(taken), alarms };
}
