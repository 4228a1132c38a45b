import { Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { ServiceFault } from "#device-sim/service/serviceApi.ts";
import { idText } from "#domain/ids.ts";
import { lostGenuineRings } from "#domain/planDifference.ts";
import { chosenPlan, PlanUnreadable, planOptionText } from "./options/chosenPlan.ts";
import { type Connect, chosenService, type ServiceOptions, withServiceOptions } from "./options/chosenService.ts";
import { FileUnwritable, writeText } from "./options/writableFile.ts";
import { differenceText } from "./text/differenceText.ts";

interface BacktestOptions extends ServiceOptions {
  home: string;
  plan?: string;
  from?: string;
  to?: string;
  writeCurrent?: string;
  json?: boolean;
}

const losesGenuine = 2;

/** Exits 1 where the plan is refused, and 2 where the plan would lose an alarm that was closed as genuine. Changes nothing. */
export function backtestCommand(connect: Connect): Command {
  const command = new Command("backtest")
    .description("compare a proposed plan with the present plan of a home, on the home's recorded nights")
    .requiredOption("--home <id>", "the home", homeId)
    .option("--plan <plan>", `the proposed plan: ${planOptionText}`)
    .option("--from <date>", "the first night, by the date on which it begins (default: fourteen nights before the end)", date)
    .option("--to <date>", "end at noon of this date (default: after the last night)", date)
    .option("--write-current <file>", "write the home's present plan to this file, as a start for a proposal")
    .option("--json", "print the report as JSON")
    .addHelpText("after", "\nExit code: 0; 1 where the plan is refused; 2 where the plan would lose an alarm that was closed as genuine.");
  withServiceOptions(command);
  return command.action(async ({ home: id, from, to, ...options }: BacktestOptions) => {
    if (options.plan === undefined && options.writeCurrent === undefined)
      command.error("use --plan to name a plan, or --write-current to name a file for the present plan");
    try {
      const proposed = options.plan === undefined ? null : await chosenPlan(options.plan);
      const { api } = await chosenService(options, connect, "supervisor");
      if (options.writeCurrent !== undefined) {
        const { version, plan } = await api.plan(id);
        await writeText(options.writeCurrent, `${JSON.stringify(plan, null, 2)}\n`);
        console.error(`${options.writeCurrent}: the present plan of home ${id}, version ${version}`);
      }
      if (proposed === null) return;
      const difference = await api.backtest(id, proposed, { from, to });
      console.log(options.json ? JSON.stringify(difference, null, 2) : differenceText(difference));
      if (lostGenuineRings(difference).length > 0) process.exitCode = losesGenuine;
    } catch (error) {
      if (error instanceof PlanUnreadable || error instanceof FileUnwritable || error instanceof ServiceFault) command.error(error.message);
      throw error;
    }
  });
}

export function homeId(text: string): string {
  if (!idText.safeParse(text).success) throw new InvalidArgumentError("a home's id is a number");
  return text;
}

function date(text: string): string {
  if (!z.iso.date().safeParse(text).success) throw new InvalidArgumentError("a date such as 2026-11-08 is expected");
  return text;
}
