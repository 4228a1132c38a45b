import { Command, InvalidArgumentError, Option } from "commander";
import { derivedBedNote } from "#device-sim/formats/derivedBed.ts";
import type { RecordedEvent } from "#device-sim/formats/recording.ts";
import { type LoadedRecording, recordingFormats } from "#device-sim/formats/recordingFile.ts";
import { SensorMapUnreadable } from "#device-sim/formats/sensors/sensorMap.ts";
import { FileUnreadable } from "#device-sim/formats/textFile.ts";
import type { Injected } from "#device-sim/injections/injection.ts";
import type { Overlays } from "#device-sim/overlays.ts";
import { StreamRefused } from "#device-sim/replay/preparedStream.ts";
import { createProgress } from "#device-sim/replay/progress.ts";
import type { Plan } from "#domain/plan.ts";
import { type Score, scoreRecording } from "../score/score.ts";
import { homesText, scoreCaveat, scoreText } from "../score/scoreText.ts";
import { chosenPlan, PlanUnreadable, planOptionText } from "./options/chosenPlan.ts";
import { printHowRead, type RecordingOptions, readableRecording, withRecordingOptions, wroteSensors } from "./options/readableRecording.ts";
import { injected, injectionHelp, type OverlayOptions, overlaysOf, withOverlayOptions } from "./options/streamOptions.ts";
import { FileUnwritable } from "./options/writableFile.ts";
import { timezone } from "./replay.ts";

type Inject = "every" | "none" | Injected[];

interface ScoreOptions extends OverlayOptions, RecordingOptions {
  plan: string;
  zone: string;
  inject?: Inject;
  json?: boolean;
}

/** Needs no service: the rules run in this process. */
export function scoreCommand(): Command {
  const command = new Command("score")
    .description("rate a plan on a recording: false alarms a night, and whether and how soon its rules find injected events")
    .argument(
      "<file...>",
      "the recording of a home, or of several homes; for kasteren the .sensors file, with .sensor_names in the same folder",
    )
    .addOption(new Option("--format <format>", "the format of the recording").choices(recordingFormats).makeOptionMandatory())
    .requiredOption("--plan <plan>", `the plan to rate: ${planOptionText}`)
    .option("--zone <zone>", "the time zone of the home", timezone, "Europe/London")
    .option(
      "--inject <event@time>",
      "an event; repeat the option for more, each in a separate run; or none, or every (default: every)",
      inject,
    )
    .option("--json", "print the report as JSON")
    .addHelpText("after", injectionHelp)
    .addHelpText("after", "\nWithout --inject, each night gets one event of each kind, at a second that --seed chooses.");
  withOverlayOptions(withRecordingOptions(command));
  return command.action((files: string[], options: ScoreOptions) =>
    runScores(files, options).catch((error: unknown) => {
      if (refusals.some((kind) => error instanceof kind)) command.error((error as Error).message);
      throw error;
    }),
  );
}

/** Faults that the person who typed the command can correct. */
const refusals = [FileUnreadable, SensorMapUnreadable, PlanUnreadable, StreamRefused, FileUnwritable];

async function runScores(files: readonly string[], options: ScoreOptions): Promise<void> {
  const plan = await chosenPlan(options.plan);
  const homes: ScoredHome[] = [];
  for (const file of files) {
    const recording = await readableRecording(file, options);
    if (await wroteSensors(options, recording)) return;
    const home = scoreHome(file, recording, plan, options);
    printHowRead(file, recording);
    homes.push(home);
    if (!options.json) console.log(`${homes.length > 1 ? "\n" : ""}${scoreText(home.score, home.heading)}`);
  }
  if (options.json) console.log(JSON.stringify(homes.length === 1 ? homes[0]?.json : { homes: homes.map(({ json }) => json) }, null, 2));
  else if (homes.length > 1) console.log(`\n${homesText(homes)}`);
  if (homes.some(({ score }) => score.faults.length > 0)) process.exitCode = 1;
}

interface ScoredHome {
  recording: string;
  score: Score;
  heading: string[];
  json: object;
}

function scoreHome(file: string, { events, badLines }: LoadedRecording, plan: Plan, options: ScoreOptions): ScoredHome {
  const overlays = overlaysOf(options);
  const progress = createProgress(process.stderr, "runs");
  const score = scoreRecording({
    events,
    timezone: options.zone,
    plan,
    inject: options.inject === "none" ? [] : (options.inject ?? "every"),
    overlays,
    seed: options.seed,
    onProgress: progress.show,
  });
  progress.end(score.events.length + 1, score.events.length + 1);
  const bedSensor = options.deriveBed ? derivedBedNote : `bed sensor: ${bedSensorText(events)}`;
  const heading = [`recording      ${file}`, `plan           ${plan.name}${datesText(plan)}`, bedSensor, ...overlayLines(overlays)];
  const about = { recording: file, plan, bedSensor, overlays, seed: options.seed, badLines: badLines.length, caveat: scoreCaveat };
  return { recording: file, score, heading, json: { ...about, ...asJson(score) } };
}

const bedSensorText = (events: readonly RecordedEvent[]): string =>
  events.some(({ device }) => device.kind === "bed") ? "recorded" : "none; bed-no-return adds one";

/** A score ignores the dates of a plan, and its report says so. */
const datesText = ({ starts, ends }: Plan): string => (starts === null && ends === null ? "" : " (its dates ignored)");

const overlayLines = ({ faults, ...others }: Overlays): string[] => [
  ...(faults === undefined ? [] : [`faults         ${faults.join(", ")}`]),
  ...(Object.keys(others).length === 0 ? [] : [`overlays       ${JSON.stringify(others)}`]),
];

/** Times in RFC 3339, as in all JSON of this project. */
function asJson({ from, to, alarms, events, ...rest }: Score) {
  const time = (instant: number): string => new Date(instant).toISOString();
  const alarm = (one: Score["alarms"][number]) => ({
    ...one,
    raisedAt: time(one.raisedAt),
    endedAt: one.endedAt === null ? null : time(one.endedAt),
    timeline: one.timeline.map((line) => ({ ...line, at: time(line.at) })),
  });
  return {
    from: time(from),
    to: time(to),
    ...rest,
    alarms: alarms.map(alarm),
    events: events.map(({ found, besides, ...event }) => ({
      ...event,
      found: found.map((one) => ({ ...one, countedFrom: time(one.countedFrom), foundAt: one.foundAt === null ? null : time(one.foundAt) })),
      besides: besides.map(alarm),
    })),
  };
}

/** `before` is the value of the options before this one; commander would pass a default in its place, so there is none. */
function inject(text: string, before?: Inject): Inject {
  if (typeof before === "string") throw new InvalidArgumentError(`${before} cannot be combined with other events`);
  if (text !== "every" && text !== "none") return injected(text, before);
  if (before !== undefined) throw new InvalidArgumentError(`${text} cannot be combined with other events`);
  return text;
}
