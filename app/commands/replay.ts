import { basename } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { createProgress } from "#device-sim/progress.ts";
import { loadRecording, type RecordingFormat, RecordingUnreadable, recordingFormats } from "#device-sim/recordingFile.ts";
import { isWhole, ReplayRefused, type ReplayReport, replay } from "#device-sim/replay.ts";
import { ServiceFault } from "#device-sim/serviceApi.ts";
import { UnitFault } from "#device-sim/unitClient.ts";
import { isTimezone } from "#domain/nightWindow.ts";
import { alarmLines } from "./alarmText.ts";
import { type Connect, chosenService, type ServiceOptions, withServiceOptions } from "./chosenService.ts";

interface ReplayOptions extends ServiceOptions {
  format: RecordingFormat;
  home?: string;
  name?: string;
  timezone?: string;
  limit?: number;
  skipBadLines?: boolean;
  json?: boolean;
}

const badLinesShown = 20;

/** Exits 1 when a reading sent is not acknowledged, or does not stand in the home exactly once. */
export function replayCommand(connect: Connect): Command {
  const command = new Command("replay")
    .description("send a recording through the broker onto a home in test mode, and report what became of it")
    .argument("<file>", "the recording; for kasteren the .sensors file, with .sensor_names beside it")
    .addOption(new Option("--format <format>", "how the recording is written").choices(recordingFormats).makeOptionMandatory())
    .option("--home <id>", "an existing home in test mode")
    .option("--name <name>", "the home's name; found again or made (default: from the recording)")
    .option("--timezone <zone>", "the zone of a new home (default: the service's)", timezone)
    .option("--limit <n>", "only the first n readings", wholeNumber)
    .option("--skip-bad-lines", "send the rest when some lines cannot be read")
    .option("--json", "report as JSON");
  withServiceOptions(command);
  return command.action(async (file: string, options: ReplayOptions) => {
    try {
      const { badLines, events, notes, boot } = await loadRecording(file, options.format);
      for (const note of notes) console.error(`${file}: ${note}`);
      for (const { line, why } of badLines.slice(0, badLinesShown)) console.error(`${file}:${line}: ${why}`);
      if (badLines.length > badLinesShown) console.error(`… and ${badLines.length - badLinesShown} bad lines more`);
      if (badLines.length > 0 && !options.skipBadLines) {
        command.error(`${badLines.length} lines cannot be read, so nothing was sent; --skip-bad-lines sends the rest`);
      }
      if (events.length === 0) command.error(`${file} holds no readings`);
      const { api, mqttUrl } = await chosenService(options, connect, "tester");
      let saidAt = 0;
      const progress = createProgress(process.stderr, "readings");
      const report = await replay({
        api,
        mqttUrl,
        recording: { events: events.slice(0, options.limit), boot },
        home:
          options.home === undefined
            ? { name: options.name ?? `${basename(file)} (${boot})`, timezone: options.timezone }
            : { id: options.home },
        onConnectionLost: (why) => {
          // All devices lose the same service at the same moment.
          if (Date.now() - saidAt > 1_000)
            console.error(`
${why}: the devices keep what is unacknowledged and try again`);
          saidAt = Date.now();
        },
        onProgress: ({ acknowledged, total }) => progress.show(acknowledged, total),
      });
      progress.end(report.acknowledged, report.sent);
      console.log(options.json ? JSON.stringify({ ...report, badLines: badLines.length }, null, 2) : asText(report, badLines.length));
      if (!isWhole(report)) process.exitCode = 1;
    } catch (error) {
      if (
        error instanceof RecordingUnreadable ||
        error instanceof ReplayRefused ||
        error instanceof ServiceFault ||
        error instanceof UnitFault
      ) {
        command.error(error.message);
      }
      throw error;
    }
  });
}

function asText(report: ReplayReport, badLines: number): string {
  const { home } = report;
  const lines = [
    `home           ${home.id} "${home.name}", test mode, ${home.timezone}`,
    `sent           ${report.sent}`,
    `acknowledged   ${report.acknowledged}`,
    `stored         ${report.stored} of those sent, ${report.storedDistinct} of them distinct; ${report.added} new in this run`,
    `quarantine     ${report.quarantined}`,
    `bad lines      ${badLines}`,
    `readings/s     ${Math.round(report.readingsPerSecond)} (${report.seconds.toFixed(1)} s, ${report.reconnects} reconnects)`,
    `alarms         ${report.alarms.length}, ${report.newAlarms} new in this run`,
    ...report.alarms.flatMap((alarm) => alarmLines(alarm, home.timezone)),
  ];
  if (!isWhole(report)) lines.push("NOT WHOLE: not everything sent is acknowledged and stored exactly once");
  return lines.join("\n");
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("a whole number above 0 is expected");
  return Number(text);
}

function timezone(text: string): string {
  if (!isTimezone(text)) throw new InvalidArgumentError("an IANA time zone such as Europe/London is expected");
  return text;
}
