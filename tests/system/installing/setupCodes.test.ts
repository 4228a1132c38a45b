import { afterAll, beforeAll, expect, test } from "vitest";
import { ManualClock } from "../setup/manualClock.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";
import { inDatabase } from "./installingTown.ts";

const clock = new ManualClock("2026-11-24T14:00:00.000Z");
let town: TestService;
beforeAll(async () => {
  town = await startTestService({ clock });
});
afterAll(() => town.stop());

const codeOf = async (deviceId: string): Promise<string> =>
  (await town.call("installer", "POST", `/api/v1/devices/${deviceId}/setup-code`)).body.code;
const redeem = (code: string) => town.call(null, "POST", "/api/v1/setup-codes/redeem", { code });
const patchDevice = async (homeId: string, deviceId: string, patch: object): Promise<{ status: number; body: Json }> => {
  const { version } = (await town.call("installer", "GET", `/api/v1/homes/${homeId}`)).body.devices.find(({ id }: Json) => id === deviceId);
  return town.call("installer", "PATCH", `/api/v1/homes/${homeId}/devices/${deviceId}`, patch, { "if-match": `"${version}"` });
};

test("a device redeems its code once without sign-in, and connects with the login that it got", async () => {
  const { id } = await town.home({ mode: "commissioning" } as never);
  const pendant = await town.device(id);
  const code = await codeOf(pendant.id);
  expect(code).toMatch(/^[A-HJKMNP-TV-Z2-9]{5}-[A-HJKMNP-TV-Z2-9]{5}$/);
  const typed = code.toLowerCase().replace("-", " ");
  const redeemed = await redeem(typed);
  expect(redeemed).toMatchObject({ status: 200, body: { homeId: id, deviceId: pendant.id, mqtt: { topic: pendant.mqtt.topic } } });
  const unit = await town.unit({ id: pendant.id, homeId: id, mqtt: redeemed.body.mqtt });
  await unit.publishAsync(redeemed.body.mqtt.topic, JSON.stringify({ kind: "button", pressed: true }), { qos: 1 });
  expect((await town.call("operator", "GET", `/api/v1/homes/${id}/readings`)).body.items).toHaveLength(1);
  expect(await redeem(code)).toMatchObject({
    status: 409,
    body: { error: { code: "used", message: "This code was used at 14:00. Make a new one on the installer's phone." } },
  });
});

