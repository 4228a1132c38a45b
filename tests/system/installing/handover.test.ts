import { afterAll, beforeAll, expect, test } from "vitest";
import { ManualClock } from "../setup/manualClock.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";
import { homeAtWork, inDatabase, newKey } from "./installingTown.ts";

const clock = new ManualClock("2026-11-20T12:00:00.000Z");
const hour = 3_600_000;
let town: TestService;
beforeAll(async () => {
  town = await startTestService({ clock });
});
afterAll(() => town.stop());

const signed = { signedBy: "Edith Birch", signature: { how: "typed", text: "Edith Birch" } };
const handOver = (id: string, body: object = signed, key = newKey()) =>
  town.call("installer", "POST", `/api/v1/homes/${id}/handovers`, body, { "idempotency-key": key });
const jobs = async (): Promise<Json> => (await town.call("installer", "GET", "/api/v1/installer/jobs")).body;

test("a handover has who, when, each device with the reading by which it was tested, consents, contacts and plan, and it never changes", async () => {
  const home = await homeAtWork(town);
  const consent = { to: "sensors in the home", by: "Edith Birch", on: "2026-11-20" };
  await town.call("installer", "POST", `/api/v1/homes/${home.id}/people`, { name: "Edith Birch", consents: [consent] });
  await town.call("installer", "POST", `/api/v1/homes/${home.id}/contacts`, {
    name: "Meera Shah",
    relation: "daughter",
    phone: "020 7946 0001",
  });
  await town.call("installer", "POST", `/api/v1/homes/${home.id}/plan/template`, { template: "falls" });
  await home.send("pendant", { kind: "button", pressed: true, battery: 91, signal: -58 });
  const made = await handOver(home.id);
  expect(made).toMatchObject({
    status: 201,
    body: {
      version: 1,
      by: "Test installer",
      at: "2026-11-20T12:00:00.000Z",
      record: {
        people: [{ name: "Edith Birch", consents: [consent] }],
        contacts: [{ place: 1, name: "Meera Shah" }],
        plan: { version: 1 },
        devices: [
          { name: "Pendant", tested: { kind: "button", battery: 91, signal: -58 } },
          { name: "Smoke alarm", tested: null },
          { name: "Front door", tested: null },
        ],
      },
    },
  });
  await home.send("smoke", { kind: "smoke", detected: true });
  expect((await handOver(home.id)).body).toMatchObject({ version: 2, record: { devices: [{}, { tested: { kind: "smoke" } }, {}] } });
  const listed = (await town.call("supervisor", "GET", `/api/v1/homes/${home.id}/handovers`)).body.items;
  expect(listed.map(({ version }: Json) => version)).toEqual([2, 1]);
  expect(listed[1]).toEqual(made.body);
  await expect(inDatabase(town, "UPDATE handover SET by_name = 'Other'")).rejects.toThrow("cannot be changed");
});

test("a drawn signature is bounded, and a word with markup is none", async () => {
  const { id } = await homeAtWork(town);
  const draw = (path: string) => handOver(id, { ...signed, signature: { how: "drawn", path } });
  expect((await draw("M10 20 L30.5 40 L50 60 ")).status).toBe(201);
  expect((await draw("M10 20 <script>")).status).toBe(422);
  expect((await draw("M1 1 ".repeat(5_000))).status).toBe(422);
});

test("a new home, a person and a handover that a phone sends twice are made once", async () => {
  const [homeKey, personKey, handoverKey] = [newKey(), newKey(), newKey()];
  const send = (path: string, body: object, key: string) =>
    town.call("installer", "POST", `/api/v1${path}`, body, { "idempotency-key": key });
  const addHome = () => send("/homes", { name: "9 Orchard Road", mode: "commissioning" }, homeKey);
  const [{ body: home }, { body: again }] = await Promise.all([addHome(), addHome()]);
  expect(again.id).toBe(home.id);
  const addPerson = () => send(`/homes/${home.id}/people`, { name: "Edith Birch" }, personKey);
  const [{ body: person }, { body: same }] = await Promise.all([addPerson(), addPerson()]);
  expect(same.id).toBe(person.id);
  const deviceKey = newKey();
  const addDevice = () => send(`/homes/${home.id}/devices`, { kind: "button", name: "Pendant" }, deviceKey);
  const [{ body: device }, { body: sameDevice }] = await Promise.all([addDevice(), addDevice()]);
  expect(sameDevice.id).toBe(device.id);
  const correct = () =>
    town.call(
      "installer",
      "PATCH",
      `/api/v1/homes/${home.id}/people/${person.id}`,
      { gp: "Dr Ash" },
      {
        "if-match": `"${person.version}"`,
        "idempotency-key": `${personKey}-gp`,
      },
    );
  expect((await correct()).status).toBe(200);
  expect(await correct()).toMatchObject({ status: 200, body: { gp: "Dr Ash", version: person.version + 1 } });
  const first = await handOver(home.id, signed, handoverKey);
  expect((await handOver(home.id, signed, handoverKey)).body).toEqual(first.body);
  const shown = (await town.call("installer", "GET", `/api/v1/homes/${home.id}`)).body;
  expect([shown.people.length, shown.devices.length]).toEqual([1, 1]);
});

test("an installer chooses a template while the home is in commissioning, and not afterwards", async () => {
  const home = await homeAtWork(town);
  const choose = (template: string) => town.call("installer", "POST", `/api/v1/homes/${home.id}/plan/template`, { template });
  expect(await choose("dementia")).toMatchObject({ status: 200, body: { version: 1, template: "dementia" } });
  expect((await choose("dementia")).body.version).toBe(1);
  expect((await choose("falls")).body.version).toBe(2);
  await home.setMode("live");
  expect((await choose("basic")).status).toBe(409);
});

test("the jobs are homes in commissioning, batteries by their due day, faults, and tests that are overdue", async () => {
  const home = await homeAtWork(town);
  expect((await jobs()).commissioning).toContainEqual(
    expect.objectContaining({ homeId: home.id, devices: 3, until: "2026-11-20T16:00:00.000Z" }),
  );
  await home.setMode("live");
  // Friday: two working days later is Tuesday.
  await home.send("door", { kind: "door", open: false, battery: 7 });
  expect((await jobs()).batteries).toEqual([expect.objectContaining({ homeId: home.id, dueOn: "2026-11-24", overdue: false })]);
  await inDatabase(town, `UPDATE alarm SET raised_at = raised_at - interval '7 days' WHERE home_id = ${home.id}`);
  expect((await jobs()).batteries).toEqual([expect.objectContaining({ dueOn: "2026-11-17", overdue: true })]);
  clock.advance(4 * hour);
  const faults = async (): Promise<string> => JSON.stringify((await jobs()).faults.filter(({ homeId }: Json) => homeId === home.id));
  await expect.poll(faults, { timeout: 20_000 }).toContain("Smoke alarm");
  const overdue = async () => (await jobs()).tests.find(({ homeId }: Json) => homeId === home.id);
  await inDatabase(town, `UPDATE home SET created_at = '2026-11-10T00:00:00Z' WHERE id = ${home.id}`);
  expect(await overdue()).toBeUndefined();
  await inDatabase(town, `UPDATE home SET created_at = '2026-10-10T00:00:00Z' WHERE id = ${home.id}`);
  expect(await overdue()).toMatchObject({ dueOn: "2026-11-10", overdueDays: 10, lastTestAt: null });
  for (const role of ["operator", "carer"] as const) expect((await town.call(role, "GET", "/api/v1/installer/jobs")).status).toBe(403);
});
