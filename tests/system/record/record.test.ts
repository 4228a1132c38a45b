import { afterAll, beforeAll, expect, test } from "vitest";
import { ManualClock } from "../setup/manualClock.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";

const clock = new ManualClock("2026-11-22T12:00:00.000Z");
let town: TestService;
let token: string;
beforeAll(async () => {
  town = await startTestService({ clock });
  token = await town.token("operator");
});
afterAll(() => town.stop());

const send = async (
  method: string,
  path: string,
  body?: unknown,
  seen?: number | string,
): Promise<{ status: number; etag: string | null; body: Json }> => {
  const answer = await fetch(`${town.service.httpUrl}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/merge-patch+json" }),
      ...(seen === undefined ? {} : { "if-match": typeof seen === "number" ? `"${seen}"` : seen }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, etag: answer.headers.get("etag"), body: await answer.json() };
};
const meera = { name: "Meera Shah", relation: "daughter", phone: "020 7946 0001", channels: [{ type: "text", address: "07700 900001" }] };
const jonas = {
  name: "Jonas Birch",
  relation: "son",
  phone: "020 7946 0002",
  channels: [{ type: "email", address: "jonas@birch.example" }],
};
const newHome = (more: object = {}) =>
  town.home({ name: "4 Orchard Road", people: [{ name: "Edith Birch" }], contacts: [meera, jonas], ...more } as Parameters<
    TestService["home"]
  >[0]);
const home = async (id: string): Promise<Json> => (await send("GET", `/homes/${id}`)).body;

test("a home is corrected field by field, each change with its author, before and after", async () => {
  const { id } = await newHome();
  const { version } = await home(id);
  const changed = await send(
    "PATCH",
    `/homes/${id}`,
    { name: "4 Orchard Close", postcode: "sw1a1aa", coordinates: { latitude: 51.5, longitude: -0.13 } },
    version,
  );
  expect(changed).toMatchObject({
    status: 200,
    etag: `"${version + 1}"`,
    body: { name: "4 Orchard Close", postcode: "SW1A 1AA", version: version + 1 },
  });
  expect(await home(id)).toMatchObject({
    name: "4 Orchard Close",
    postcode: "SW1A 1AA",
    coordinates: { latitude: 51.5, longitude: -0.13 },
    version: version + 1,
  });
  const cleared = await send("PATCH", `/homes/${id}`, { coordinates: null, postcode: null }, version + 1);
  expect(cleared.body).toMatchObject({ name: "4 Orchard Close", postcode: "", coordinates: null });
  const { items } = (await send("GET", `/homes/${id}/changes`)).body;
  expect(items).toMatchObject([
    { kind: "home", before: { postcode: "SW1A 1AA" }, after: { postcode: "" } },
    {
      kind: "home",
      before: { name: "4 Orchard Road" },
      after: { name: "4 Orchard Close" },
      by: "Test operator",
      at: "2026-11-22T12:00:00.000Z",
    },
  ]);
});

test("a change that was made to an older version is refused, one without a version too, and of two at the same time one is made", async () => {
  const { id } = await newHome();
  const { version } = await home(id);
  expect((await send("PATCH", `/homes/${id}`, { area: "North" })).status).toBe(428);
  expect((await send("PATCH", `/homes/${id}`, { area: "North" }, "*")).status).toBe(428);
  const both = await Promise.all(["North", "South"].map((area) => send("PATCH", `/homes/${id}`, { area }, version)));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  const stale = both.find(({ status }) => status === 412);
  expect(stale?.body.error).toMatchObject({ code: "changedMeanwhile", details: { version: version + 1 } });
  const nothing = await send("PATCH", `/homes/${id}`, { area: (await home(id)).area }, version + 1);
  expect(nothing).toMatchObject({ status: 200, body: { version: version + 1 } });
});

test("access notes and the key safe can be set, and neither an answer nor the history shows them", async () => {
  const { id } = await newHome();
  const { version } = await home(id);
  const set = await send(
    "PATCH",
    `/homes/${id}`,
    { accessNotes: "Ring twice", keySafe: { location: "Left of the door", code: "4711" } },
    version,
  );
  expect(set.status).toBe(200);
  const seen = JSON.stringify([set.body, await home(id), (await send("GET", `/homes/${id}/changes`)).body]);
  expect(seen).not.toMatch(/4711|Ring twice|Left of the door/);
  expect(await home(id)).toMatchObject({ hasAccessNotes: true });
  const pendant = await town.device(id, { kind: "button", name: "Pendant" });
  const unit = await town.unit(pendant);
  await unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq: 1, boot: "b" }), { qos: 1 });
  const [open] = (await send("GET", `/cases?home=${id}`)).body.items;
  await send("POST", `/cases/${open.id}/claim`);
  const shown = await send("POST", `/cases/${open.id}/access-notes`);
  expect(shown.body.accessNotes).toBe("Ring twice\nKey safe: Left of the door, code 4711");
});

test("a person is added with what a responder must know, corrected and removed", async () => {
  const { id } = await newHome();
  const added = await send("POST", `/homes/${id}/people`, {
    name: "Arthur Birch",
    preferredName: "Art",
    dateOfBirth: "1938-04-27",
    communicationNeeds: ["hearing", "signs"],
    risks: [{ risk: "oxygen", note: "Concentrator in the hall" }],
    nhsNumber: "943 476 5919",
    consents: [{ to: "sensors in the bedroom", by: "Arthur Birch", on: "2026-10-01", reviewOn: "2027-10-01" }],
  });
  expect(added).toMatchObject({ status: 201, body: { name: "Arthur Birch", nhsNumber: "9434765919", gp: "" } });
  const path = `/homes/${id}/people/${added.body.id}`;
  const risks = [{ risk: "falls", note: "" }];
  expect((await send("PATCH", path, { risks, dateOfBirth: null }, added.body.version)).body).toMatchObject({
    risks,
    dateOfBirth: null,
    preferredName: "Art",
  });
  expect((await home(id)).people).toMatchObject([{ name: "Edith Birch" }, { name: "Arthur Birch", risks }]);
  expect((await send("DELETE", path, undefined, added.body.version + 1)).status).toBe(200);
  expect((await send("PATCH", path, { gp: "Dr Ash" }, added.body.version + 1)).status).toBe(404);
  expect((await home(id)).people).toMatchObject([{ name: "Edith Birch" }]);
});

test("contacts are called in the order in which they are, also after one was moved, added or removed", async () => {
  const { id } = await newHome();
  const names = async () => (await home(id)).contacts.map(({ place, name }: Json) => `${place} ${name}`);
  const [first, second] = (await home(id)).contacts;
  const path = (one: Json) => `/homes/${id}/contacts/${one.id}`;
  expect((await send("PATCH", path(second), { place: 1, distanceMinutes: 10 }, second.version)).status).toBe(200);
  expect(await names()).toEqual(["1 Jonas Birch", "2 Meera Shah"]);
  const third = await send("POST", `/homes/${id}/contacts`, { name: "Col Ash", relation: "neighbour", phone: "020 7946 0003" });
  expect(await names()).toEqual(["1 Jonas Birch", "2 Meera Shah", "3 Col Ash"]);
  await send("PATCH", path(third.body), { place: 2 }, third.body.version);
  expect(await names()).toEqual(["1 Jonas Birch", "2 Col Ash", "3 Meera Shah"]);
  await send("DELETE", path(first), undefined, first.version);
  expect(await names()).toEqual(["1 Jonas Birch", "2 Col Ash"]);
  expect((await home(id)).contacts[0]).toMatchObject({ checkedOn: null, checkOverdue: true, distanceMinutes: 10 });
});

test("a corrected telephone number is the one to which the next alarm is sent", async () => {
  const { id } = await newHome();
  const [contact] = (await home(id)).contacts;
  const wrong = await send(
    "PATCH",
    `/homes/${id}/contacts/${contact.id}`,
    { channels: [{ type: "text", address: "no number" }] },
    contact.version,
  );
  expect(wrong).toMatchObject({ status: 422, body: { error: { details: [{ path: "channels.0.address" }] } } });
  await send("PATCH", `/homes/${id}/contacts/${contact.id}`, { channels: [{ type: "text", address: "07700 900009" }] }, contact.version);
  expect(town.service.registry.contactsOf(id as never)[0]?.channels).toEqual([{ type: "text", address: "+447700900009" }]);
});

test("a contact whom the plan needs, or who is a family carer, is not removed", async () => {
  const plan = { name: "Nights", rules: {}, escalation: { urgent: [{ notify: [2], channels: ["email"], waitSeconds: 60 }] } };
  const { id } = await newHome({ plan });
  const [, second] = (await home(id)).contacts;
  const refused = await send("DELETE", `/homes/${id}/contacts/${second.id}`, undefined, second.version);
  expect(refused).toMatchObject({
    status: 422,
    body: { error: { details: [{ message: expect.stringContaining("the plan could then reach no one") }] } },
  });
  expect((await home(id)).contacts).toHaveLength(2);
});

test("a device that moved to another room says so in the next alarm, and one that was taken out can no longer log in", async () => {
  const { id } = await newHome();
  const pendant = await town.device(id, { kind: "button", name: "Pendant", room: "Hall" });
  const unit = await town.unit(pendant);
  const [device] = (await home(id)).devices;
  const path = `/homes/${id}/devices/${device.id}`;
  expect((await send("PATCH", path, { expectedIntervalSeconds: 5 }, device.version)).status).toBe(422);
  const moved = await send("PATCH", path, { room: "Bedroom", model: "Pendant 2", serial: "A1", batteryType: "CR2032" }, device.version);
  expect(moved).toMatchObject({ status: 200, body: { room: "Bedroom", model: "Pendant 2" } });
  await unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq: 1, boot: "b" }), { qos: 1 });
  const { items } = (await send("GET", `/alarms?home=${id}`)).body;
  expect(items[0].sentence).toContain("Bedroom");
  const closed = new Promise<void>((resolve) => void unit.once("close", () => resolve()));
  expect((await send("DELETE", path, undefined, moved.body.version)).status).toBe(200);
  await closed;
  expect((await home(id)).devices).toEqual([]);
  await expect(town.unit(pendant)).rejects.toThrow();
});

test("bad input names its field, and another home's entries are not found", async () => {
  const [one, other] = [await newHome(), await newHome({ name: "5 Orchard Road" })];
  const { version, people } = await home(one.id);
  const faults = async (patch: object): Promise<string[]> =>
    (await send("PATCH", `/homes/${one.id}`, patch, version)).body.error.details.map(({ path }: Json) => path);
  expect(await faults({ name: null })).toEqual(["name"]);
  expect(await faults({ timezone: "Mars/North" })).toEqual(["timezone"]);
  expect(await faults({ coordinates: { latitude: 91, longitude: 0 } })).toEqual(["coordinates.latitude"]);
  expect((await send("PATCH", `/homes/${one.id}`, { mode: "test" }, version)).status).toBe(422);
  expect((await send("PATCH", `/homes/${other.id}/people/${people[0].id}`, { gp: "x" }, 1)).status).toBe(404);
  expect((await send("PATCH", `/homes/${one.id}/people/${people[0].id}`, { nhsNumber: "9434765918" }, 1)).status).toBe(422);
  expect((await send("PATCH", "/homes/999999", { area: "x" }, 1)).status).toBe(404);
});

test("what was corrected is the same after a restart", async () => {
  const { id } = await newHome();
  const [contact] = (await home(id)).contacts;
  await send("PATCH", `/homes/${id}`, { timezone: "Europe/Paris", name: "4 Rue du Verger" }, (await home(id)).version);
  await send("PATCH", `/homes/${id}/contacts/${contact.id}`, { place: 2 }, contact.version);
  const before = await home(id);
  await town.restart();
  expect(await home(id)).toEqual(before);
  expect(town.service.registry.home(id as never)).toMatchObject({ timezone: "Europe/Paris", name: "4 Rue du Verger" });
});
