import { Command } from "commander";
import { readConfig } from "#platform/config.ts";
import { createLog } from "#platform/log.ts";
import { startDemo } from "../demo/demo.ts";
import { untilSignalled } from "./start.ts";

const settings = `
The demo is set by environment variables, such as
  LINKLINE_HTTP_PORT=8090   the port of the console and the API (default 8080; 0: any free port)
  LINKLINE_MQTT_PORT=1890   the port of the devices (default 1883; 0: any free port)
  LINKLINE_HOST=0.0.0.0     the address to listen on (default 127.0.0.1)
  LINKLINE_DATA_DIR=demo    the folder of the database and the passwords (default .linkline)
docs/operations.md has them all.`;

/** The whole service with invented homes and accounts, and a simulator that brings the homes to life. */
export function demoCommand(): Command {
  return new Command("demo")
    .description("run the service with invented homes, recorded nights and alarms to answer")
    .addHelpText("after", settings)
    .action(async () => {
      const config = readConfig({ LOG_LEVEL: "warn", LINKLINE_CANARY: "off", ...process.env });
      const log = createLog(config.logLevel);
      const aborter = new AbortController();
      const starting = startDemo(config, log, {
        onPreparing: () => console.log("The demo is being prepared: it records the homes' last fortnight. This takes less than a minute."),
        signal: aborter.signal,
      });
      untilSignalled(log, async () => {
        aborter.abort();
        const demo = await starting.catch(() => null);
        await demo?.stop();
      });
      const demo = await starting.catch((error: unknown) => {
        if (aborter.signal.aborted) return null;
        throw error;
      });
      if (demo !== null) console.log(demo.welcome);
    });
}
