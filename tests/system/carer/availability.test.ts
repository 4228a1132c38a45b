import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { familyFirst, jonas, meera, messageTown } from "../notify/messageTown.ts";
import type { Json } from "../setup/service.ts";
import { joinedCarer } from "./carerPhone.ts";

// It is 02:14 in the homes, on Wednesday 22 July 2026.
const { town, clock, gateway, home } = await messageTown();
const [jonasNumber, meeraNumber] = [jonas.channels[0].address, meera.channels[0].address];
const minutes = (count: number): number => count * 60_000;
const inMinutes = (count: number): string => new Date(clock.now() + minutes(count)).toISOString();

type Carer = Awaited<ReturnType<typeof joinedCarer>>;

interface Family {
  id: string;
  his: Carer;
  hers: Carer;
  press(): Promise<void>;
  says(text: string | RegExp): Promise<unknown>;
  case(): Promise<Json>;
  texts(): Promise<string[]>;
}

const pressed: string[] = [];
// An alarm that no one answers would send more messages as soon as another test moves the clock.
afterEach(async () => {
  for (const id of pressed.splice(0))
    for (const one of (await town.call("operator", "GET", `/api/v1/cases?home=${id}`)).body.items)
      await town.call("operator", "POST", `/api/v1/cases/${one.id}/claim`);
});

async function family(): Promise<Family> {
  const { id, press, says } = await home({ policy: familyFirst });
  const open = async (): Promise<Json> => (await town.call("operator", "GET", `/api/v1/cases?home=${id}`)).body.items[0];
  return {
    ...{ id, says },
    async press() {
      pressed.push(id);
      await press();
    },
    his: await joinedCarer(town, id, "alarms"),
    hers: await joinedCarer(town, id, "alarms", 1),
    case: open,
    texts: async () => (await open()).timeline.map(({ text }: Json) => text),
  };
}

const of = (id: string, what = ""): string => `/api/v1/carer/homes/${id}/${what}`;
const names = (order: Json): string[] => order.calls.map(({ name, afterSeconds }: Json) => `${name} ${afterSeconds}`);

test("a son who cannot tonight is skipped: the daughter hears at once, as the page said before he confirmed", async () => {
  const { id, his, press, says, texts } = await family();
  const before = (await his.send("GET", of(id, "availability"))).body;
  expect(before.suggestedPauseEnd).toBe("2026-07-22T06:00:00.000Z");
  expect(before.preview.now.map(({ critical }: Json) => names(critical))).toEqual([
    [`${jonas.name} 0`, `${meera.name} 180`, "Link Line 360"],
  ]);
  const [shown] = before.preview.withoutMe;
  expect(names(shown.critical)).toEqual([`${meera.name} 0`, "Link Line 180"]);
  const paused = await his.send("POST", of(id, "pause"), { until: before.suggestedPauseEnd });
  expect(paused).toMatchObject({ status: 200, body: { mine: { pausedUntil: before.suggestedPauseEnd } } });

  await press();
  expect((await gateway.next()).data.to).toBe(meeraNumber);
  await says(`Text to ${meera.name} sent`);
  expect(await texts()).toContain(`${jonas.name} is not available until 07:00: skipped`);
  clock.advance(minutes(3));
  await says("No answer from the family: at the centre now");
});

test("a contact who is no carer any more is called at any hour, also where the service was killed in the middle of their leaving", async () => {
  const { id, his } = await family();
  expect((await his.send("PUT", of(id, "hours"), { hours: [{ from: "12:00", to: "13:00", days: ["mon"] }] })).status).toBe(200);
  expect((await his.send("POST", of(id, "pause"), { until: inMinutes(600) })).status).toBe(200);
  const until = async (): Promise<unknown> =>
    (await town.call("operator", "GET", `/api/v1/homes/${id}/contingency`)).body.items[0].notAvailableUntil;
  expect(await until()).not.toBeNull();
  await town.restart(async () => {
    const database = new pg.Client({ connectionString: town.service.databaseUrl });
    await database.connect();
    await database.query("UPDATE carer SET left_at = now(), left_why = 'left' WHERE contact_id = $1", [his.contactId]);
    await database.end();
  });
  expect(await until()).toBeNull();
});

test("a pause ends at its end, and earlier where the carer says so", async () => {
  const { id, his, press } = await family();
  await his.send("POST", of(id, "pause"), { until: inMinutes(60) });
  clock.advance(minutes(60));
  await press();
  expect((await gateway.next()).data.to).toBe(jonasNumber);

  const other = await family();
  await other.his.send("POST", of(other.id, "pause"), { until: inMinutes(60) });
  expect((await other.his.send("POST", of(other.id, "pause/end"))).body.mine.notAvailableUntil).toBeNull();
  await other.press();
  expect((await gateway.next()).data.to).toBe(jonasNumber);
});

test("where no one of the family is left, the page says that Link Line answers at once, and the centre has the alarm at once", async () => {
  const { id, his, hers, press, says, case: open } = await family();
  await hers.send("POST", of(id, "pause"), { until: inMinutes(300) });
  const shown = (await his.send("GET", of(id, `availability?until=${inMinutes(200)}`))).body;
  expect(names(shown.preview.withoutMe[0].critical)).toEqual(["Link Line 0"]);
  expect(shown.others).toEqual([{ name: meera.name, notAvailableUntil: expect.any(String) }]);
  await his.send("POST", of(id, "pause"), { until: inMinutes(200) });
  await press();
  await says("SOS pressed: Pendant");
  // They said that they cannot: the desk need not call them.
  expect(await open()).toMatchObject({ centreSince: expect.any(String), familyUnreached: false });
});

