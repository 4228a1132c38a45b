import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { backtestCommand } from "#app/commands/backtest.ts";
import { planDifference } from "#domain/planDifference.ts";
import { runCommand } from "../setup/commandLine.ts";
import { nightDate, recordedBacktestTown, waiting } from "./backtestTown.ts";

const { town, home } = await recordedBacktestTown();
const folder = await mkdtemp(join(tmpdir(), "linkline-backtest-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("linkline backtest", () => {
  const connected = async () => ({ httpUrl: town.service.httpUrl, mqttUrl: town.service.mqttUrl, token: town.token });
  const run = (...args: string[]) => runCommand(backtestCommand(connected), "--home", home.id, ...args);
  const planFile = async (plan: object) => {
    const file = join(folder, `${Math.random()}.json`);
    await writeFile(file, JSON.stringify(plan));
    return file;
  };

  test("shows each night and how often the carer is woken, and exits 2 where a genuine alarm would be lost", async () => {
    const { out, exitCode } = await run("--plan", await planFile(waiting(30)), "--from", nightDate(0), "--to", nightDate(2));
    expect(exitCode).toBe(2);
    expect(out).toMatch(new RegExp(`${nightDate(0)} +02:20:00 urgent \\* +– +bedExit +LOST +Genuine: help was needed`));
    expect(out).toMatch(/02:20:00 urgent \* +02:30:00 urgent \* +bedExit +later +Reassurance/);
    expect(out).toContain("the new plan would have woken the carer once; the current plan 2 times.");
  });

  test("exits 0 where no genuine alarm would be lost, and prints the whole difference as JSON", async () => {
    const { out, exitCode } = await run("--plan", await planFile(waiting(15)), "--json");
    expect(exitCode).toBe(0);
    expect(planDifference.parse(JSON.parse(out)).homeId).toBe(home.id);
  });

  test("writes the present plan to a file, to start a proposal from", async () => {
    const file = join(folder, "present.json");
    expect((await run("--write-current", file)).exitCode).toBe(0);
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject(waiting(20));
    expect((await run("--plan", file)).exitCode).toBe(0);
  });

  test("names each fault of a plan with its path, and refuses an unknown home", async () => {
    const faulty = await run("--plan", await planFile({ ...waiting(0), rules: { bedExit: { exitMinutes: 0 }, nightWatch: {} } }));
    expect(faulty).toMatchObject({ exitCode: 1, out: "" });
    expect(faulty.errors).toContain("rules.bedExit.exitMinutes");
    expect(faulty.errors).toContain("rules.nightWatch");
    const nowhere = await run("--home", "999999", "--plan", "basic");
    expect(nowhere).toMatchObject({ exitCode: 1, out: "" });
    expect((await run()).errors).toContain("--plan");
  });
});
