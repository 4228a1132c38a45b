import { Command } from "commander";
import { PasswordChecks } from "#alarm-console/access/password/passwordChecks.ts";
import { passwordFaultText } from "#alarm-console/access/password/passwordRules.ts";
import { readConfig } from "#platform/config.ts";
import { createLog, type Log } from "#platform/log.ts";
import { StartFault } from "#platform/startFault.ts";
import { announce, withdraw } from "../runningService.ts";
import { type Service, startService } from "../service.ts";

export function startCommand(): Command {
  return new Command("start").description("run the service").action(async () => {
    const config = readConfig(process.env);
    const log = createLog(config.logLevel);
    const service = await startService(config, log);
    const made = await ensureAdmin(service, config.adminEmail, config.adminPassword).catch(async (fault: unknown) => {
      await service.stop();
      throw fault;
    });
    announce(config.dataDir, service);
    untilSignalled(log, async () => {
      withdraw(config.dataDir);
      await service.stop();
    });
    console.log(`Link Line console: ${service.httpUrl}`);
    console.log(`Devices connect to: ${[service.mqttUrl, service.mqttsUrl].filter((url) => url !== null).join(" and ")}`);
    if (made !== null)
      console.log(`First account (printed only this once): ${config.adminEmail} with password ${made}, which you change when you sign in`);
  });
}

const firstStart = { id: "service", name: "First start", address: null };

/** Creates the first account where it does not exist. Returns the password where this function made one, else null. */
async function ensureAdmin(service: Service, email: string, configured: string | null): Promise<string | null> {
  const person = { email, name: "Administrator", role: "admin" } as const;
  if (configured === null) {
    const made = await service.care.create({ ...person, firstWay: "password" }, firstStart);
    return made.ok && made.key.by === "password" ? made.key.password : null;
  }
  if (await service.care.isTaken(email)) return null;
  const fault = await new PasswordChecks().faultOf(configured, person);
  if (fault !== null) throw new StartFault(`LINKLINE_ADMIN_PASSWORD is refused: ${passwordFaultText[fault]}.`);
  await service.care.createWithPassword({ ...person, password: configured }, firstStart);
  return null;
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
