import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { loadRecording } from "#device-sim/formats/recordingFile.ts";
import { isWhole, replayRecording } from "#device-sim/replay/replayRecording.ts";
import { createServiceApi } from "#device-sim/service/serviceApi.ts";
import { recordingTown } from "../setup/recordingTown.ts";
import { evening, runReplay } from "../setup/replayCommandRun.ts";

const town = recordingTown();

const playAgain = async (
  path: string,
  home: Parameters<typeof replayRecording>[0]["home"],
  more: Partial<Parameters<typeof replayRecording>[0]> = {},
) =>
  replayRecording({ api: town.api, mqttUrl: town.service.service.mqttUrl, recording: await loadRecording(path, "casas"), home, ...more });

describe("a replayed recording", () => {
  test("is stored once in a test home by the clock of that home: a second run adds no reading and no alarm", async () => {
    const path = await evening(town.folder, "evening.data");
    const first = await playAgain(path, { name: "Recorded evening", timezone: "America/Los_Angeles" });
    expect(first).toMatchObject({
      sent: 602,
      acknowledged: 602,
      stored: 602,
      storedDistinct: 602,
      added: 602,
      quarantined: 0,
      newAlarms: 1,
    });
    expect(first.home.mode).toBe("test");
    expect(first.alarms).toMatchObject([{ rule: "nightWandering", raisedAt: "2019-05-07T06:30:00.500Z", rings: 1 }]);

    const second = await playAgain(path, { name: "Recorded evening" });
    expect(second.home.id).toBe(first.home.id);
    expect(second).toMatchObject({
      sent: 602,
      acknowledged: 602,
      stored: 602,
      storedDistinct: 602,
      added: 0,
      quarantined: 0,
      newAlarms: 0,
    });
    expect(second.alarms).toEqual(first.alarms);
  });

  test("stays in order and loses no reading when the service restarts in the middle of it", async () => {
    const path = await evening(town.folder, "restarted.data");
    let restarted: Promise<void> | null = null;
    const report = await playAgain(
      path,
      { name: "Restarted evening" },
      {
        onProgress: ({ acknowledged }) => {
          if (acknowledged === 200) restarted ??= town.service.restart();
        },
      },
    );
    await restarted;
    expect(report.reconnects).toBeGreaterThan(0);
    expect(isWhole(report)).toBe(true);
    expect(report).toMatchObject({ acknowledged: 602, added: 602, newAlarms: 1 });
    const stored = await Array.fromAsync(town.api.readings(report.home.id, 0, Date.now()));
    const received = stored.map((reading) => reading.receivedAt);
    expect(received).toHaveLength(602);
    expect(received).toEqual(received.toSorted());
  });

  test("is refused for a live home", async () => {
    const { id } = await town.service.home({ mode: "live" });
    const admin = createServiceApi({ httpUrl: town.service.service.httpUrl, token: await town.service.token("admin") });
    await expect(playAgain(await evening(town.folder, "live.data"), { id }, { api: admin })).rejects.toThrow("not in test mode");
    expect(await admin.counts(id)).toEqual({ readings: 0, quarantined: 0 });
  });
});

describe("linkline replay", () => {
  const run = (...args: string[]) => runReplay(town.service, ...args);

  test("reports what it sent, what is stored and each alarm by the home's wall clock", async () => {
    const { out, exitCode } = await run(
      await evening(town.folder, "reported.data"),
      "--format",
      "casas",
      "--timezone",
      "America/Los_Angeles",
    );
    expect(out).toMatch(/sent +602\n/);
    expect(out).toMatch(/stored +602 of the readings sent, 602 distinct; 602 added/);
    expect(out).toContain("2019-05-06 23:30:00  nightWandering");
    expect(exitCode).toBe(0);
  });

  test("refuses a recording with an unreadable line before it sends, unless the option skips such lines", async () => {
    const path = await evening(town.folder, "torn.data", ["2019-05-06 23:4"]);
    const refused = await run(path, "--format", "casas");
    expect(refused).toMatchObject({ exitCode: 1, connected: false, out: "" });
    expect(refused.errors).toContain("torn.data:603:");
    const skipped = await run(path, "--format", "casas", "--skip-bad-lines", "--json");
    expect(skipped.exitCode).toBe(0);
    expect(JSON.parse(skipped.out)).toMatchObject({ sent: 602, stored: 602, badLines: 1 });
  });
});

describe("linkline replay to an address where no broker answers", () => {
  test.each([
    ["mqtt://127.0.0.1:1", "no broker answers at mqtt://127.0.0.1:1 (connect ECONNREFUSED 127.0.0.1:1)"],
    ["127.0.0.1:1883", "an address such as mqtt://127.0.0.1:1883 is expected"],
  ])("%s: the command exits with 1 and names the fault", async (mqtt, said) => {
    const { out, errors, exitCode } = await runReplay(
      town.service,
      await evening(town.folder, "away.data"),
      "--format",
      "casas",
      "--mqtt",
      mqtt,
    );
    expect(errors).toContain(said);
    expect(errors).not.toContain("try again");
    expect({ out, exitCode }).toEqual({ out: "", exitCode: 1 });
  });

  test("a web server at that address is reported as no broker", async () => {
    const mqtt = town.service.service.httpUrl.replace("http", "mqtt");
    const { errors, exitCode } = await runReplay(town.service, await evening(town.folder, "web.data"), "--format", "casas", "--mqtt", mqtt);
    expect(errors).toContain(`no broker answers at ${mqtt}`);
    expect(exitCode).toBe(1);
  });
});

const realRecording = resolve(import.meta.dirname, "../../../../shared/data/casas-al/june.data");

describe("a recording of sixteen real days", () => {
  test.skipIf(!existsSync(realRecording))("has its first 2,000 readings stored exactly once through the broker", async () => {
    const recording = await loadRecording(realRecording, "casas");
    expect(recording).toMatchObject({ badLines: [], events: { length: 31_624 } });
    const report = await replayRecording({
      api: town.api,
      mqttUrl: town.service.service.mqttUrl,
      recording: { ...recording, events: recording.events.slice(0, 2_000) },
      home: { name: "Sixteen real days", timezone: "America/Los_Angeles" },
    });
    expect(report).toMatchObject({ sent: 2_000, acknowledged: 2_000, stored: 2_000, storedDistinct: 2_000, added: 2_000, quarantined: 0 });
    expect((await town.api.home(report.home.id)).devices.length).toBeGreaterThan(5);
  });
});
