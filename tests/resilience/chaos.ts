import { parseArgs } from "node:util";
import { throwawayFolder } from "#tests/system/setup/throwawayFolder.ts";
import { runChaos } from "./chaosRun.ts";
import { Difference } from "./checks/difference.ts";
import { ownDatabase } from "./kills/killableDatabase.ts";
import { report } from "./report.ts";

/**
 * `npm run chaos -- --kills 100 --seed 1` exits with 0 if no acknowledged reading was lost, nothing is stored twice, every timer fired and every
 * alarm reached a person; otherwise it prints the first difference and exits with 1. The seed repeats what homes do and what is killed. The exact moment of a kill
 * also depends on the machine.
 */
const usage = `npm run chaos -- [options]

Kills the service and its database while simulated homes send, and compares what is stored with what must be stored.

  --kills <n>      how often to kill (100)
  --seed <n>       repeats what homes do and what is killed (1)
  --homes <n>      how many homes; each third speaks through a Zigbee2MQTT (12)
  --clock-steps    also set the server's clock at random
  --ack-early      acknowledge before the commit: the run must find that
  --keep           keep the data and the log of the service
  --help           show this`;

const options = {
  kills: { type: "string", default: "100" },
  seed: { type: "string", default: "1" },
  homes: { type: "string", default: "12" },
  "clock-steps": { type: "boolean", default: false },
  "ack-early": { type: "boolean", default: false },
  keep: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function readArguments() {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}

const values = readArguments();
if (values.help) {
  console.log(usage);
  process.exit();
}
const [kills, seed, homes] = [values.kills, values.seed, values.homes].map(Number) as [number, number, number];
if (![kills, seed, homes].every((given) => Number.isSafeInteger(given) && given > 0)) {
  console.error("--kills, --seed and --homes are whole numbers above 0");
  process.exit(2);
}

const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => interrupted.abort(new Error(`stopped by ${name}`)));

const folder = throwawayFolder();
const database = await ownDatabase(folder.path);
try {
  const found = await runChaos({
    kills,
    seed,
    homes,
    ackEarly: values["ack-early"],
    silences: true,
    clockSteps: values["clock-steps"],
    database,
    folder: folder.path,
    killed: ({ kind, when }, count) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${count}/${kills} ${kind}${when === "any" ? "" : `, ${when}`}`);
      else if (count % 10 === 0 || count === kills) console.error(`${count}/${kills} kills`);
    },
    signal: interrupted.signal,
  });
  console.log(`\nChaos with seed ${seed}: ${found.kills.length} kills in ${(found.milliseconds / 1000).toFixed(0)} s`);
  console.log(report(found));
  console.log(
    "No difference: every acknowledged reading is stored once, every trigger has its alarm, every timer fired once, every alarm reached a person.",
  );
} catch (error) {
  if (interrupted.signal.aborted) console.error("\nInterrupted.");
  else console.error(error instanceof Difference ? `\nDIFFERENCE: ${error.message}` : error);
  process.exitCode = 1;
} finally {
  await database.stop();
  if (values.keep) console.error(`The data is in ${folder.path}.`);
  else folder.remove();
}
process.exit();
