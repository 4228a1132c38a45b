import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import { startBenchPushService } from "./carer/pushService.ts";
import { measureWakings } from "./carer/wakings.ts";
import { measureDecode } from "./decode/decode.ts";
import { providePendants, provisionOrdinary } from "./load/benchHomes.ts";
import { startBenchService } from "./load/benchService.ts";
import { prepareFloor } from "./load/floor.ts";
import { startGenerator } from "./load/generatorProcess.ts";
import { preparePresses } from "./load/latency.ts";
import { startMosquitto } from "./load/mosquitto.ts";
import { measureThroughput, targets } from "./load/throughput.ts";
import { busyShare, describeMachine } from "./machine.ts";
import { measureMessages, startBenchGateway } from "./notify/messages.ts";
import { measureReconnect } from "./reconnect/reconnect.ts";
import { asText, type Report, writeReport } from "./report.ts";
import { measureRules, type RulePart, ruleParts } from "./rules/ruleFigures.ts";
import { measureSearch } from "./search/search.ts";

interface Options {
  quick: boolean;
  only?: "throughput" | "latency" | "notify" | "search" | "carer" | "reconnect" | "decode" | RulePart;
  clients: number;
  devices: number;
  window: number;
  rounds: number;
  seconds: number;
  presses: number;
  profile?: string;
}

const count = (text: string): number => {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("a whole number from 1 is wanted");
  return Number(text);
};

const command = new Command("bench")
  .description("what Link Line carries, each figure beside its floor on this machine or its aim")
  .option("--quick", "a short run: shows that it works, proves nothing", false)
  .addOption(
    new Option("--only <part>", "leave the other parts out").choices([
      "throughput",
      "latency",
      "notify",
      "search",
      "carer",
      "reconnect",
      "decode",
      ...ruleParts,
    ]),
  )
  .option("--clients <count>", "devices that publish at once", count, 200)
  .option("--devices <count>", "devices that connect at once after an outage", count, 10_000)
  .option("--window <count>", "readings of one device under way at once", count, 32)
  .option("--rounds <count>", "rounds of each broker", count, 5)
  .option("--seconds <count>", "length of a round", count, 4)
  .option("--presses <count>", "presses measured, idle and under half load each", count, 2_000)
  .option("--profile <folder>", "leave a CPU profile of the service there");

const given = command.parse().opts<Options>();
const options = given.quick ? { ...given, rounds: Math.min(given.rounds, 2), seconds: 2, presses: Math.min(given.presses, 300) } : given;
const progress = (line: string): void => console.error(line);

/** A press in a home that few other presses came from: at most so many a home in each series. */
const pressesPerHome = 4;

const started = new AsyncDisposableStack();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void started.disposeAsync().finally(() => process.exit(130)));

try {
  const report = await run();
  console.log(asText(report));
  console.log(`\nwritten to ${writeReport(report)}`);
} finally {
  await started.disposeAsync();
}

async function run(): Promise<Report> {
  const startedAt = new Date().toISOString();
  const busyBefore = await busyShare();
  const wanted = (part: Options["only"]): boolean => options.only === undefined || options.only === part;
  // Before the service runs, which would take a share of the cores.
  const decode = options.only === "decode" ? measureDecode(options.quick ? 2_000 : 50_000) : null;
  const rules = await measureRules(wanted, options.quick, progress);
  if (options.profile !== undefined) mkdirSync(options.profile, { recursive: true });
  const mosquitto = started.use(await startMosquitto());
  const gateway = started.use(await startBenchGateway());
  const pushes = started.use(await startBenchPushService());
  const sendsPushes = options.only === "carer" ? pushes.env : {};
  const service = started.use(
    await startBenchService(options.profile === undefined ? null : resolve(options.profile), { ...gateway.env, ...sendsPushes }),
  );
  const named = { startedAt, command: ["npm run bench --", ...process.argv.slice(2)].join(" ") };
  const machine = () => describeMachine(service, mosquitto?.version ?? null, busyBefore);
  const messages = wanted("notify") ? await measureTexts() : null;
  // By itself only: its many homes would be a load for the other parts.
  const search = options.only === "search" ? await measureSearch(service, options.quick ? 10 : 100, progress) : null;
  // By itself only: it starts a browser.
  const wakings = options.only === "carer" ? await measureWakings(service, pushes, Math.min(options.presses, 200)) : null;
  // By itself only, for the same reason.
  const reconnect =
    options.only === "reconnect"
      ? await measureReconnect(service, options.quick ? Math.min(options.devices, 500) : options.devices, progress)
      : null;
  const others = { rules, messages, search, wakings, reconnect, decode };
  if (!wanted("throughput") && !wanted("latency"))
    return { ...named, machine: await machine(), ...others, throughput: null, latency: null };
  const generator = started.use(startGenerator());
  progress(`${options.clients} devices are being registered`);
  const devices = await provisionOrdinary(service.api, options.clients, Date.now());

  // Half load is half of what was measured just before; where only latency is asked for, measured shortly.
  const length = options.only === "latency" ? { rounds: 1, seconds: 2 } : { rounds: options.rounds, seconds: options.seconds };
  const beside = options.only === "latency" ? null : mosquitto;
  const throughput = await measureThroughput({
    service,
    mosquitto: beside,
    generator,
    devices,
    window: options.window,
    ...length,
    progress,
  });
  const latency = options.only === "throughput" ? null : await measureLatency(throughput.linkLineMedian / 2);
  return {
    ...named,
    machine: await machine(),
    ...others,
    throughput: options.only === "latency" ? null : throughput,
    latency,
  };

  async function measureTexts(): Promise<Report["messages"]> {
    const presses = Math.min(options.presses, 500);
    progress(`${presses} homes press once and send a text each`);
    return measureMessages(service, gateway, presses);
  }

  async function measureLatency(halfLoad: number): Promise<Report["latency"]> {
    const homes = Math.max(1, Math.ceil(options.presses / pressesPerHome));
    progress(`${homes} homes with a pendant are being registered`);
    const pendants = await providePendants(service.api, homes, Date.now());
    const presses = started.use(await preparePresses(service, pendants));
    const floor = started.use(await prepareFloor(service, mosquitto));
    progress(`${options.presses} presses, idle`);
    const idle = await presses.measure(options.presses, floor);
    progress(`${options.presses} presses beside ${Math.round(halfLoad)} readings a second`);
    await generator.start(targets.linkLine, halfLoad);
    await delay(1_000);
    const cpuBefore = await service.cpuSeconds();
    const began = performance.now();
    const pressed = await presses.measure(options.presses, floor);
    const serviceCpuShare = ((await service.cpuSeconds()) - cpuBefore) / ((performance.now() - began) / 1000);
    const { acknowledged, seconds } = await generator.stop(targets.linkLine);
    return { idle, halfLoad: { ...pressed, perSecond: acknowledged / seconds, serviceCpuShare }, presses: await presses.compare() };
  }
}
