import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Console, type ConsoleNeeds, createConsole } from "#alarm-console/console.ts";
import { createBacktests } from "#backtest/backtest.ts";
import type { Ingest } from "#ingest/ingest.ts";
import { createPool } from "#platform/database.ts";
import type { Engine } from "#rules/engine/engine.ts";
import type { Base } from "./base.ts";

const webRoot = resolve(import.meta.dirname, "../../alarm-console/web/dist");

interface BehindConsole extends Pick<ConsoleNeeds, "registry" | "sourceStates" | "response" | "health" | "recorded" | "secret"> {
  ingest: Ingest;
  engine: Engine;
}

export async function startConsole(
  { config, log, now, passed, metrics, started }: Base,
  databaseUrl: string,
  { registry, ingest, engine, response, health, secret, recorded, sourceStates }: BehindConsole,
): Promise<Pick<Console, "accounts" | "care" | "tokens" | "onDuty"> & { port: number }> {
  // A separate pool: many questions from screens must not make a reading wait for a connection.
  const pool = createPool(databaseUrl, log);
  started.add(() => pool.end());
  const consoleServer = await createConsole({
    config,
    log,
    pool,
    registry,
    deviceSummaryOf: ingest.deviceSummary,
    commissioning$: ingest.commissioning$,
    clockOf: ingest.testHomeClock,
    disabledRulesIn: ingest.disabledRules,
    backtests: createBacktests({ pool, registry, engine, now }),
    now,
    elapsed: passed,
    response,
    sourceStates,
    metrics,
    secret,
    webRoot: existsSync(join(webRoot, "index.html")) ? webRoot : null,
    health,
    recorded,
  });
  const { port } = await consoleServer.start();
  started.add(() => consoleServer.stop());
  const { accounts, care, tokens, onDuty } = consoleServer;
  return { port, accounts, care, tokens, onDuty };
}
