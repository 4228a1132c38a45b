import { expect, test } from "vitest";
import { backtestTown, outOfBed, path, waiting } from "../backtest/backtestTown.ts";
import { joinedCarer } from "./carerPhone.ts";

const lived = await backtestTown([{ name: "Jonas Birch", relation: "son", phone: "01632 960201" }]);
const { town, home } = lived;
// Three nights in which the bed was left for longer than the 20 minutes of the plan. Only the third time help was needed.
await outOfBed(lived, 0, 22, "falseAlarm");
await outOfBed(lived, 1, 24, "reassurance");
await outOfBed(lived, 2, 50, "genuine");
const son = await joinedCarer(town, home.id, "nights");
const waits = `/api/v1/carer/homes/${home.id}/nights/waits`;
const proposals = `/api/v1/carer/homes/${home.id}/plan-proposals`;
const staff = (role: "supervisor" | "operator", method: "GET" | "POST", rest = "", body?: unknown) =>
  town.call(role, method, `/api/v1/homes/${home.id}/plan-proposals${rest}`, body);
const figures = { woken: 3, needed: 1, wouldWake: 1 };

test("a carer reads that a rule woke him three times, that one was needed, and that 25 minutes would have woken him once", async () => {
  const { status, body } = await son.send("GET", waits);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    nights: 14,
    items: [
      {
        rule: "bedExit",
        title: "Left bed and not back",
        ...{ woken: 3, needed: 1 },
        instead: { now: 20, minutes: 25, wouldWake: 1 },
        proposed: null,
      },
    ],
  });
});

test("his proposal waits for the supervisor, who declines it with a reason that he reads", async () => {
  const proposed = await son.send("POST", proposals, { rule: "bedExit", minutes: 25 });
  expect(proposed).toMatchObject({ status: 201, body: { items: [{ proposed: { minutes: 25, state: "waiting", why: null } }] } });
  const [open] = (await town.call("supervisor", "GET", "/api/v1/plan-proposals")).body.items;
  expect(open).toMatchObject({ homeId: home.id, rule: "bedExit", now: 20, minutes: 25, figures, state: "waiting", declined: null });
  const declined = await staff("supervisor", "POST", `/${open.id}/decline`, { why: "She fell last winter" });
  expect(declined.body.items[0]).toMatchObject({ state: "declined", declined: { why: "She fell last winter" } });
  expect((await staff("supervisor", "POST", `/${open.id}/decline`, { why: "Again" })).status).toBe(404);
  expect((await town.call("supervisor", "GET", "/api/v1/plan-proposals")).body.items).toEqual([]);
  expect((await son.send("GET", waits)).body.items[0].proposed).toMatchObject({ state: "declined", why: "She fell last winter" });
});

test("the same proposal made twice is one, and a plan that waits as long accepts it", async () => {
  await Promise.all([1, 2].map(() => son.send("POST", proposals, { rule: "bedExit", minutes: 25 })));
  const open = (await town.call("supervisor", "GET", "/api/v1/plan-proposals")).body.items;
  expect(open).toHaveLength(1);
  const live = await town.call("supervisor", "POST", path(home, ""), { plan: waiting(25), why: "The family proposed it" });
  expect(live.status).toBe(201);
  expect((await town.call("supervisor", "GET", "/api/v1/plan-proposals")).body.items).toEqual([]);
  expect((await staff("operator", "GET")).body.items[0]).toMatchObject({ state: "accepted", now: 25 });
  const { body } = await son.send("GET", waits);
  expect(body.items[0]).toMatchObject({ woken: 1, needed: 1, instead: null, proposed: { state: "accepted" } });
});

test("what the nights do not offer is refused, and a carer who sees alarms only reads no nights", async () => {
  for (const body of [
    { rule: "bedExit", minutes: 240 },
    { rule: "sosPress", minutes: 25 },
    { rule: "no rule", minutes: 25 },
  ])
    expect(await son.send("POST", proposals, body)).toMatchObject({ status: 409, body: { error: { code: "planChanged" } } });
  expect((await son.send("POST", proposals, { rule: "bedExit", minutes: 0 })).status).toBe(422);
  const other = await town.home({
    name: "5 Orchard Road",
    contacts: [{ name: "Meera Joshi", relation: "daughter", phone: "01632 960202" }],
  });
  expect((await son.send("GET", `/api/v1/carer/homes/${other.id}/nights/waits`)).status).toBe(404);
  const daughter = await joinedCarer(town, other.id, "alarms");
  expect(await daughter.send("GET", `/api/v1/carer/homes/${other.id}/nights/waits`)).toMatchObject({ status: 403 });
  expect((await staff("operator", "POST", "/1/decline", { why: "No" })).status).toBe(403);
  expect((await town.call("operator", "GET", "/api/v1/plan-proposals")).status).toBe(403);
});
