import { Command, Option } from "commander";
import { createProgress } from "#device-sim/replay/progress.ts";
import { scenarios } from "#device-sim/scenarios/all.ts";
import { type AckLog, openAckLog } from "#device-sim/service/ackLog.ts";
import { ConnectionFault } from "#device-sim/service/connectionFault.ts";
import { ServiceFault } from "#device-sim/service/serviceApi.ts";
import { type SimulatedHome, simulate } from "#device-sim/simulation/simulation.ts";
import { chosenPlan, PlanUnreadable, planOptionText } from "./options/chosenPlan.ts";
import { type Connect, chosenService, type ServiceOptions, withServiceOptions } from "./options/chosenService.ts";
import { type OverlayOptions, overlaysOf, speed as speedOf, whole, withOverlayOptions } from "./options/streamOptions.ts";
import { FileUnwritable, orUnwritable } from "./options/writableFile.ts";
import { alarmLines } from "./text/alarmText.ts";

interface SimOptions extends ServiceOptions, OverlayOptions {
  homes: number;
  mode: "test" | "live";
  scenario?: string;
  speed?: number | "max";
  days?: number;
  ackLog?: string;
  plan?: string;
  list?: boolean;
}

/** Test homes live on their readings' clock, and the same seed is the same life: so it begins on the same day. */
const testLifeBegins = Temporal.PlainDate.from("2026-01-05");

/** Exits 1 when a reading sent was not acknowledged or the scenario did not raise what it should. */
export function simCommand(connect: Connect): Command {
  const command = new Command("sim")
    .description("simulate homes over MQTT: ordinary life, a named scenario, or the one after the other; the same for the same seed")
    .option("--homes <n>", "how many homes", whole(1, 1000), 3)
    .addOption(new Option("--mode <mode>", "test homes never ring operators; live ones do").choices(["test", "live"]).default("test"))
    .addOption(
      new Option("--scenario <name>", "a timeline worth an alarm (see --list)").choices(scenarios.map((scenario) => scenario.name)),
    )
    .option("--speed <n|max>", "so many times real time, test homes only (default: max; live homes: 1)", speedOf)
    .option("--days <n>", "days of ordinary life (default: 1, before a scenario: 0)", whole(0, 3650))
    .option("--plan <plan>", `the homes' plan: ${planOptionText} (default: the service's)`)
    .option("--ack-log <file>", "append one JSON line for each acknowledged reading")
    .option("--list", "list the scenarios");
  withServiceOptions(withOverlayOptions(command));
  return command.action(async (options: SimOptions) => {
    if (options.list) {
      for (const { name, tells, raises } of scenarios) console.log(`${name.padEnd(20)} ${tells} (raises ${raises.join(", ")})`);
      return;
    }
    if (options.mode === "live" && (options.speed ?? 1) !== 1) command.error("--speed is for test homes: live homes keep real time");
    const overlays = overlaysOf(options);
    if (options.mode === "live" && Object.keys(overlays).length > 0)
      command.error("overlays are for test homes: a live home takes the time at which it hears for the time of arrival");
    const scenario = scenarios.find((one) => one.name === options.scenario) ?? null;
    const aborter = new AbortController();
    const interrupted = () => aborter.abort();
    process.once("SIGINT", interrupted);
    let ackLog: AckLog | null = null;
    try {
      const { ackLog: path } = options;
      if (path !== undefined) ackLog = await orUnwritable(path, () => openAckLog(path));
      const { api, mqttUrl } = await chosenService(options, connect, options.mode === "test" ? "tester" : "supervisor");
      const speed = options.speed ?? (options.mode === "test" ? "max" : 1);
      const progress = createProgress(process.stderr, "minutes of life");
      let time = { lived: 0, whole: 0 };
      const homes = await simulate({
        api,
        mqttUrl,
        seed: options.seed,
        homes: options.homes,
        mode: options.mode,
        scenario,
        days: options.days ?? (scenario === null ? 1 : 0),
        speed,
        from: (timezone) => (options.mode === "live" ? Date.now() : testLifeBegins.toZonedDateTime(timezone).epochMilliseconds),
        overlays,
        guardedBy: options.plan === undefined ? undefined : await chosenPlan(options.plan),
        run: `sim-${Date.now().toString(36)}`,
        signal: aborter.signal,
        onAcknowledged: (acknowledged) => ackLog?.write(acknowledged),
        onHome: (home) => console.error(`home ${home.id} "${home.name}" (${home.mode}) lives`),
        onProgress: (now) => {
          time = now;
          // Real time everybody has on the wrist.
          if (speed !== 1) progress.show(time.lived, time.whole);
        },
        onConnection: (connected, device, why) => {
          if (!connected) console.error(`${device} lost its connection (${why}) and tries again`);
        },
      });
      if (speed !== 1 && time.whole > 0) progress.end(time.lived, time.whole);
      for (const one of homes) console.log(asText(one));
      const missing =
        scenario === null ? [] : homes.filter((one) => scenario.raises.some((rule) => !one.alarms.some((alarm) => alarm.rule === rule)));
      for (const one of missing) console.log(`home ${one.home.id} did not raise all of: ${scenario?.raises.join(", ")}`);
      if (missing.length > 0 || homes.some((one) => one.acknowledged !== one.sent)) process.exitCode = 1;
    } catch (error) {
      if (refusals.some((kind) => error instanceof kind)) command.error((error as Error).message);
      throw error;
    } finally {
      process.off("SIGINT", interrupted);
      await ackLog?.close();
    }
  });
}

/** What the person who typed the command can mend. */
const refusals = [ServiceFault, ConnectionFault, PlanUnreadable, FileUnwritable];

function asText({ home, sent, acknowledged, alarms }: SimulatedHome): string {
  const counts = `home ${home.id} "${home.name}": sent ${sent}, acknowledged ${acknowledged}, alarms ${alarms.length}`;
  return [counts, ...alarms.flatMap((alarm) => alarmLines(alarm, home.timezone))].join("\n");
}
