import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { homeFields } from "#domain/record/homeFields.ts";
import { Records } from "#homes/record/records.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";

let town: TestService;
let database: pg.Pool;
beforeAll(async () => {
  town = await startTestService();
  database = new pg.Pool({ connectionString: town.service.databaseUrl });
});
afterAll(async () => {
  await database.end();
  await town.stop();
});

const robin = { id: "robin", name: "Robin" };
const patch = async (role: "installer" | "tester", path: string, body: object, version: number) =>
  town.call(role, "PATCH", `/api/v1/homes/${path}`, body, { "if-match": `"${version}"` });
const versionOf = async (id: string): Promise<number> => (await town.call("operator", "GET", `/api/v1/homes/${id}`)).body.version;

/** Another transaction has taken the reference and has not committed, so that no check sees it. Commits when the change waits for it. */
async function whileTaken<T>(reference: string, change: () => Promise<T>): Promise<T> {
  const client = await database.connect();
  try {
    await client.query("BEGIN");
    await client.query("INSERT INTO home (name, timezone, reference) VALUES ('7 Mill Lane', 'Europe/London', $1)", [reference]);
    const changing = change();
    const waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    await expect.poll(async () => (await database.query(waiting)).rowCount, { timeout: 30_000 }).toBeGreaterThan(0);
    await client.query("COMMIT");
    return await changing;
  } finally {
    client.release();
  }
}

test("of two homes that are made at once with one reference, one is there, and the other says which home has it", async () => {
  const records = new Records({ pool: database, registry: town.service.registry, now: () => Date.now() });
  const home = (name: string) => homeFields.parse({ name, timezone: "Europe/London", reference: "R-1" });
  const made = await Promise.all(["1 Elm Row", "2 Elm Row"].map((name) => records.addHome(home(name), "live", robin)));
  const there = (await database.query("SELECT name FROM home WHERE reference = 'R-1'")).rows;
  expect(there).toHaveLength(1);
  expect(made.filter(({ ok }) => ok)).toHaveLength(1);
  expect(made.find(({ ok }) => !ok)).toEqual({
    ok: false,
    why: "taken",
    path: "reference",
    message: `${there[0].name} has this reference already`,
  });
});

test("a reference that another home gets at the same moment is refused with its name; a tester does not learn the name of a live home", async () => {
  const [live, bench] = [await town.home({ name: "3 Elm Row" }), await town.home({ name: "Test bench", mode: "test" })];
  const version = await versionOf(live.id);
  const refused = await whileTaken("R-2", () => patch("installer", live.id, { reference: "R-2" }, version));
  expect(refused).toMatchObject({
    status: 409,
    body: { error: { code: "exists", message: "7 Mill Lane has this reference already", details: [{ path: "reference" }] } },
  });
  expect(await versionOf(live.id)).toBe(version);
  const hidden = await whileTaken("R-3", () => patch("tester", bench.id, { reference: "R-3" }, 1));
  expect(hidden).toMatchObject({ status: 409, body: { error: { message: "Another home has this reference already" } } });
  const later = await patch("tester", bench.id, { reference: "R-3" }, 1);
  expect(later).toMatchObject({ status: 422, body: { error: { details: [{ message: "Another home has this reference already" }] } } });
});

test("of two devices that get one serial number at once, one has it, and the other says where it is", async () => {
  const names = ["4 Elm Row", "5 Elm Row"];
  const homes = await Promise.all(names.map((name) => town.home({ name })));
  const devices = await Promise.all(homes.map(({ id }) => town.device(id, { kind: "button", name: "Pendant", room: "Hall" })));
  const answers = await Promise.all(
    homes.map(({ id }, nth) => patch("installer", `${id}/devices/${devices[nth]?.id}`, { serial: nth === 0 ? "PX-100 8" : "px1008" }, 1)),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  const winner = names[answers.findIndex(({ status }) => status === 200)];
  expect(answers.find(({ status }) => status === 422)?.body.error.details).toEqual([
    { path: "serial", message: `this number is in use: Pendant, Hall, in ${winner}` },
  ]);
});

test("of two installers who add one sensor at two gateways at once, one has it, and the other hears why not", async () => {
  const sensor = { externalId: "0x00158d000273bae6", model: "MCCGQ11LM", name: "Front door" };
  const homes = [await town.home({ name: "6 Elm Row" }), await town.home({ name: "7 Elm Row" })];
  const gateways = await Promise.all(
    homes.map(
      async ({ id }) => (await town.call("installer", "POST", `/api/v1/homes/${id}/gateways`, { family: "zigbee2mqtt", name: "Hub" })).body,
    ),
  );
  const add = (nth: number): Promise<{ status: number; body: Json }> =>
    town.call("installer", "POST", `/api/v1/homes/${homes[nth]?.id}/devices`, { ...sensor, gatewayId: gateways[nth].id });
  const answers = await Promise.all([add(0), add(1)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  const refused = answers.find(({ status }) => status === 409)?.body.error;
  expect(refused).toMatchObject({
    code: "exists",
    message: expect.stringMatching(/at this moment|registered already as Front door in \d Elm Row/),
  });
  const owners = await database.query("SELECT count(*)::int AS count FROM device WHERE external_id = $1 AND ended_at IS NULL", [
    sensor.externalId,
  ]);
  expect(owners.rows).toEqual([{ count: 1 }]);
});
