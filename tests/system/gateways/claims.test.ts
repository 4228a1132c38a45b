import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "#domain/role.ts";
import { type Json, startTestService } from "../setup/service.ts";
import { GatewayTown, publisher, type TestGateway } from "./gatewayTown.ts";

let gateways: GatewayTown;
beforeAll(async () => {
  gateways = new GatewayTown(await startTestService());
});
afterAll(async () => {
  await gateways.close();
  await gateways.town.stop();
});

const register = (role: Role, gateway: TestGateway, externalId: string, more: object = {}): Promise<{ status: number; body: Json }> =>
  gateways.town.call(role, "POST", `/api/v1/homes/${gateway.homeId}/devices`, { gatewayId: gateway.id, externalId, kind: "door", ...more });
const address = "0x00158d000273bae6";

test("a second gateway cannot claim a device: the answer says where it is, to those who may know", async () => {
  const live = await gateways.gateway((await gateways.town.home({ name: "7 Fore Street" })).id);
  const test = await gateways.gateway((await gateways.town.home({ name: "Bench", mode: "test" })).id);
  expect((await register("installer", live, address, { name: "Front door" })).status).toBe(201);
  const refused = await register("installer", test, address.toUpperCase().replace("0X", "0x"));
  expect(refused).toMatchObject({
    status: 409,
    body: { error: { code: "exists", message: "It is registered already as Front door in 7 Fore Street. Take it out there first." } },
  });
  const hidden = await register("tester", test, address);
  expect(hidden).toMatchObject({ status: 409, body: { error: { details: null } } });
  expect(JSON.stringify(hidden.body)).not.toContain("Fore Street");
});

test("a name is claimed at one gateway only: two homes may each have a front door", async () => {
  const [one, other] = [await gateways.gateway((await gateways.town.home()).id), await gateways.gateway((await gateways.town.home()).id)];
  expect((await register("installer", one, "Front door")).status).toBe(201);
  expect((await register("installer", one, "Front door")).status).toBe(409);
  expect((await register("installer", other, "Front door")).status).toBe(201);
});

test("of two people who register one device at the same moment one is refused", async () => {
  const gateway = await gateways.gateway((await gateways.town.home()).id);
  const both = await Promise.all([register("installer", gateway, "Back door"), register("admin", gateway, "Back door")]);
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
});

test("a device that was taken out can be registered again, and only its successor is heard", async () => {
  const home = await gateways.town.home();
  const gateway = await gateways.gateway(home.id);
  const first = (await register("installer", gateway, "Back door")).body;
  const taken = await fetch(`${gateways.town.service.httpUrl}/api/v1/homes/${home.id}/devices/${first.id}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${await gateways.town.token("installer")}`, "if-match": '"1"' },
  });
  expect(taken.status).toBe(200);
  const second = (await register("installer", gateway, "Back door")).body;
  await publisher(await gateways.connect(gateway), gateway)("Back door", { contact: false });
  expect(await gateways.readings(home.id)).toMatchObject([{ deviceId: second.id, kind: "door" }]);
});

test("a gateway of another home is refused, and a device behind a gateway has no login", async () => {
  const [here, there] = [await gateways.town.home(), await gateways.town.home()];
  const gateway = await gateways.gateway(there.id);
  const path = `/api/v1/homes/${here.id}/devices`;
  const foreign = await gateways.town.call("installer", "POST", path, { gatewayId: gateway.id, externalId: "Front door", kind: "door" });
  expect(foreign).toMatchObject({ status: 422, body: { error: { details: [{ path: "gatewayId" }] } } });
  const { status, body } = await register("installer", gateway, "Front door");
  expect({ status, mqtt: body.mqtt }).toEqual({ status: 201, mqtt: null });
  const secret = await gateways.town.call("installer", "POST", `/api/v1/homes/${there.id}/devices/${body.id}/secret`);
  expect(secret.status).toBe(409);
});

test("a model says what a device reports; one that is not in the catalogue is generic, and the answer says what the rules cannot use", async () => {
  const gateway = await gateways.gateway((await gateways.town.home()).id);
  const known = await gateways.device(gateway, "Radar", { model: "MIR-HE200-TY" });
  expect(known).toMatchObject({ kind: "fall", alsoReports: ["motion"], notes: [] });
  expect((await gateways.device(gateway, "A", { model: "X-1", kind: "door" })).notes).toEqual([
    "The model X-1 is not in the catalogue of Zigbee2MQTT. The rules use what it reports as door, and nothing else.",
  ]);
  const { kind, notes } = await gateways.device(gateway, "B", { model: "X-1" });
  expect(kind).toBe("heartbeat");
  expect(notes).toEqual([expect.stringContaining("The rules can use none of its readings")]);
});