test("of two devices that redeem one code at the same moment one gets the login, and the other hears that the code was used", async () => {
  const { id } = await town.home();
  for (const hasLogin of [true, false]) {
    const pendant = await town.device(id);
    if (!hasLogin) await inDatabase(town, `UPDATE device SET secret_hash = '' WHERE id = ${pendant.id}`);
    if (!hasLogin) await town.restart();
    const code = await codeOf(pendant.id);
    const answers = await Promise.all([redeem(code), redeem(code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.error.message).toMatch(/^This code was used at 14:\d\d\. Make a new one/);
    const login = answers.find(({ status }) => status === 200)?.body.mqtt;
    await (await town.unit({ id: pendant.id, homeId: id, mqtt: login })).endAsync(true);
  }
});

test("a device that did not hear the answer redeems its code again within the fifteen minutes; another device does not", async () => {
  const { id } = await town.home();
  const pendant = await town.device(id);
  const code = await codeOf(pendant.id);
  const own = { code, key: "pendant-7f3a9c1e5b" };
  const first = await town.call(null, "POST", "/api/v1/setup-codes/redeem", own);
  clock.advance(14 * 60_000);
  const again = await town.call(null, "POST", "/api/v1/setup-codes/redeem", own);
  expect(again).toMatchObject({ status: 200, body: { deviceId: pendant.id } });
  expect(again.body.mqtt.secret).not.toBe(first.body.mqtt.secret);
  await expect(town.unit({ id: pendant.id, homeId: id, mqtt: first.body.mqtt })).rejects.toThrow();
  await (await town.unit({ id: pendant.id, homeId: id, mqtt: again.body.mqtt })).endAsync(true);
  for (const other of [{ code }, { code, key: "another-device-0001" }])
    expect((await town.call(null, "POST", "/api/v1/setup-codes/redeem", other)).body.error.code).toBe("used");
  clock.advance(60_000);
  expect((await town.call(null, "POST", "/api/v1/setup-codes/redeem", own)).body.error.code).toBe("expired");
});

test("a code is not used up where the database cannot write the login", async () => {
  const { id } = await town.home();
  const pendant = await town.device(id);
  const code = await codeOf(pendant.id);
  await inDatabase(
    town,
    `CREATE FUNCTION no_secret() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no secret now'; END $$;
     CREATE TRIGGER no_secret BEFORE UPDATE ON device FOR EACH ROW EXECUTE FUNCTION no_secret()`,
  );
  expect((await redeem(code)).status).toBe(500);
  await inDatabase(town, "DROP TRIGGER no_secret ON device; DROP FUNCTION no_secret");
  const redeemed = await redeem(code);
  expect(redeemed.status).toBe(200);
  await (await town.unit({ id: pendant.id, homeId: id, mqtt: redeemed.body.mqtt })).endAsync(true);
});

test("a code expires after fifteen minutes, a newer code replaces it, and a word that is no code says so", async () => {
  const { id } = await town.home();
  const pendant = await town.device(id);
  const [replaced, newest] = [await codeOf(pendant.id), await codeOf(pendant.id)];
  expect((await redeem(replaced)).body.error.code).toBe("expired");
  clock.advance(15 * 60_000);
  expect(await redeem(newest)).toMatchObject({ status: 409, body: { error: { code: "expired" } } });
  expect((await redeem("AAAAA-AAAAA")).status).toBe(404);
  expect((await redeem("no code")).status).toBe(404);
});

test("guessing is refused after twenty codes in a minute", async () => {
  clock.advance(120_000);
  const answers: number[] = [];
  for (let guess = 0; guess < 21; guess += 1) answers.push((await redeem("BBBBB-BBBBB")).status);
  expect(answers).toEqual([...Array(20).fill(404), 429]);
  clock.advance(60_000);
  expect((await redeem("BBBBB-BBBBB")).status).toBe(404);
});

test("the database has no code", async () => {
  const { id } = await town.home();
  const code = await codeOf((await town.device(id)).id);
  const rows = JSON.stringify(await inDatabase(town, "SELECT * FROM setup_code"));
  expect(rows).not.toContain(code.replace("-", ""));
  expect(rows).not.toContain(code);
});

test("a serial number that is in use says where, and to a tester only that it is in use", async () => {
  const one = await town.home({ name: "Flat 3, Mill House" });
  const other = await town.home({ name: "Flat 4, Mill House" });
  const test = await town.home({ name: "Bench", mode: "test" });
  const [pendant, second, onBench] = [await town.device(one.id, { room: "Hall" }), await town.device(other.id), await town.device(test.id)];
  expect((await patchDevice(one.id, pendant.id, { serial: "PX-100 7" })).status).toBe(200);
  const refused = await patchDevice(other.id, second.id, { serial: "px1007" });
  const words = "this number is in use: Pendant, Hall, in Flat 3, Mill House";
  expect(refused).toMatchObject({ status: 422, body: { error: { details: [{ path: "serial", message: words }] } } });
  expect((await town.call("installer", "GET", "/api/v1/serials/PX1007")).body.usedBy).toMatchObject({ homeId: one.id, words });
  expect((await town.call("tester", "GET", "/api/v1/serials/PX1007")).body.usedBy).toEqual({
    deviceId: null,
    homeId: null,
    words: "this number is in use in another home",
  });
  expect(JSON.stringify((await patchDevice(test.id, onBench.id, { serial: "PX1007" })).body)).not.toContain("Flat 3");
  expect((await patchDevice(one.id, pendant.id, { room: "Bedroom" })).status).toBe(200);
  expect((await town.call("installer", "GET", "/api/v1/serials/unknown")).body.usedBy).toBeNull();
});
