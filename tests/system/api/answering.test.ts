import { afterAll, beforeAll, expect, test } from "vitest";
import { answeringSettings } from "#domain/answering/answeringSettings.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";

let town: TestService;
beforeAll(async () => {
  town = await startTestService();
});
afterAll(() => town.stop());

const as = (method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown) =>
  town.call("supervisor", method, `/api/v1${path}`, body);
const paths = ({ body }: { body: Json }): string[] => body.error.details.map((one: { path: string }) => one.path);

async function claimedCase(): Promise<Json> {
  const { id: homeId } = await town.home({ name: "Any home" });
  const device = await town.device(homeId);
  const pendant = await town.unit(device);
  await pendant.publishAsync(device.mqtt.topic, JSON.stringify({ kind: "button", pressed: true }), { qos: 1 });
  const found = (await town.call("operator", "GET", `/api/v1/cases?home=${homeId}`)).body.items[0];
  return (await town.call("operator", "POST", `/api/v1/cases/${found.id}/claim`)).body;
}

test("a supervisor changes the waits of answering, and they outlive a restart; what is left out gets its default", async () => {
  const defaults = answeringSettings.parse({});
  expect((await as("GET", "/answering-settings")).body).toEqual(defaults);
  expect((await as("PUT", "/answering-settings", { contactWaitSeconds: 240, supervisorSeconds: 90 })).status).toBe(200);
  await town.restart();
  expect((await as("GET", "/answering-settings")).body).toEqual({ ...defaults, contactWaitSeconds: 240, supervisorSeconds: 90 });
  expect((await as("PUT", "/answering-settings", {})).body).toEqual(defaults);
});

test("waits that are out of range, unknown or in the wrong order are refused with their paths", async () => {
  const out = await as("PUT", "/answering-settings", { contactWaitSeconds: 5, kettleSeconds: 3 });
  expect(out.status).toBe(422);
  expect(paths(out).sort()).toEqual(["contactWaitSeconds", "kettleSeconds"]);
  const order = await as("PUT", "/answering-settings", { ringAgainSeconds: 60, everyoneSeconds: 60, loseUntouchedSeconds: 200 });
  expect(paths(order)).toEqual(["supervisorSeconds", "everyoneSeconds", "loseUntouchedSeconds"]);
  const off = await as("PUT", "/answering-settings", { unheardRingSeconds: 86_400, nobodyOnDutySeconds: 3_601 });
  expect(paths(off).sort()).toEqual(["nobodyOnDutySeconds", "unheardRingSeconds"]);
  expect((await as("GET", "/answering-settings")).body).toEqual(answeringSettings.parse({}));
});

test("a rule's usual outcomes come first, and none is missing", async () => {
  const codes = async (query: string): Promise<string[]> => (await as("GET", `/outcomes${query}`)).body.items.map((one: Json) => one.code);
  const all = await codes("");
  expect((await as("GET", "/outcomes")).body.items[0]).toEqual({
    code: "genuine",
    label: "Genuine: help was needed",
    kind: "genuine",
    inUse: true,
  });
  expect((await codes("?rule=sosPress"))[0]).toBe("accidental");
  expect((await codes("?rule=bedExit"))[0]).toBe("reassurance");
  expect((await codes("?rule=sosPress")).sort()).toEqual([...all].sort());
  expect(await codes("?rule=constructor")).toEqual(all);
});

test("a supervisor adds an outcome, operators close with it, and after it is retired it is no longer offered", async () => {
  const kettle = { code: "kettle", label: "Went to make tea", kind: "assistance" };
  expect((await as("POST", "/outcomes", kettle)).body).toEqual({ ...kettle, inUse: true });
  expect(paths(await as("POST", "/outcomes", kettle))).toEqual(["code"]);
  const one = await claimedCase();
  const close = (outcome: string) =>
    town.call("operator", "POST", `/api/v1/cases/${one.id}/close`, { outcome, note: "Tea", rings: one.rings });
  const unknown = await close("teapot");
  expect(unknown.status).toBe(422);
  expect(paths(unknown)).toEqual(["outcome"]);
  const closed = await close("kettle");
  expect(closed.body.timeline.at(-1).text).toBe("Closed: Went to make tea. Tea");

  expect((await as("PUT", "/outcomes/kettle", { label: "Made tea", kind: "assistance", inUse: false })).status).toBe(200);
  const offered = async (query = ""): Promise<Json[]> => (await as("GET", `/outcomes${query}`)).body.items;
  expect((await offered()).map(({ code }) => code)).not.toContain("kettle");
  expect(await offered("?retired=true")).toContainEqual({ ...kettle, label: "Made tea", inUse: false });
  expect((await as("PUT", "/outcomes/teapot", { label: "Teapot", kind: "false" })).status).toBe(404);
});

test("an alarm can still be closed in the centre's own words by the calls of before", async () => {
  const one = await claimedCase();
  const { status, body } = await town.call("operator", "POST", `/api/v1/alarms/${one.alarms[0].id}/close`, {
    outcome: "Cat on the pendant",
  });
  expect(status).toBe(200);
  expect(body.outcome).toBe("Cat on the pendant");
});

test("fallback contacts have an address that can be used, once each", async () => {
  const manager = { name: "Night manager", channel: "text", address: "020 7946 0018" };
  const added = await as("POST", "/fallback-contacts", manager);
  expect(added.body).toEqual({ ...manager, id: expect.any(String), address: "+442079460018" });
  expect(paths(await as("POST", "/fallback-contacts", { ...manager, address: "+44 20 7946 0018" }))).toEqual(["address"]);
  for (const [channel, address] of [
    ["text", "12345"],
    ["voice", "call me"],
    ["email", "night.centre.example"],
  ])
    expect(paths(await as("POST", "/fallback-contacts", { name: "Wrong", channel, address }))).toEqual(["address"]);
  expect((await as("GET", "/fallback-contacts")).body.items).toEqual([added.body]);
  expect((await as("DELETE", `/fallback-contacts/${added.body.id}`)).body.items).toEqual([]);
  expect((await as("DELETE", `/fallback-contacts/${added.body.id}`)).status).toBe(404);
});

test("a webhook receiver's secret is shown once; only https, or this machine, is accepted; one that an administrator disabled says so", async () => {
  const add = (url: string) => town.call("admin", "POST", "/api/v1/webhook-receivers", { name: "Care records", url });
  const added = await add("https://records.example/hook");
  expect(added.status).toBe(201);
  expect(added.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect((await add("http://127.0.0.1:9000/hook")).status).toBe(201);
  for (const url of ["http://records.example/hook", "ftp://records.example", "records", "https://user:word@records.example"])
    expect(paths(await add(url)), url).toEqual(["url"]);
  await town.call("admin", "POST", `/api/v1/webhook-receivers/${added.body.id}/disable`);
  const { items } = (await as("GET", "/webhook-receivers")).body;
  expect(items).toMatchObject([{ disabledWhy: "Disabled by Test admin" }, { disabledAt: null, disabledWhy: null }]);
  expect(JSON.stringify(items)).not.toContain("whsec_");
  const remove = () => town.call("admin", "DELETE", `/api/v1/webhook-receivers/${added.body.id}`);
  expect((await remove()).body.items).toMatchObject([{ url: "http://127.0.0.1:9000/hook" }]);
  expect((await remove()).status).toBe(404);
});
