import { userInfo } from "node:os";
import type pg from "pg";
import { createTokens } from "#alarm-console/access/tokens.ts";
import type { Role } from "#domain/role.ts";
import { readConfig } from "#platform/config.ts";
import { createPool } from "#platform/database.ts";
import { embeddedPostgresUrl } from "#platform/embedded-postgres/embeddedPostgres.ts";
import { createLog } from "#platform/log.ts";
import { StartFault } from "#platform/startFault.ts";
import { findRunning } from "../../runningService.ts";

/** Runs `work` on the database of the running service, and closes the connection. Throws StartFault. */
export async function withDatabase<T>(work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  const url = config.databaseUrl ?? (await embeddedPostgresUrl(config.dataDir));
  if (url === null)
    throw new StartFault(`No Link Line runs on the data folder ${config.dataDir}: start it first with npm start or npm run demo.`);
  const pool = createPool(url, createLog("warn"), { max: 2 });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

/** Those that commands of this process have made for themselves. */
const ownTokens: string[] = [];

/** Ends the tokens that the command has made for itself. Where the service has ended before, they end by themselves after a week. */
export async function endOwnTokens(): Promise<void> {
  if (ownTokens.length === 0) return;
  await withDatabase(async (pool) => {
    for (const id of ownTokens.splice(0)) await createTokens({ pool }).revoke(id);
  }).catch(() => {});
}

/** The addresses of the service on this machine, and a way to create a token for it, which ends with the command. */
export async function connectToService(): Promise<{ httpUrl: string; mqttUrl: string; token(role: Role): Promise<string> }> {
  const config = readConfig(process.env);
  const running = findRunning(config.dataDir);
  return {
    httpUrl: running?.httpUrl ?? `http://${config.host}:${config.httpPort}`,
    mqttUrl: running?.mqttUrl ?? `mqtt://${config.host}:${config.mqttPort}`,
    async token(role) {
      const madeBy = { id: "commandLine", name: `${userInfo().username} at the command line` };
      const made = await withDatabase((pool) => createTokens({ pool }).create({ role, name: `command line, ${role}`, days: 7, madeBy }));
      ownTokens.push(made.id);
      return made.token;
    },
  };
}
