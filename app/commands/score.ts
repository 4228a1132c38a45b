import { Command, InvalidArgumentError, Option } from "commander";
import { derivedBedNote } from "#device-sim/formats/derivedBed.ts";
import { type RecordingFormat, RecordingUnreadable, recordingFormats } from "#device-sim/formats/recordingFile.ts";
import type { Injected } from "#device-sim/injections/injection.ts";
import { StreamRefused } from "#device-sim/replay/preparedStream.ts";
import { createProgress } from "#device-sim/replay/progress.ts";
import type { Plan } from "#domain/plan.ts";
import { type Score, scoreRecording } from "../score/score.ts";
import { scoreCaveat, scoreText } from "../score/scoreText.ts";
import { chosenPlan, PlanUnreadable, planOptionText } from "./options/chosenPlan.ts";
import { readableRecording } from "./options/readableRecording.ts";
import { injected, injectionHelp, type OverlayOptions, overlaysOf, withOverlayOptions } from "./options/streamOptions.ts";
import { timezone } from "./replay.ts";

type Inject = "every" | "none" | Injected[];

interface ScoreOptions extends OverlayOptions {
  format: RecordingFormat;
  plan: string;
  zone: string;
  inject?: Inject;
  deriveBed?: boolean;
  skipBadLines?: boolean;
  json?: boolean;
}

/** Needs no service: the rules run in this process. */
export function scoreCommand(): Command {
  const command = new Command("score")
    .description("how a plan does on a recording: false alarms a night, and whether and how soon injected events are found")
    .argument("<file>", "the recording; for kasteren the .sensors file, with .sensor_names beside it")
    .addOption(new Option("--format <format>", "how the recording is written").choices(recordingFormats).makeOptionMandatory())
    .requiredOption("--plan <plan>", planOptionText)
    .option("--zone <zone>", "the zone of the home", timezone, "Europe/London")
    .option("--inject <event@time>", "an event, again for each, every one in a run of its own; or none (default: every)", inject)
    .option("--derive-bed", "make a bed sensor of the annotator's in-bed label; the report says so")
    .option("--skip-bad-lines", "score the rest when some lines cannot be read")
    .option("--json", "report as JSON")
    .addHelpText("after", injectionHelp)
    .addHelpText("after", "\nWithout --inject, one event of each kind is put into each night, at a second that --seed chooses.");
  withOverlayOptions(command);
  return command.action(async (file: string, options: ScoreOptions) => {
    try {
      const plan = await chosenPlan(options.plan);
      const { events, devices, badLines } = await readableRecording(file, options, (why) => command.error(why)).then((recording) => ({
        ...recording,
        devices: new Set(recording.events.map(({ device }) => device)),
      }));
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
      const recordedBed = [...devices].some(({ kind }) => kind === "bed");
      const bedSensor = options.deriveBed
        ? derivedBedNote
        : `bed sensor: ${recordedBed ? "recorded" : "none; bed-no-return adds one of its own"}`;
      const heading = [`recording      ${file}`, `plan           ${plan.name}${datesText(plan)}`, bedSensor, ...overlayLines(overlays)];
      const about = { recording: file, plan, bedSensor, overlays, seed: options.seed, badLines: badLines.length, caveat: scoreCaveat };
      console.log(options.json ? JSON.stringify({ ...about, ...asJson(score) }, null, 2) : scoreText(score, heading));
      if (score.faults.length > 0) process.exitCode = 1;
    } catch (error) {
      if (error instanceof RecordingUnreadable || error instanceof PlanUnreadable || error instanceof StreamRefused)
        command.error(error.message);
      throw error;
    }
  });
}

/** A score goes by the rules of a plan alone; whoever reads it must not take that for its dates. */
const datesText = ({ starts, ends }: Plan): string => (starts === null && ends === null ? "" : " (its dates set aside)");

const overlayLines = (overlays: object): string[] =>
  Object.keys(overlays).length === 0 ? [] : [`laid over it   ${JSON.stringify(overlays)}`];

/** Instants in RFC 3339, as everywhere in JSON. */
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

/** `before` is what was given of it already: without a default, or the default could not be told from that. */
function inject(text: string, before?: Inject): Inject {
  if (typeof before === "string") throw new InvalidArgumentError(`${before} stands alone`);
  if (text !== "every" && text !== "none") return injected(text, before);
  if (before !== undefined) throw new InvalidArgumentError(`${text} stands alone`);
  return text;
}
