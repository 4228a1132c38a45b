import { createHash } from "node:crypto";
import { basename } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { ExpectedUnreadable } from "#device-sim/expected/expectedAlarms.ts";
import { recordingBoot } from "#device-sim/formats/recording.ts";
import { recordingFormats } from "#device-sim/formats/recordingFile.ts";
import { SensorMapUnreadable } from "#device-sim/formats/sensors/sensorMap.ts";
import { FileUnreadable } from "#device-sim/formats/textFile.ts";
import type { Injected } from "#device-sim/injections/injection.ts";
import { changesText, StreamRefused } from "#device-sim/replay/preparedStream.ts";
import { createProgress } from "#device-sim/replay/progress.ts";
import { ReplayRefused } from "#device-sim/replay/replayedHome.ts";
import { isWhole, type ReplayOptions, type ReplayReport, replayRecording } from "#device-sim/replay/replayRecording.ts";
import { ConnectionFault } from "#device-sim/service/connectionFault.ts";
import { ServiceFault } from "#device-sim/service/serviceApi.ts";
import type { Plan } from "#domain/plan.ts";
import { isTimezone } from "#domain/time/wallClock.ts";
import { homeId } from "./backtest.ts";
import { chosenPlan, PlanUnreadable, planOptionText } from "./options/chosenPlan.ts";
import { type Connect, chosenService, type ServiceOptions, withServiceOptions } from "./options/chosenService.ts";
import { differencesFrom, expectedIn, expectedText, writeExpected } from "./options/expectation.ts";
import { printHowRead, type RecordingOptions, readableRecording, withRecordingOptions, wroteSensors } from "./options/readableRecording.ts";
import { injected, injectionHelp, type OverlayOptions, overlaysOf, speed, withOverlayOptions } from "./options/streamOptions.ts";
import { FileUnwritable, tryWriting } from "./options/writableFile.ts";
import { replayText } from "./text/replayText.ts";

interface ReplayCommandOptions extends ServiceOptions, OverlayOptions, RecordingOptions {
  home?: string;
  name?: string;
  timezone?: string;
  plan?: string;
  limit?: number;
  speed: number | "max";
  inject?: Injected[];
  expect?: string;
  writeExpected?: string;
  json?: boolean;
}

/** Exits 1 where a reading was not acknowledged or is not stored exactly once, or where the alarms differ from those expected. */
export function replayCommand(connect: Connect): Command {
  const command = new Command("replay")
    .description(
      "send a recording through the broker to a home in test mode, and report what the service stored and which alarms it raised",
    )
    .argument("<file>", "the recording; for kasteren the .sensors file, with .sensor_names in the same folder")
    .addOption(new Option("--format <format>", "the format of the recording").choices(recordingFormats).makeOptionMandatory())
    .option("--home <id>", "send to this existing home in test mode", homeId)
    .option(
      "--name <name>",
      "send to the test home of this name, created if it does not exist (default: a name made of the recording, its changes and the plan)",
    )
    .option("--timezone <zone>", "the time zone of a new home (default: the service's)", timezone)
    .option("--plan <plan>", `the home's plan: ${planOptionText} (default: the service's)`)
    .option("--limit <n>", "send only the first n readings of the recording; a later replay with a higher limit resends these", wholeNumber)
    .option("--speed <n|max>", "n times as fast as recorded, 1 to 1000, or as fast as acknowledged", speed, "max")
    .option("--inject <event@time>", "add an event that the recording lacks; repeat the option for more events (see below)", injected)
    .addOption(new Option("--expect <file>", "compare the home's alarms with the expected alarms in this file").conflicts("writeExpected"))
    .option("--write-expected <file>", "write the home's alarms to a file for --expect")
    .option("--json", "print the report as JSON")
    .addHelpText("after", injectionHelp);
  withServiceOptions(withOverlayOptions(withRecordingOptions(command)));
  return command.action((file: string, options: ReplayCommandOptions) =>
    runReplay(file, options, connect).catch((error: unknown) => {
      if (refusals.some((kind) => error instanceof kind)) command.error((error as Error).message);
      throw error;
    }),
  );
}

