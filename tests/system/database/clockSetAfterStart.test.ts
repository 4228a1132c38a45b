import pg from "pg";
import { describe, expect, test } from "vitest";
import { startTestService } from "../setup/service.ts";
import { steppedTown } from "../setup/steppedTown.ts";

const dayMs = 86_400_000;

describe.each([
  ["15 days slow", 15],
  ["70 days slow", 70],
  ["3 years slow", 1095],
  ["15 days fast", -15],
  ["70 days fast", -70],
])("a service that started %s, until NTP set its clock", (_name, days) => {
  test("records the next press at once and at its time, and refuses or quarantines nothing", async () => {
    const { town, passes, wallClockJumps, wall } = await steppedTown("2026-11-22T10:00:00Z");
    const home = await town.home();
    const pendant = await town.device(home.id);
    const unit = await town.unit(pendant);
    const press = (seq: number) =>
      unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq, boot: "c" }), { qos: 1 });
    await press(1);
    wallClockJumps(days * dayMs);
    for (let seconds = 0; seconds < 12; seconds += 1) await passes(1_000);
    await press(2);
    const { items } = (await town.call("operator", "GET", `/api/v1/alarms?home=${home.id}`)).body;
    expect(items.find(({ rule }: { rule: string }) => rule === "sosPress")).toMatchObject({ rings: 2 });
    const readings = (await town.call("admin", "GET", `/api/v1/homes/${home.id}/readings`)).body.items;
    const arrivedAt = readings.map(({ receivedAt }: { receivedAt: string }) => Date.parse(receivedAt));
    expect(arrivedAt.filter((time: number) => Math.abs(time - wall()) < 60_000)).toHaveLength(1);
    expect((await town.call("admin", "GET", "/api/v1/quarantine")).body.items).toEqual([]);
    await expect.poll(async () => (await fetch(`${town.service.httpUrl}/health/ready`)).status).toBe(200);
  });
});

test("presses that find no partition in the journal make it, and each is recorded and acknowledged once", async () => {
  const town = await startTestService();
  const database = new pg.Client(town.service.databaseUrl);
  await database.connect();
  const pendants = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const pendant = await town.device((await town.home()).id);
      return { pendant, unit: await town.unit(pendant) };
    }),
  );
  const pressAll = (seq: number) =>
    Promise.all(
      pendants.map(({ pendant, unit }) =>
        unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq, boot: "c" }), { qos: 1 }),
      ),
    );
  const { rows } = await database.query<{ partition: string }>("SELECT partition::text FROM reading_week");
  for (const { partition } of rows) await database.query(`DROP TABLE ${partition}`);
  await pressAll(1);
  await pressAll(2);
  const { items } = (await town.call("operator", "GET", "/api/v1/alarms")).body;
  expect(items.map(({ rings }: { rings: number }) => rings)).toEqual([2, 2, 2, 2, 2]);
  expect((await database.query("SELECT count(*)::int AS recorded FROM reading")).rows).toEqual([{ recorded: 10 }]);
  expect((await database.query("SELECT count(*)::int AS refused FROM quarantine")).rows).toEqual([{ refused: 0 }]);
  await database.end();
  await town.stop();
});
