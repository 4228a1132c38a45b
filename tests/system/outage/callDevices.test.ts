import { afterAll, beforeAll, expect, test } from "vitest";
import { ManualClock } from "../setup/manualClock.ts";
import { OutageTown } from "./outageTown.ts";

let there: OutageTown;
beforeAll(async () => {
  there = await OutageTown.start(new ManualClock("2026-11-22T09:00:00.000Z"));
}, 240_000);
afterAll(() => there.town.stop());

test("the silence of a radar that is registered for motion and reports falls too is not held back from a person at high risk", async () => {
  const west = await there.homes(12, "West");
  west.push(...(await there.homes(1, "West Hill", ["oxygen"])));
  await there.sql("UPDATE home SET area = 'West' WHERE area = 'West Hill'");
  await there.sql("UPDATE device SET kind = 'motion', also_reports = '{fall}' WHERE id = $1", [west.at(-1)?.pendant.id]);
  await Promise.all(west.map(({ beat }) => beat()));
  await there.passes(16);
  await there.until("an outage with 13 homes", async () => (await there.outages())[0]?.outage?.homes === 13);
  const list = await there.workList((await there.outages())[0]?.id ?? "");
  expect(list[0]).toMatchObject({ homeName: "1 West Hill Road", callSilent: true });
  await there.passes(15);
  expect(await there.ringing()).toEqual(["1 West Hill Road"]);
}, 240_000);