/** Faults that the person who typed the command can correct. */
const refusals = [
  FileUnreadable,
  SensorMapUnreadable,
  StreamRefused,
  PlanUnreadable,
  ExpectedUnreadable,
  ReplayRefused,
  ServiceFault,
  ConnectionFault,
  FileUnwritable,
];

async function runReplay(file: string, options: ReplayCommandOptions, connect: Connect): Promise<void> {
  if (options.writeExpected !== undefined) await tryWriting(options.writeExpected);
  const plan = options.plan === undefined ? undefined : await chosenPlan(options.plan);
  const expectation = options.expect === undefined ? null : { path: options.expect, text: await expectedText(options.expect) };
  const recording = await readableRecording(file, options);
  if (await wroteSensors(options, recording)) return;
  const { badLines, events, boot: recorded } = recording;
  const changes = { injected: options.inject ?? [], overlays: overlaysOf(options), seed: options.seed };
  if (options.dropHeartbeats !== undefined && changes.injected.length === 0)
    console.error("--drop-heartbeats changes nothing: the recording holds no heartbeats");
  // A changed recording is another recording, not a resend of the same readings.
  const changed = changesText(changes);
  const boot = changed === "" ? recorded : recordingBoot(`${recorded} ${changed}`);
  const { api, mqttUrl } = await chosenService(options, connect, "tester");
  const name = options.home === undefined ? (options.name ?? homeName(file, boot, plan)) : (await api.home(options.home)).name;
  const expected = expectation === null ? null : await expectedIn(expectation.path, expectation.text, api, name);
  const report = await withProgress((callbacks) =>
    replayRecording({
      ...callbacks,
      api,
      mqttUrl,
      recording: { events, boot },
      limit: options.limit,
      home: options.home === undefined ? { name, timezone: options.timezone } : { id: options.home },
      plan,
      changes,
      speed: options.speed,
    }),
  );
  printHowRead(file, recording);
  const differences = expected === null ? null : differencesFrom(expected, report);
  const more = { badLines: badLines.length, bedDerived: options.deriveBed === true, differences };
  console.log(options.json ? JSON.stringify({ ...report, ...more }, null, 2) : replayText(report, more));
  if (options.writeExpected !== undefined) await writeExpected(options.writeExpected, report);
  if (!isWhole(report) || (differences?.length ?? 0) > 0) process.exitCode = 1;
}

const connectionLineEveryMs = 1_000;

/** Shows on standard error how far the replay is, and where its connections are lost. */
async function withProgress(
  work: (callbacks: Pick<ReplayOptions, "onConnectionLost" | "onProgress">) => Promise<ReplayReport>,
): Promise<ReplayReport> {
  const progress = createProgress(process.stderr, "readings");
  let shownAt = 0;
  const report = await work({
    onConnectionLost: (why) => {
      // All devices lose the connection at the same moment: one line is enough.
      if (Date.now() - shownAt > connectionLineEveryMs) console.error(`\n${why}: the devices hold what is not acknowledged and try again`);
      shownAt = Date.now();
    },
    onProgress: ({ acknowledged, total }) => progress.show(acknowledged, total),
  });
  progress.end(report.acknowledged, report.sent);
  return report;
}

/** A home judges a reading once, so another plan needs another home: the plan is part of the name. */
function homeName(file: string, boot: string, plan: Plan | undefined): string {
  const made = plan === undefined ? boot : `${boot}, ${[...plan.name].slice(0, 30).join("")} ${planMark(plan)}`;
  return `${basename(file)} (${made})`;
}

/** Distinguishes plans of the same name. */
const planMark = (plan: Plan): string => createHash("sha256").update(JSON.stringify(plan)).digest("hex").slice(0, 6);

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("a whole number above 0 is expected");
  return Number(text);
}

export function timezone(text: string): string {
  if (!isTimezone(text)) throw new InvalidArgumentError("an IANA time zone such as Europe/London is expected");
  return text;
}
