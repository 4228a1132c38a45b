import { expect, test } from "vitest";
import type { Json } from "../setup/service.ts";
import { watchedTown } from "./watchedTown.ts";

const { town, clock, passes, sql, session } = await watchedTown("2026-11-22T02:00:00.000Z", { LINKLINE_CANARY: "on" });

const ready = async () => (await fetch(`${town.service.httpUrl}/health/ready`)).json() as Json;
const presses = async () =>
  sql(`SELECT c.state, a.rule, a.outcome, (SELECT array_agg(event ORDER BY s.id) FROM case_timeline s WHERE case_id = c.id) AS events
    FROM alarm_case c JOIN home h ON h.id = c.home_id JOIN alarm a ON a.case_id = c.id WHERE h.canary ORDER BY c.id`);
const metric = async (line: string): Promise<number> => {
  const text = await (await fetch(`${town.service.httpUrl}/metrics`)).text();
  const found = text.split("\n").find((one) => one.startsWith(`${line} `));
  return found === undefined ? 0 : Number(found.split(" ").at(-1));
};
const through = (): Promise<number> => metric('linkline_canary_presses_total{result="through"}');
const failed = (): Promise<number> => metric('linkline_canary_presses_total{result="failed"}');
/** A minute passes, and the press of the canary ends, through or not. The clock does not move while it is on its way. */
const nextPress = async (): Promise<void> => {
  const presses = async (): Promise<number> => (await through()) + (await failed());
  const before = await presses();
  await passes(60_000);
  // The end of the press before may have been under way at the minute: then this one is left out.
  await expect
    .poll(presses, { timeout: 5_000 })
    .toBe(before + 1)
    .catch(() => passes(60_000));
  await expect.poll(presses).toBe(before + 1);
};
/** On a slow machine the first press after a fault may be late as well. */
const pressThrough = async (): Promise<void> => {
  const before = await through();
  for (let tries = 0; tries < 5 && (await through()) === before; tries += 1) await nextPress();
  expect(await through()).toBeGreaterThan(before);
};
const incidents = async () =>
  (await town.call("supervisor", "GET", "/api/v1/incidents")).body.items.filter(({ kind }: Json) => kind === "canary");

test("each minute a press comes through broker, rules, database and screen, is claimed and closed, and each hop is measured", async () => {
  await nextPress();
  await nextPress();
  expect(await presses()).toEqual([
    { state: "closed", rule: "sosPress", outcome: "testCall", events: ["raised", "claimed", "closed"] },
    { state: "closed", rule: "sosPress", outcome: "testCall", events: ["raised", "claimed", "closed"] },
  ]);
  for (const hop of ["acknowledged", "screen", "claimed", "closed"])
    expect(await metric(`linkline_canary_seconds_count{hop="${hop}"}`)).toBe(await through());
  expect(await ready()).toMatchObject({ ready: true, degraded: [] });
});

test("the canary is in no queue, on no screen, in no list of homes or people on duty, and no statistic", async () => {
  const screen = await town.console("operator");
  const heard: Json[] = [];
  screen.socket.onAny((event, what) => heard.push([event, what]));
  await sql("INSERT INTO webhook_receiver (name, url, secret, created_at) VALUES ('Rota', 'http://127.0.0.1:9/', 'whsec_dGVzdA==', now())");
  await nextPress();
  await passes(1_000);
  const ofCanary = heard.filter(([event]) => ["alarm", "case", "unrecorded"].includes(event) || event === "onDuty");
  expect(ofCanary).toEqual([]);
  for (const path of ["/cases?state=closed", "/cases", "/alarms", "/alarms?state=closed", "/cases?list=technical"])
    expect((await town.call("supervisor", "GET", `/api/v1${path}`)).body.items).toEqual([]);
  const homes = (await town.call("supervisor", "GET", "/api/v1/homes")).body.items;
  expect(homes.map(({ name }: Json) => name)).toEqual(["Gatehouse"]);
  expect((await town.call("operator", "GET", "/api/v1/on-duty")).body.items.map(({ name }: Json) => name)).toEqual(["Test operator"]);
  expect(await metric('linkline_alarms_raised_total{rule="sosPress"}')).toBe(0);
  expect(await metric("linkline_console_sockets")).toBe(1);
  expect(await sql("SELECT FROM notification")).toEqual([]);
});

test("a press that does not reach a screen is an incident, and health says degraded, until a press comes through again", async () => {
  await sql(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$`);
  await sql(`CREATE TRIGGER refuse BEFORE INSERT ON case_timeline FOR EACH ROW
    WHEN (NEW.event = 'claimed') EXECUTE FUNCTION refuse()`);
  await nextPress();
  expect(await ready()).toMatchObject({ ready: true, degraded: ["canary"] });
  expect(await incidents()).toMatchObject([
    { text: "The test press of each minute could not be claimed. Check a real pendant, and call homes where in doubt." },
  ]);
  await sql("DROP TRIGGER refuse ON case_timeline");
  await pressThrough();
  expect(await ready()).toMatchObject({ degraded: [] });
  expect(await sql("SELECT FROM alarm_case c JOIN home h ON h.id = c.home_id WHERE h.canary AND state <> 'closed'")).toEqual([]);
});

test("a press that is not on the screen after two seconds counts as missing", async () => {
  const before = await failed();
  await session("BEGIN; SELECT FROM home WHERE canary FOR UPDATE");
  clock.advance(60_000);
  // The press waits for the row that the other session has locked, and time goes by.
  await expect
    .poll(async () => {
      clock.advance(500);
      return failed();
    })
    .toBe(before + 1);
  await session("COMMIT");
  expect((await incidents())[0].text).toMatch(/did not reach a screen within 2 s/);
  await pressThrough();
  expect(await ready()).toMatchObject({ degraded: [] });
});

test("after a restart the canary presses on, with one token", async () => {
  await town.restart();
  await nextPress();
  expect(await sql("SELECT FROM api_token WHERE name = 'Link Line canary' AND revoked_at IS NULL")).toHaveLength(1);
  expect(await sql("SELECT FROM home WHERE canary")).toHaveLength(1);
});
