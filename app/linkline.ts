#!/usr/bin/env node
import { Command } from "commander";
import { StartFault } from "#platform/startFault.ts";
import { accountCommand } from "./commands/account.ts";
import { backtestCommand } from "./commands/backtest.ts";
import { demoCommand } from "./commands/demo.ts";
import { connectToService, endOwnTokens } from "./commands/options/connection.ts";
import { replayCommand } from "./commands/replay.ts";
import { scoreCommand } from "./commands/score.ts";
import { simCommand } from "./commands/sim.ts";
import { startCommand } from "./commands/start.ts";
import { suggestCommand } from "./commands/suggest.ts";
import { tokenCommand } from "./commands/token.ts";

const linkline = new Command("linkline")
  .description("Link Line: telecare monitoring")
  .addCommand(startCommand())
  .addCommand(demoCommand())
  .addCommand(tokenCommand())
  .addCommand(accountCommand())
  .addCommand(simCommand(connectToService))
  .addCommand(replayCommand(connectToService))
  .addCommand(scoreCommand())
  .addCommand(backtestCommand(connectToService))
  .addCommand(suggestCommand(connectToService));

let failed = false;
try {
  await linkline.parseAsync();
} catch (error) {
  if (!(error instanceof StartFault)) throw error;
  console.error(error.message);
  failed = true;
} finally {
  await endOwnTokens();
}
if (failed) process.exit(1);
