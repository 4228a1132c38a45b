import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { simCommand } from "#app/commands/sim.ts";
import { runCommand } from "../setup/commandLine.ts";
import { recordingTown } from "../setup/recordingTown.ts";

const town = recordingTown();
const run = async (...args: string[]) => {
  let progress = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    progress += text;
    return true;
  });
  const { httpUrl, mqttUrl } = town.service.service;
  const ran = await runCommand(
    simCommand(async () => ({ httpUrl, mqttUrl, token: town.service.token })),
    ...args,
  );
  return { ...ran, progress };
};
const homes = () => Array.fromAsync(town.api.homes("test"));

describe("linkline sim", () => {
  test("reports its progress through the simulated time", async () => {
    const { out, exitCode, progress } = await run("--homes", "2", "--days", "1");
    expect(exitCode).toBe(0);
    expect(out.match(/alarms 0/g)).toHaveLength(2);
    expect(progress).toContain("100% 2880/2880 minutes of life");
  });

  test("reports that no broker answers at an address, and creates no home", async () => {
    const before = await homes();
    const { errors, exitCode } = await run("--homes", "1", "--days", "1", "--mqtt", "mqtt://127.0.0.1:1");
    expect(errors.trim()).toBe("no broker answers at mqtt://127.0.0.1:1 (connect ECONNREFUSED 127.0.0.1:1)");
    expect(exitCode).toBe(1);
    expect(await homes()).toEqual(before);
  });

  test("lays faults over simulated lives, and every message is acknowledged", async () => {
    const { out, errors, exitCode } = await run("--homes", "2", "--days", "2", "--seed", "5", "--faults");
    expect({ exitCode, failed: errors.includes("not acknowledged") }).toEqual({ exitCode: 0, failed: false });
    expect(out.match(/^home /gm)).toHaveLength(2);
    const messages = out.match(/sent (\d+), acknowledged (\d+)/)?.slice(1) ?? [];
    expect(Number(messages[0])).toBeGreaterThan(0);
    expect(messages[0]).toBe(messages[1]);
  });

  test("refuses an unwritable log of acknowledgements in one sentence", async () => {
    const nowhere = join(town.folder, "nowhere", "acks");
    const { errors, exitCode, out } = await run("--homes", "1", "--ack-log", nowhere);
    expect(errors.trim()).toBe(`${nowhere} cannot be written (ENOENT)`);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: "" });
  });
});
