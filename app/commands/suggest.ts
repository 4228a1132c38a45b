import { Command } from "commander";
import { ServiceFault } from "#device-sim/service/serviceApi.ts";
import { homeId } from "./backtest.ts";
import { type Connect, chosenService, type ServiceOptions, withServiceOptions } from "./options/chosenService.ts";
import { whole } from "./options/streamOptions.ts";
import { suggestionsText } from "./text/suggestionsText.ts";

interface SuggestOptions extends ServiceOptions {
  home: string;
  nights: number;
  json?: boolean;
}

/** Exits 1 where the service refuses, or too few nights have readings. Changes nothing. */
export function suggestCommand(connect: Connect): Command {
  const command = new Command("suggest")
    .description(
      "for each rule of a home, the quickest setting that would have rung at most once in 14 recorded nights, and what it costs in delay",
    )
    .requiredOption("--home <id>", "the home", homeId)
    .option("--nights <n>", "how many nights before now, 7 to 92", whole(7, 92), 28)
    .option("--json", "print the suggestions as JSON")
    .addHelpText("after", "\nIt changes nothing: a supervisor decides, on the plan page of the home. It takes up to a few minutes.");
  withServiceOptions(command);
  return command.action(async ({ home, nights, ...options }: SuggestOptions) => {
    try {
      const { api } = await chosenService(options, connect, "supervisor");
      const suggestions = await api.suggestions(home, nights);
      console.log(options.json ? JSON.stringify(suggestions, null, 2) : suggestionsText(suggestions));
      if (!suggestions.enough) process.exitCode = 1;
    } catch (error) {
      if (error instanceof ServiceFault) command.error(error.message);
      throw error;
    }
  });
}
