import { createHash } from "node:crypto";
import { basename } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { ExpectedUnreadable } from "#device-sim/expected/expectedAlarms.ts";
import { recordingBoot } from "#device-sim/formats/recording.ts";
import { type RecordingFormat, RecordingUnreadable, recordingFormats } from "#device-sim/formats/recordingFile.ts";
import type { Injected } from "#device-sim/injections/injection.ts";
import { changesText, StreamRefused } from "#device-sim/replay/preparedStream.ts";
import { createProgress } from "#device-sim/replay/progress.ts";
import { isWhole, replay } from "#device-sim/replay/replay.ts";
import { ReplayRefused } from "#device-sim/replay/replayedHome.ts";
import { ConnectionFault } from "#device-sim/service/connectionFault.ts";
import { ServiceFault } from "#device-sim/service/serviceApi.ts";
import type { Plan } from "#domain/plan.ts";
import { isTimezone } from "#domain/time/wallClock.ts";
import { homeId } from "./backtest.ts";
import { chosenPlan, PlanUnreadable, planOptionText } from "./options/chosenPlan.ts";
import { type Connect, chosenService, type ServiceOptions, withServiceOptions } from "./options/chosenService.ts";
import { differencesFrom, expectedIn, writeExpected } from "./options/expectation.ts";
import { readableRecording } from "./options/readableRecording.ts";
import { injected, injectionHelp, type OverlayOptions, overlaysOf, speed, withOverlayOptions } from "./options/streamOptions.ts";
import { FileUnwritable, tryWriting } from "./options/writableFile.ts";
import { replayText } from "./text/replayText.ts";

interface ReplayOptions extends ServiceOptions, OverlayOptions {
  format: RecordingFormat;
  home?: string;
  name?: string;
  timezone?: string;
  plan?: string;
  limit?: number;
  speed: number | "max";
  inject?: Injected[];
  deriveBed?: boolean;
  expect?: string;
  writeExpected?: string;
  skipBadLines?: boolean;
  json?: boolean;
}

/** Exits 1 when a reading sent is not acknowledged, does not stand in the home exactly once, or the alarms are not those expected. */
export function replayCommand(connect: Connect): Command {
  const command = new Command("replay")
    .description("send a recording through the broker onto a home in test mode, and report what became of it")
    .argument("<file>", "the recording; for kasteren the .sensors file, with .sensor_names beside it")
    .addOption(new Option("--format <format>", "how the recording is written").choices(recordingFormats).makeOptionMandatory())
    .option("--home <id>", "an existing home in test mode", homeId)
    .option("--name <name>", "the home's name; found again or made (default: from the recording, what is changed of it, and the plan)")
    .option("--timezone <zone>", "the zone of a new home (default: the service's)", timezone)
    .option("--plan <plan>", `the home's plan: ${planOptionText} (default: the service's)`)
    .option("--limit <n>", "only the first n readings of the recording; sent again with more, or without, these are resends", wholeNumber)
    .option("--speed <n|max>", "so many times as fast as it happened, 1 to 1000, or as fast as acknowledged", speed, "max")
    .option("--inject <event@time>", "put in an event that the recording lacks; again for each (see below)", injected)
    .option("--derive-bed", "make a bed sensor of the annotator's in-bed label; the report says so")
    .addOption(new Option("--expect <file>", "compare the home's alarms with these, exactly").conflicts("writeExpected"))
    .option("--write-expected <file>", "write the home's alarms to a file for --expect")
    .option("--skip-bad-lines", "send the rest when some lines cannot be read")
    .option("--json", "report as JSON")
    .addHelpText("after", injectionHelp);
  withServiceOptions(withOverlayOptions(command));
  return command.action(async (file: string, options: ReplayOptions) => {
    try {
      if (options.writeExpected !== undefined) await tryWriting(options.writeExpected);
      const { badLines, events, boot: recorded } = await readableRecording(file, options, (why) => command.error(why));
      const plan = options.plan === undefined ? undefined : await chosenPlan(options.plan);
      const changes = { injected: options.inject ?? [], overlays: overlaysOf(options), seed: options.seed };
      if (options.dropHeartbeats !== undefined && changes.injected.length === 0)
        console.error("a recording holds no heartbeats, so --drop-heartbeats changes nothing of it");
      // What is changed of a recording makes it another: not the same readings sent once more.
      const changed = changesText(changes);
      const boot = changed === "" ? recorded : recordingBoot(`${recorded} ${changed}`);
      const { api, mqttUrl } = await chosenService(options, connect, "tester");
      // A home judges a reading once, so that another plan wants another home.
      const made = plan === undefined ? boot : `${boot}, ${[...plan.name].slice(0, 30).join("")} ${planMark(plan)}`;
      const name = options.home === undefined ? (options.name ?? `${basename(file)} (${made})`) : (await api.home(options.home)).name;
      const expected = options.expect === undefined ? null : await expectedIn(options.expect, api, name);
      let saidAt = 0;
      const progress = createProgress(process.stderr, "readings");
      const report = await replay({
        api,
        mqttUrl,
        recording: { events, boot },
        limit: options.limit,
        home: options.home === undefined ? { name, timezone: options.timezone } : { id: options.home },
        plan,
        changes,
        speed: options.speed,
        onConnectionLost: (why) => {
          // All devices lose the same service at the same moment.
          if (Date.now() - saidAt > 1_000) console.error(`\n${why}: the devices keep what is unacknowledged and try again`);
          saidAt = Date.now();
        },
        onProgress: ({ acknowledged, total }) => progress.show(acknowledged, total),
      });
      progress.end(report.acknowledged, report.sent);
      const differences = expected === null ? null : differencesFrom(expected, report);
      const more = { badLines: badLines.length, bedDerived: options.deriveBed === true, differences };
      console.log(options.json ? JSON.stringify({ ...report, ...more }, null, 2) : replayText(report, more));
      if (options.writeExpected !== undefined) await writeExpected(options.writeExpected, report);
      if (!isWhole(report) || (differences?.length ?? 0) > 0) process.exitCode = 1;
    } catch (error) {
      if (refusals.some((kind) => error instanceof kind)) command.error((error as Error).message);
      throw error;
    }
  });
}

/** What the person who typed the command can mend. */
const refusals = [
  RecordingUnreadable,
  StreamRefused,
  PlanUnreadable,
  ExpectedUnreadable,
  ReplayRefused,
  ServiceFault,
  ConnectionFault,
  FileUnwritable,
];

/** Tells apart plans of one name. */
const planMark = (plan: Plan): string => createHash("sha256").update(JSON.stringify(plan)).digest("hex").slice(0, 6);

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("a whole number above 0 is expected");
  return Number(text);
}

export function timezone(text: string): string {
  if (!isTimezone(text)) throw new InvalidArgumentError("an IANA time zone such as Europe/London is expected");
  return text;
}
