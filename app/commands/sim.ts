import { Command, Option } from "commander";
import { createProgress } from "#device-sim/replay/progress.ts";
import { scenarios } from "#device-sim/scenarios/all.ts";
import type { Scenario } from "#device-sim/scenarios/scenario.ts";
import { type AckLog, openAckLog } from "#device-sim/service/ackLog.ts";
import { ConnectionFault } from "#device-sim/service/connectionFault.ts";
import { ServiceFault } from "#device-sim/service/serviceApi.ts";
import { type SimulatedHome, type SimulationOptions, simulate } from "#device-sim/simulation/simulation.ts";
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

/** A test home goes by its readings' clock, and the same seed gives the same life, so every simulated life begins on the same day. */
const testLifeBegins = Temporal.PlainDate.from("2026-01-05");

/** Exits 1 where a reading was not acknowledged or the scenario did not raise its alarms. */
export function simCommand(connect: Connect): Command {
  const command = new Command("sim")
    .description("simulate homes over MQTT: ordinary life, a scenario, or ordinary life and then a scenario; the same for the same seed")
    .option("--homes <n>", "the number of homes", whole(1, 1000), 3)
    .addOption(
      new Option("--mode <mode>", "the alarms of test homes ring no operators; those of live homes do")
        .choices(["test", "live"])
        .default("test"),
    )
    .addOption(
      new Option("--scenario <name>", "an event that raises alarms (see --list)").choices(scenarios.map((scenario) => scenario.name)),
    )
    .option("--speed <n|max>", "n times real time, or as fast as acknowledged; test homes only (default: max; live homes: 1)", speedOf)
    .option("--days <n>", "days of ordinary life (default: 1; with a scenario: 0)", whole(0, 3650))
    .option("--plan <plan>", `the homes' plan: ${planOptionText} (default: the service's)`)
    .option("--ack-log <file>", "append one JSON line to this file for each acknowledged reading")
    .option("--list", "list the scenarios and exit");
  withServiceOptions(withOverlayOptions(command));
  return command.action((options: SimOptions) => {
    if (options.list) return listScenarios();
    if (options.mode === "live" && (options.speed ?? 1) !== 1)
      command.error("--speed works with test homes only: live homes keep real time");
    if (options.mode === "live" && Object.keys(overlaysOf(options)).length > 0)
      command.error("overlays work with test homes only: a live home takes the moment of receipt as the arrival time");
    return runSimulation(options, connect).catch((error: unknown) => {
      if (refusals.some((kind) => error instanceof kind)) command.error((error as Error).message);
      throw error;
    });
  });
}

/** Faults that the person who typed the command can correct. */
const refusals = [ServiceFault, ConnectionFault, PlanUnreadable, FileUnwritable];

function listScenarios(): void {
  for (const { name, tells, raises } of scenarios) console.log(`${name.padEnd(20)} ${tells} (raises ${raises.join(", ")})`);
}

async function runSimulation(options: SimOptions, connect: Connect): Promise<void> {
  const scenario = scenarios.find(({ name }) => name === options.scenario) ?? null;
  const aborter = new AbortController();
  const interrupted = () => aborter.abort();
  process.once("SIGINT", interrupted);
  let ackLog: AckLog | null = null;
  try {
    const { ackLog: path } = options;
    if (path !== undefined) ackLog = await orUnwritable(path, () => openAckLog(path));
    const guardedBy = options.plan === undefined ? undefined : await chosenPlan(options.plan);
    const { api, mqttUrl } = await chosenService(options, connect, options.mode === "test" ? "tester" : "supervisor");
    const wanted = wantedLife(options, scenario);
    const progress = shownProgress(wanted.speed);
    const simulated = await simulate({
      ...wanted,
      ...progress.callbacks,
      api,
      mqttUrl,
      guardedBy,
      run: `sim-${Date.now().toString(36)}`,
      signal: aborter.signal,
      onAcknowledged: (acknowledgement) => ackLog?.write(acknowledgement),
    });
    progress.end();
    report(simulated, scenario);
  } finally {
    process.off("SIGINT", interrupted);
    await ackLog?.close();
  }
}

const wantedLife = (options: SimOptions, scenario: Scenario | null) =>
  ({
    seed: options.seed,
    homes: options.homes,
    mode: options.mode,
    scenario,
    days: options.days ?? (scenario === null ? 1 : 0),
    speed: options.speed ?? (options.mode === "test" ? "max" : 1),
    from: (timezone) => (options.mode === "live" ? Date.now() : testLifeBegins.toZonedDateTime(timezone).epochMilliseconds),
    overlays: overlaysOf(options),
  }) satisfies Partial<SimulationOptions>;

/** Lines on standard error while the simulation runs. */
function shownProgress(speed: number | "max"): {
  callbacks: Pick<SimulationOptions, "onHome" | "onProgress" | "onConnection">;
  end(): void;
} {
  const bar = createProgress(process.stderr, "minutes of life");
  let time = { simulated: 0, total: 0 };
  return {
    callbacks: {
      onHome: (home) => console.error(`home ${home.id} "${home.name}" (${home.mode}) starts`),
      onProgress: (now) => {
        time = now;
        // In real time a bar would show no more than a clock does.
        if (speed !== 1) bar.show(time.simulated, time.total);
      },
      onConnection: (connected, device, why) => {
        if (!connected) console.error(`${device} lost its connection (${why}) and tries again`);
      },
    },
    end: () => {
      if (speed !== 1 && time.total > 0) bar.end(time.simulated, time.total);
    },
  };
}

function report(homes: readonly SimulatedHome[], scenario: Scenario | null): void {
  for (const one of homes) console.log(asText(one));
  const raises = scenario?.raises ?? [];
  const missing = homes.filter(({ alarms }) => raises.some((rule) => !alarms.some((alarm) => alarm.rule === rule)));
  for (const { home } of missing) console.log(`home ${home.id} did not raise all of: ${raises.join(", ")}`);
  if (missing.length > 0 || homes.some(({ acknowledged, sent }) => acknowledged !== sent)) process.exitCode = 1;
}

function asText({ home, sent, acknowledged, alarms }: SimulatedHome): string {
  const counts = `home ${home.id} "${home.name}": sent ${sent}, acknowledged ${acknowledged}, alarms ${alarms.length}`;
  return [counts, ...alarms.flatMap((alarm) => alarmLines(alarm, home.timezone))].join("\n");
}
