import { Command } from "commander";
import { readConfig } from "#platform/config.ts";
import { createLog } from "#platform/log.ts";
import { startDemo } from "../demo/demo.ts";
import { untilSignalled } from "./start.ts";

/** The whole service with invented homes and accounts, and a simulator that brings the homes to life. */
export function demoCommand(): Command {
  return new Command("demo").description("run the service with invented homes, recorded nights and alarms to answer").action(async () => {
    const config = readConfig({ LOG_LEVEL: "warn", ...process.env });
    const log = createLog(config.logLevel);
    const demo = await startDemo(config, log);
    untilSignalled(log, () => demo.stop());
    console.log(demo.welcome);
    if (await demo.recorded) console.log("The homes' last fourteen days are recorded: open a home's plan to review them.");
  });
}
