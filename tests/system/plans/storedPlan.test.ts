import { expect, test } from "vitest";
import type { Json } from "../setup/service.ts";
import { bedAfter, night, planOf, planTown } from "./planTown.ts";

const { town, passes, database, bedroom, propose, planOfHome, alarmsOf } = await planTown();
const minute = 60_000;

test("a stored plan that names removed rules watches with the rest, and lists what is ignored", async () => {
  const home = await bedroom();
  const stored = {
    ...planOf({ bedExit: { exitMinutes: 8, kettleMinutes: 3 }, kettle: {}, doorOpen: { nightMinutes: 0 } }),
    windows: [night, { ...night, name: "late", from: "23:00" }],
  };
  await database.query(
    `INSERT INTO plan_version (home_id, version, plan, why, by_id, by_name, made_at) VALUES ($1, 1, $2, 'Long ago', 'token:1', 'Ada Wright', now())`,
    [home.id, JSON.stringify(stored)],
  );
  await town.restart();
  const plan = await planOfHome(home.id);
  expect(plan.plan).toMatchObject({ rules: { bedExit: { exitMinutes: 8 }, doorOpen: {} }, windows: [night] });
  expect(plan.plan.rules.kettle).toBeUndefined();
  expect(plan.unread.map(({ path }: Json) => path).sort()).toEqual([
    "rules.bedExit.kettleMinutes",
    "rules.doorOpen.nightMinutes",
    "rules.kettle",
    "windows.1",
  ]);
  const screen = await town.console("operator");
  await home.says(false);
  await passes(8 * minute);
  await screen.until((one) => one.homeId === home.id && one.rule === "bedExit");
});

test("a stored plan with unreadable parts is on the technical list until a readable plan goes live", async () => {
  const home = await bedroom();
  await database.query(
    `INSERT INTO plan_version (home_id, version, plan, why, by_id, by_name, made_at) VALUES ($1, 1, $2, 'Long ago', 'token:1', 'Ada Wright', now())`,
    [home.id, JSON.stringify(planOf({ bedExit: { exitMinutes: 9999 }, kettle: {} }))],
  );
  const technical = async () =>
    (await town.call("operator", "GET", `/api/v1/alarms?list=technical&home=${home.id}`)).body.items.map(
      ({ rule, state, rings, sentence }: Json) => ({ rule, state, rings, sentence }),
    );
  const sentence =
    "2 parts of this home's plan cannot be read, so that the home is not guarded by them: rules.kettle (there is no rule kettle), rules.bedExit.exitMinutes (write 240 or less)";
  for (const _ of ["the first", "the second"]) {
    await town.restart();
    await passes(1);
    await expect.poll(technical).toEqual([{ rule: "planReview", state: "open", rings: 1, sentence }]);
  }
  expect((await propose(home.id, bedAfter(10), { why: "It can be read", lossReason: "None" })).status).toBe(201);
  await passes(1);
  await expect.poll(technical).toEqual([{ rule: "planReview", state: "closed", rings: 1, sentence }]);
  expect(await alarmsOf(home.id)).toEqual([]);
});
