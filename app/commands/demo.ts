import { join } from "node:path";
import { Command } from "commander";
import { provisionDemoHomes, runDemoLife } from "#device-sim/demo/demo.ts";
import { createServiceApi } from "#device-sim/service/serviceApi.ts";
import type { Role } from "#domain/role.ts";
import { readConfig } from "#platform/config.ts";
import { keepSecret, readSecret } from "#platform/dataDir.ts";
import { createLog } from "#platform/log.ts";
import { StartFault } from "#platform/startFault.ts";
import { announce, withdraw } from "../runningService.ts";
import { type Service, startService } from "../service.ts";
import { untilSignalled } from "./start.ts";

const demoAccounts: readonly { email: string; name: string; role: Role }[] = [
  { email: "operator1@demo.example", name: "Robin Operator", role: "operator" },
  { email: "operator2@demo.example", name: "Sasha Operator", role: "operator" },
  { email: "supervisor@demo.example", name: "Toni Supervisor", role: "supervisor" },
  { email: "admin@demo.example", name: "Uli Administrator", role: "admin" },
];

const passwordFile = "demo-password";

/** The whole service with invented homes, accounts and a simulator that brings them to life. */
export function demoCommand(): Command {
  return new Command("demo").description("run the service with invented homes and a simulator").action(async () => {
    const config = readConfig({ LOG_LEVEL: "warn", ...process.env });
    const log = createLog(config.logLevel);
    const service = await startService(config, log);
    let life: ReturnType<typeof runDemoLife> | null = null;
    untilSignalled(log, async () => {
      withdraw(config.dataDir);
      await life?.stop();
      await service.stop();
    });
    try {
      refuseRealHomes(service, config.dataDir);
      const password = keepSecret(config.dataDir, passwordFile);
      for (const account of demoAccounts) await service.accounts.create({ ...account, password });
      const { id, token } = await service.tokens.create({ role: "admin", name: "demo" });
      const homes = await provisionDemoHomes(createServiceApi({ httpUrl: service.httpUrl, token }));
      await service.tokens.revoke(id);
      announce(config.dataDir, service);
      life = runDemoLife({ mqttUrl: service.mqttUrl, homes, log });
      console.log(welcome(service, password));
    } catch (error) {
      await service.stop();
      throw error;
    }
  });
}

/** Invented alarms have no business among people who are really watched over. */
function refuseRealHomes(service: Service, dataDir: string): void {
  const inhabited = [...service.registry.homes()].some((home) => home.mode === "live");
  if (inhabited && readSecret(join(dataDir, passwordFile)) === null) {
    throw new StartFault(
      "This database has homes that are not the demo's: set LINKLINE_DATA_DIR (or DATABASE_URL) to another for the demo.",
    );
  }
}

function welcome(service: Service, password: string): string {
  const width = Math.max(...demoAccounts.map((account) => account.email.length));
  return [
    "",
    `Link Line console: ${service.httpUrl}`,
    "",
    "Sign in as",
    ...demoAccounts.map((account) => `  ${account.email.padEnd(width)}  password ${password}  (${account.role})`),
    "",
    `Devices connect to ${service.mqttUrl}; the API is described at ${service.httpUrl}/api/docs`,
    "The first alarm comes within seconds. Ctrl+C ends the demo; its data stays for the next one.",
    "",
  ].join("\n");
}