test("a daughter who says that she cannot while an alarm is with her brother is skipped when her step comes", async () => {
  const { id, hers, press, says } = await family();
  await press();
  expect((await gateway.next()).data.to).toBe(jonasNumber);
  await says(`Text to ${jonas.name} sent`);
  await hers.send("POST", of(id, "pause"), { until: inMinutes(60) });
  clock.advance(minutes(3));
  await says(new RegExp(`${meera.name} is not available until \\d\\d:\\d\\d: skipped`));
  await says("No answer from the family: at the centre now");
});

test("hours across midnight: a carer who works by day is called by night, and the page shows the change in the morning", async () => {
  const { id, his, press } = await family();
  const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  // It is between 02:14 and 06:00 in the home.
  const set = await his.send("PUT", of(id, "hours"), { hours: [{ from: "22:00", to: "08:00", days }] });
  expect(set.body.mine).toMatchObject({ notAvailableUntil: null, hours: [{ from: "22:00", to: "08:00" }] });
  const { preview } = (await his.send("GET", of(id, "availability?until=2026-07-22T09:00:00Z"))).body;
  expect(preview.now.map(({ until, critical }: Json) => [until, names(critical)[0]])).toEqual([
    ["2026-07-22T07:00:00.000Z", `${jonas.name} 0`],
    ["2026-07-22T09:00:00.000Z", `${meera.name} 0`],
  ]);
  await press();
  expect((await gateway.next()).data.to).toBe(jonasNumber);

  const other = await family();
  await other.his.send("PUT", of(other.id, "hours"), { hours: [{ from: "08:00", to: "22:00", days }] });
  await other.press();
  expect((await gateway.next()).data.to).toBe(meeraNumber);
  await other.says(`${jonas.name} is not available until 08:00: skipped`);
});

test("a restart keeps who is not available", async () => {
  const { id, his, hers } = await family();
  await his.send("POST", of(id, "pause"), { until: inMinutes(60) });
  await hers.send("PUT", of(id, "hours"), {
    hours: [{ from: "00:00", to: "00:00", days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] }],
  });
  await town.restart();
  expect((await his.send("GET", of(id, "availability"))).body.mine.notAvailableUntil).not.toBeNull();
  expect((await hers.send("GET", of(id, "availability"))).body.mine).toMatchObject({ hours: [{ from: "00:00" }], notAvailableUntil: null });
  const [marked] = town.service.registry.contactsAt(id as never, clock.now());
  expect(marked?.notAvailable?.until).toBeGreaterThan(clock.now());
});

test("two pauses at the same moment leave one, and memory and database agree on it", async () => {
  const { id, his } = await family();
  const both = [inMinutes(60), inMinutes(120)];
  await Promise.all(both.map((until) => his.send("POST", of(id, "pause"), { until })));
  const { pausedUntil } = (await his.send("GET", of(id, "availability"))).body.mine;
  expect(both).toContain(pausedUntil);
  await town.restart();
  expect((await his.send("GET", of(id, "availability"))).body.mine.pausedUntil).toBe(pausedUntil);
});

test("a carer who leaves is called at any hour again, because they could not change it themselves", async () => {
  const { id, his } = await family();
  await his.send("POST", of(id, "pause"), { until: inMinutes(60) });
  await his.send("POST", of(id, "leave"));
  expect(town.service.registry.contactsAt(id as never, clock.now())[0]?.notAvailable).toBeUndefined();
});

test.each([
  ["pause", { until: "2026-07-20T00:00:00Z" }, "this is in the past: choose a later time"],
  ["pause", { until: "2027-07-20T00:00:00Z" }, "a pause lasts at most 14 days: choose an earlier end"],
  ["staying", { until: "2026-07-20T00:00:00Z" }, "this is in the past: choose a later time"],
  ["staying", { until: "2027-07-20T00:00:00Z" }, "choose a time within the next 24 hours"],
])("%s until %o is refused with what to do", async (what, body, message) => {
  const { id, his } = await family();
  expect(await his.send("POST", of(id, what), body)).toMatchObject({
    status: 422,
    body: { error: { details: [{ path: "until", message }] } },
  });
});

test("a time that is none, hours on no day, unknown fields and another home are refused", async () => {
  const { id, his } = await family();
  for (const body of [{}, { until: "tonight" }, { until: null }, { until: inMinutes(5), forever: true }])
    for (const what of ["pause", "staying"]) expect((await his.send("POST", of(id, what), body)).status).toBe(422);
  const hours = (given: unknown) => his.send("PUT", of(id, "hours"), { hours: given });
  expect((await hours([])).body.error.details[0].message).toBe("choose at least one time, or say always");
  expect((await hours([{ from: "18:00", to: "08:00", days: [] }])).body.error.details[0].message).toBe("choose at least one day");
  expect((await hours([{ from: "6pm", to: "08:00", days: ["mon"] }])).body.error.details[0].message).toBe(
    "write a time of day such as 22:00",
  );
  expect((await hours(undefined)).status).toBe(422);
  expect((await his.send("GET", of(id, "availability?until=2027-01-01T00:00:00Z"))).status).toBe(422);
  const other = await family();
  for (const [method, what, body] of [
    ["GET", "availability", undefined],
    ["POST", "pause", { until: inMinutes(5) }],
    ["POST", "pause/end", undefined],
    ["POST", "staying", { until: inMinutes(5) }],
    ["POST", "staying/end", undefined],
    ["PUT", "hours", { hours: null }],
  ] as const)
    expect((await his.send(method, of(other.id, what), body)).status).toBe(404);
  expect((await town.call("operator", "POST", of(id, "pause"), { until: inMinutes(5) })).status).toBe(403);
});
