import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSources } from "#ingest/sources/sourcesConfig.ts";
import { StartFault } from "#platform/startFault.ts";
import { type DatabaseProxy, databaseProxy } from "../setup/databaseProxy.ts";
import { type Json, startTestService } from "../setup/service.ts";
import { throwawayFolder } from "../setup/throwawayFolder.ts";
import { GatewayTown, type TestGateway } from "./gatewayTown.ts";
import { SiteBroker } from "./siteBroker.ts";

const folder = throwawayFolder();
const file = join(folder.path, "sources.json");
let site: SiteBroker;
let proxy: DatabaseProxy;
let gateways: GatewayTown;
let [mill, fore]: TestGateway[] = [];

beforeAll(async () => {
  site = await SiteBroker.start();
  // In a new database the first gateways are 1 and 2.
  const source = { name: "site", url: site.url, family: "zigbee2mqtt", baseTopic: "town", gateways: ["1", "2"] };
  writeFileSync(file, JSON.stringify([source]));
  const subscribed = site.subscribed();
  const town = await startTestService({
    env: { LINKLINE_SOURCES: file },
    through: async (url) => {
      proxy = await databaseProxy(url);
      return proxy.url;
    },
  });
  gateways = new GatewayTown(town);
  mill = await gateways.gateway((await town.home({ name: "1 Mill Lane" })).id);
  fore = await gateways.gateway((await town.home({ name: "5 Fore Street" })).id);
  await gateways.device(mill as TestGateway, "Mill door", { model: "MCCGQ11LM" });
  await gateways.device(fore as TestGateway, "Fore pendant", { model: "TS0215A_sos" });
  await subscribed;
});
afterAll(async () => {
  await gateways.town.stop();
  await proxy.stop();
  await site.stop();
  folder.remove();
});

const homeOf = (gateway: TestGateway | undefined): string => gateway?.homeId ?? "";
const recorded = async (gateway: TestGateway | undefined): Promise<string[]> =>
  (await gateways.readings(homeOf(gateway))).map(({ kind, value }: Json) => `${kind} ${JSON.stringify(value)}`);
const generous = { timeout: 60_000 };
const state = async (): Promise<Json> => (await gateways.town.call("installer", "GET", "/api/v1/sources")).body.items[0];

test("each device of a site's broker is heard in its own home, and only there", async () => {
  await site.publish("town/Mill door", { contact: false });
  await site.publish("town/Fore pendant", { action: "emergency" });
  await expect.poll(() => recorded(mill), generous).toEqual(['door {"open":true}']);
  await expect.poll(() => gateways.alarms(homeOf(fore)), generous).toMatchObject([{ rule: "sosPress" }]);
  expect(await gateways.alarms(homeOf(mill))).toEqual([]);
  expect(await state()).toMatchObject({ name: "site", connected: true, fault: null, problem: null, lastMessageAt: expect.any(String) });
});

test("a retained message rings when it is sent, and the copy that a later subscription brings raises nothing", async () => {
  const rings = async (): Promise<number> => (await gateways.alarms(homeOf(fore)))[0].rings;
  const before = await rings();
  await site.publish("town/Fore pendant", { action: "emergency", battery: 3 }, true);
  await expect.poll(rings, generous).toBe(before + 1);
  await site.goAway();
  const subscribed = site.subscribed();
  await site.comeBack();
  await subscribed;
  await site.publish("town/Mill door", { contact: true });
  await expect.poll(() => recorded(mill), generous).toContain('door {"open":false}');
  expect(await rings()).toBe(before + 1);
});

test("a broker that is away shows on the list and in the metrics, is tried again, and nothing that it stored is lost", async () => {
  await site.goAway();
  await expect.poll(async () => (await state()).problem, generous).toMatch(/^It is away: nothing answers at its address/);
  expect(await state()).toMatchObject({ connected: false, since: expect.any(String), fault: expect.stringContaining("ECONNREFUSED") });
  const metrics = await fetch(`${gateways.town.service.httpUrl}/metrics`, {
    headers: { authorization: `Bearer ${await gateways.town.token("admin")}` },
  });
  expect(await metrics.text()).toContain('linkline_source_connected{source="site"} 0');
  await site.publish("town/Mill door", { contact: false });
  await site.comeBack();
  await expect.poll(() => recorded(mill), generous).toEqual(['door {"open":true}', 'door {"open":false}', 'door {"open":true}']);
  expect(await state()).toMatchObject({ connected: true, attempts: 0, problem: null });
});

test("what our database could not record is not acknowledged, and comes again: recorded once", async () => {
  proxy.cut();
  await site.publish("town/Mill door", { contact: true });
  await expect.poll(async () => (await fetch(`${gateways.town.service.httpUrl}/health/ready`)).status, generous).toBe(503);
  proxy.mend();
  await expect.poll(async () => (await recorded(mill)).at(-1), generous).toBe('door {"open":false}');
  const all = await recorded(mill);
  expect(all.filter((one) => one.startsWith("door"))).toHaveLength(4);
});

test("what came while the service was stopped is recorded after its start", async () => {
  await gateways.town.restart(() => site.publish("town/Mill door", { contact: false }));
  await expect.poll(async () => (await recorded(mill)).at(-1), generous).toBe('door {"open":true}');
});

test("smoke at an unregistered device of several homes rings, and says that its home is not known", async () => {
  await site.publish("town/Attic", { smoke: true });
  await expect
    .poll(async () => (await gateways.alarms(homeOf(mill))).map(({ sentence }: Json) => sentence), generous)
    .toEqual(["Unregistered device in one of several homes: find out which: Smoke detected (Attic, through Hall bridge)"]);
  expect(await gateways.alarms(homeOf(fore))).toHaveLength(1);
});

test("where none of its gateways is registered, the list says so", async () => {
  for (const { id, homeId } of [mill, fore] as TestGateway[])
    await gateways.town.call("installer", "DELETE", `/api/v1/homes/${homeId}/gateways/${id}`);
  expect(await state()).toMatchObject({ connected: true, fault: expect.stringContaining("none of its gateways is registered") });
});

test.each<[string, string]>([
  ["no JSON", "{"],
  ["no gateways", JSON.stringify([{ name: "a", url: "mqtt://a", family: "zigbee2mqtt", gateways: [] }])],
  ["a wrong address", JSON.stringify([{ name: "a", url: "http://a", family: "zigbee2mqtt", gateways: ["1"] }])],
  ["one name twice", JSON.stringify(Array(2).fill({ name: "a", url: "mqtt://a", family: "zigbee2mqtt", gateways: ["1"] }))],
])("a file with %s prevents the start, and the fault shows no secret", (_, text) => {
  const path = join(folder.path, "wrong.json");
  writeFileSync(path, text.replace('"family"', '"password":"hidden","family"'));
  let fault: unknown;
  try {
    readSources(path);
  } catch (error) {
    fault = error;
  }
  expect(fault).toBeInstanceOf(StartFault);
  expect(String(fault)).not.toContain("hidden");
});
