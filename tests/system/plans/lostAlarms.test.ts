import { expect, test } from "vitest";
import { bedAfter, planOf, planTown } from "./planTown.ts";

const { town, passes, database, bedroom, propose, planOfHome } = await planTown();
const minute = 60_000;

test("a plan that would have lost a genuine alarm goes live only with a written reason, which is stored", async () => {
  const home = await bedroom();
  await propose(home.id, bedAfter(10));
  const screen = await town.console("operator");
  await home.says(false);
  await passes(11 * minute);
  const { id } = await screen.until((one) => one.homeId === home.id);
  await home.says(true);
  await town.call("operator", "POST", `/api/v1/alarms/${id}/close`, { outcome: "genuine", text: "She had fallen" });
  await passes(minute);

  const refused = await propose(home.id, planOf({}));
  expect([refused.status, refused.body.error.code]).toEqual([409, "losesGenuine"]);
  expect(refused.body.error.details).toMatchObject([
    { path: "plan", rule: "bedExit", message: expect.stringContaining("Left bed"), at: expect.any(String) },
  ]);
  expect((await planOfHome(home.id)).version).toBe(1);

  const reasoned = await propose(home.id, planOf({}), { why: "She sleeps downstairs now", lossReason: "A carer is there every night" });
  expect([reasoned.status, reasoned.body.version]).toEqual([201, 2]);
  const { items } = (await town.call("operator", "GET", `/api/v1/homes/${home.id}/plan/versions`)).body;
  expect(items[0]).toMatchObject({ version: 2, lossReason: "A carer is there every night" });
  const { rows } = await database.query("SELECT difference FROM plan_version WHERE home_id = $1 AND version = 2", [home.id]);
  expect(rows[0].difference).toMatchObject({ homeId: home.id, alarms: expect.any(Array) });
});

test("an alarm that rang three times counts as lost once, and the refusal names each ring", async () => {
  const home = await bedroom();
  await propose(home.id, bedAfter(10));
  const screen = await town.console("operator");
  for (let trip = 0; trip < 3; trip += 1) {
    await home.says(false);
    await passes(11 * minute);
    await home.says(true);
    await passes(minute);
  }
  const { id } = await screen.until((one) => one.homeId === home.id && one.rings === 3);
  await town.call("operator", "POST", `/api/v1/alarms/${id}/close`, { outcome: "genuine", text: "She had fallen" });
  await passes(minute);
  const { status, body } = await propose(home.id, planOf({}));
  expect([status, body.error.code]).toEqual([409, "losesGenuine"]);
  expect(body.error.details).toMatchObject([{ rule: "bedExit", rings: [{}, {}, {}] }]);
  const [{ message, rings, at }] = body.error.details;
  expect(rings[0].at).toBe(at);
  expect(message).toMatch(/^lost in the night of \S+: \d\d:\d\d urgent, Left bed .*; it rang again at \d\d:\d\d and \d\d:\d\d$/);
});

test("a plan that cannot be compared goes live only with a written reason, and the stored reason says so", async () => {
  const { id } = await town.home();
  await database.query("ALTER TABLE absence RENAME TO absence_away");
  try {
    const refused = await propose(id, bedAfter(15));
    expect([refused.status, refused.body.error.code]).toEqual([409, "notCompared"]);
    expect(refused.body.error.details).toEqual([{ path: "plan", message: "the recorded nights cannot be read at the moment" }]);
    const reasoned = await propose(id, bedAfter(15), { why: "She is quicker now", lossReason: "It cannot wait" });
    expect([reasoned.status, reasoned.body.version]).toEqual([201, 1]);
  } finally {
    await database.query("ALTER TABLE absence_away RENAME TO absence");
  }
  const { rows } = await database.query("SELECT loss_reason, difference FROM plan_version WHERE home_id = $1", [id]);
  expect(rows).toEqual([{ loss_reason: expect.stringMatching(/^It cannot wait \(.*could not be compared\)$/), difference: null }]);
});
