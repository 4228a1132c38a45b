import { randomBytes } from "node:crypto";
import { Command } from "commander";
import { readConfig } from "#platform/config.ts";
import { createLog, type Log } from "#platform/log.ts";
import { announce, withdraw } from "../runningService.ts";
import { type Service, startService } from "../service.ts";

export function startCommand(): Command {
  return new Command("start").description("run the service").action(async () => {
    const config = readConfig(process.env);
    const log = createLog(config.logLevel);
    const service = await startService(config, log);
    const made = await ensureAdmin(service, config.adminEmail, config.adminPassword);
    announce(config.dataDir, service);
    untilSignalled(log, async () => {
      withdraw(config.dataDir);
      await service.stop();
    });
    console.log(`Link Line console: ${service.httpUrl}`);
    console.log(`Devices connect to: ${[service.mqttUrl, service.mqttsUrl].filter((url) => url !== null).join(" and ")}`);
    if (made !== null) console.log(`First account (printed only this once): ${config.adminEmail} with password ${made}`);
  });
}

/** Creates the first account where it does not exist. Returns the password where this function made one, else null. */
async function ensureAdmin(service: Service, email: string, configured: string | null): Promise<string | null> {
  const password = configured ?? randomBytes(12).toString("base64url");
  const made = await service.accounts.create({ email, name: "Administrator", role: "admin", password });
  return made.ok && configured === null ? password : null;
}

/** Stops cleanly on SIGINT and SIGTERM. A second signal ends the process at once, which loses no acknowledged reading. */
export function untilSignalled(log: Log, stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      log.info({ signal }, "stopping");
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.fatal({ err: error }, "did not stop cleanly");
          process.exit(1);
        },
      );
    });
  }
}
