import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Json, type Provisioned, startTestService, type TestService } from "../setup/service.ts";

let service: TestService;
let database: pg.Client;

beforeAll(async () => {
  service = await startTestService();
  database = new pg.Client({ connectionString: service.service.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await service.stop();
});

const rosa = {
  name: "9 Mill Lane",
  address: "9 Mill Lane, Northtown",
  timezone: "Europe/Madrid",
  people: [{ name: "Rosa Field", communication: "hard of hearing, left ear", notes: "COPD, oxygen at home" }],
  contacts: [
    { name: "Ines Field", relation: "daughter", phone: "+44 1632 960001", keyholder: true },
    { name: "Tom Reed", relation: "neighbour", phone: "+44 1632 960002", keyholder: false },
  ],
};

test("a home is registered with its people and contacts, and shown with its devices", async () => {
  const made = await service.call("installer", "POST", "/api/v1/homes", rosa);
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ ...rosa, mode: "live", id: expect.stringMatching(/^\d+$/), devices: [] });

  const device = await service.call("installer", "POST", `/api/v1/homes/${made.body.id}/devices`, {
    kind: "button",
    name: "Pendant",
    room: "Bedroom",
  });
  expect(device.status).toBe(201);
  const { id, mqtt } = device.body;
  expect(mqtt).toEqual({
    username: expect.any(String),
    secret: expect.any(String),
    topic: `linkline/v1/${made.body.id}/${id}/reading`,
    commandTopic: `linkline/v1/${made.body.id}/${id}/command`,
  });

  const shown = await service.call("operator", "GET", `/api/v1/homes/${made.body.id}`);
  expect(shown.body).toMatchObject({ ...rosa, devices: [{ id, name: "Pendant", room: "Bedroom", lastHeardAt: null, status: "never" }] });
  expect(JSON.stringify(shown.body)).not.toContain(mqtt.secret);
});

test("a registration with wrong fields is refused with the name of each field, and creates no home", async () => {
  const before = (await service.call("admin", "GET", "/api/v1/homes?limit=1000")).body.items.length;
  const { status, body } = await service.call("admin", "POST", "/api/v1/homes", {
    name: "",
    timezone: "Europe/Atlantis",
    contacts: [{ name: "A" }],
  });
  expect(status).toBe(422);
  expect(body.error.details.map(({ path }: { path: string }) => path)).toEqual([
    "name",
    "timezone",
    "contacts.0.relation",
    "contacts.0.phone",
  ]);
  expect((await service.call("admin", "GET", "/api/v1/homes?limit=1000")).body.items).toHaveLength(before);
});

test.each(["2020-01-01T00:00Z[Europe/London]", "T00:00Z", "+01:00", "", "../Paris"])(
  "a home with the time zone %j is refused, because every screen that shows it would fail",
  async (timezone) => expect((await service.call("admin", "POST", "/api/v1/homes", { name: "A home", timezone })).status).toBe(422),
);

test("a device of a live home needs an expected interval, a device of a test home does not", async () => {
  const [live, lab] = [await service.home(), await service.home({ mode: "test" })];
  const silent = { kind: "motion", expectedIntervalSeconds: null };
  expect((await service.call("admin", "POST", `/api/v1/homes/${live.id}/devices`, silent)).status).toBe(422);
  expect((await service.call("admin", "POST", `/api/v1/homes/${lab.id}/devices`, silent)).status).toBe(201);
});

test("a new secret replaces the old one", async () => {
  const home = await service.home();
  const device = await service.device(home.id);
  const renewed = await service.call("installer", "POST", `/api/v1/homes/${home.id}/devices/${device.id}/secret`);
  expect(renewed.body.mqtt).toMatchObject({ username: device.mqtt.username });
  await expect(service.unit(device, { reconnectPeriod: 0 })).rejects.toThrow(/refused/);
  const unit = await service.unit(renewed.body as Provisioned);
  expect(unit.connected).toBe(true);
  const other = await service.home();
  expect((await service.call("installer", "POST", `/api/v1/homes/${other.id}/devices/${device.id}/secret`)).status).toBe(404);
});

