import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { injected, overlaysOf, withOverlayOptions } from "#app/commands/options/streamOptions.ts";

function given(...args: string[]): { laid?: object; error?: string } {
  let error = "";
  const command = withOverlayOptions(new Command("play"))
    .option("--inject <event>", "", injected)
    .exitOverride()
    .configureOutput({ writeErr: (text) => (error += text) });
  try {
    return { laid: overlaysOf(command.parse(args, { from: "user" }).opts()) };
  } catch {
    return { error };
  }
}

describe("overlays on the command line", () => {
  test("are read with their units", () => {
    const all = ["--duplicate", "0.02", "--reorder", "30s", "--drop-heartbeats", "0.1", "--backlog", "03:00-05:00", "--skew", "+90s"];
    expect(given(...all).laid).toMatchObject({
      duplicate: 0.02,
      reorderMs: 30_000,
      dropHeartbeats: 0.1,
      backlog: { from: "03:00", to: "05:00" },
      skewMs: 90_000,
    });
    expect(given("--skew", "-5m").laid).toEqual({ skewMs: -300_000 });
    expect(given("--faults", "blips,stuck-bed").laid).toEqual({ faults: ["blips", "stuck-bed"] });
    expect(given("--faults").laid).toEqual(given("--faults", "all").laid);
    expect(given().laid).toEqual({});
  });

  test.each([
    ["--duplicate", "2%", "a part from 0 to 1"],
    ["--duplicate", "1.5", "a part from 0 to 1"],
    ["--drop-heartbeats", "-0.1", "a part from 0 to 1"],
    ["--reorder", "30", "250ms, 30s"],
    ["--reorder", "2 days", "250ms, 30s"],
    ["--reorder", "25h", "at most 24h"],
    ["--backlog", "03:00", "two times of day"],
    ["--backlog", "3:00-5:00", "two times of day"],
    ["--backlog", "03:00-25:00", "two times of day"],
    ["--backlog", "03:00-03:00", "sends nothing"],
    ["--skew", "90s", "with its sign"],
    ["--faults", "blip", "the faults are pulsing-mats, blips, "],
    ["--seed", "x", "a whole number"],
    ["--inject", "party@2011-06-20T02:10", "bed-no-return, leave-home, fall"],
    ["--inject", "fall@2011-06-20T02:10Z", "without a zone"],
    ["--inject", "fall@02:10", "by the home's wall clock"],
    ["--inject", "fall@2011-06-31T02:10", "not a date and time of the calendar"],
  ])("%s %s is refused, and the message says what is expected", (option, text, said) => {
    expect(given(option, text).error).toContain(said);
  });
});