test("the pages of readings list each reading once, by event time, with any page size", async () => {
  const home = await service.home({ mode: "test" });
  const device = await service.device(home.id, { kind: "temperature" });
  const unit = await service.unit(device);
  const start = Date.parse("2026-01-10T08:00:00.000Z");
  const at = (minute: number): string => new Date(start + minute * 60_000).toISOString();
  // Out of order, and two in the same millisecond.
  const sent = [4, 2, 0, 6, 1, 5, 3, 3].map((minute, seq) => ({
    kind: "temperature",
    celsius: 18 + minute / 10,
    at: at(minute),
    seq,
    boot: "a1",
  }));
  for (const reading of sent)
    await unit.publishAsync(device.mqtt.topic, JSON.stringify({ ...reading, battery: 80, signal: -60 }), { qos: 1 });

  for (const limit of [1, 3, 8, 1000]) {
    const seen: { seq: number; time: string }[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const { body }: { body: Json } = await service.call(
        "tester",
        "GET",
        `/api/v1/homes/${home.id}/readings?limit=${limit}${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...body.items);
      cursor = body.next;
    }
    expect(seen.map(({ seq }) => seq)).toEqual([2, 4, 1, 6, 7, 0, 5, 3]);
  }

  const range = await service.call("tester", "GET", `/api/v1/homes/${home.id}/readings?from=${at(1)}&to=${at(3)}`);
  expect(range.body.items.map(({ time }: { time: string }) => time)).toEqual([at(1), at(2)]);
  expect(range.body.items[0]).toEqual({
    deviceId: device.id,
    kind: "temperature",
    at: at(1),
    receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    time: at(1),
    seq: 4,
    boot: "a1",
    value: { celsius: 18.1 },
    battery: 80,
    signal: -60,
    historical: false,
    unreadable: [],
  });
  expect((await service.call("tester", "GET", `/api/v1/homes/${home.id}/counts`)).body).toEqual({ readings: 8, quarantined: 0 });
  for (const query of ["cursor=abc", `cursor=${Buffer.from('["x",1]').toString("base64url")}`, "from=yesterday", "limit=0", "limit=1001"])
    expect((await service.call("tester", "GET", `/api/v1/homes/${home.id}/readings?${query}`)).status, query).toBe(422);
});

test("a payload in quarantine is shown as it was received, with the reason", async () => {
  const home = await service.home();
  const device = await service.device(home.id);
  const unit = await service.unit(device);
  const payloads = [Buffer.from("not JSON"), Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), Buffer.from('{"kind":"kettle"}')];
  for (const payload of payloads) await unit.publishAsync(device.mqtt.topic, payload, { qos: 1 });

  const { body } = await service.call("installer", "GET", `/api/v1/quarantine?home=${home.id}`);
  expect(body.items.map(({ payload }: { payload: string }) => payload)).toEqual(payloads.map((one) => one.toString("base64")).reverse());
  expect(body.items[1]).toMatchObject({
    homeId: home.id,
    deviceId: device.id,
    topic: device.mqtt.topic,
    text: "{\ufffd\ufffd}",
    reason: expect.any(String),
  });
  const first = await service.call("installer", "GET", `/api/v1/quarantine?home=${home.id}&limit=2`);
  const second = await service.call("installer", "GET", `/api/v1/quarantine?home=${home.id}&limit=2&cursor=${first.body.next}`);
  expect([...first.body.items, ...second.body.items]).toEqual(body.items);
  expect(second.body.next).toBeNull();
  expect((await service.call("admin", "GET", "/api/v1/quarantine?cursor=zzz")).status).toBe(422);
});

test("homes are listed page by page", async () => {
  const all = (await service.call("admin", "GET", "/api/v1/homes?limit=1000")).body.items;
  const first = (await service.call("admin", "GET", "/api/v1/homes?limit=2")).body;
  const rest = (await service.call("admin", "GET", `/api/v1/homes?limit=1000&cursor=${first.next}`)).body;
  expect([...first.items, ...rest.items]).toEqual(all);
  expect(
    (await service.call("admin", "GET", "/api/v1/homes?mode=test")).body.items.every(({ mode }: { mode: string }) => mode === "test"),
  ).toBe(true);
});

test("the access log records who looked at a home or its readings, once a minute", async () => {
  const home = await service.home();
  for (let look = 0; look < 3; look++) await service.call("operator", "GET", `/api/v1/homes/${home.id}`);
  await service.call("supervisor", "GET", `/api/v1/homes/${home.id}`);
  await service.call("operator", "GET", `/api/v1/homes/${home.id}/readings`);
  await service.call("carer", "GET", `/api/v1/homes/${home.id}`);
  const { rows } = await database.query("SELECT who_name, role, what FROM access_log WHERE home_id = $1 ORDER BY id", [home.id]);
  expect(rows).toEqual([
    { who_name: "Test operator", role: "operator", what: "home" },
    { who_name: "Test supervisor", role: "supervisor", what: "home" },
    { who_name: "Test operator", role: "operator", what: "readings" },
  ]);
});

test("requests that a page sends at once are recorded as one access", async () => {
  for (let page = 0; page < 10; page += 1) {
    const home = await service.home();
    const asked = ["/absences", "/absences", "/absences", "/absences", "/plan", "", "/readings"];
    await Promise.all(asked.map((what) => service.call("operator", "GET", `/api/v1/homes/${home.id}${what}`)));
    const { rows } = await database.query("SELECT what FROM access_log WHERE home_id = $1 ORDER BY what", [home.id]);
    expect(rows.map(({ what }) => what)).toEqual(["home", "readings"]);
  }
});

test("a home is not shown if the access cannot be recorded", async () => {
  const home = await service.home();
  const look = async () => (await service.call("operator", "GET", `/api/v1/homes/${home.id}`)).status;
  await database.query("ALTER TABLE access_log RENAME TO access_log_away");
  expect([await look(), await look()]).toEqual([500, 500]);
  await database.query("ALTER TABLE access_log_away RENAME TO access_log");
  expect([await look(), await look()]).toEqual([200, 200]);
  expect((await database.query("SELECT FROM access_log WHERE home_id = $1", [home.id])).rowCount).toBe(1);
});
