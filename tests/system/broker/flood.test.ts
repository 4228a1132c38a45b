import { afterAll, beforeAll, expect, test } from "vitest";
import { ManualClock } from "../setup/manualClock.ts";
import { type Provisioned, startTestService, type TestService } from "../setup/service.ts";
import { publishPacket, rawConnection } from "./rawDevice.ts";
import { refusedBy } from "./refusedBy.ts";

let town: TestService;
let flooder: Provisioned;
let pendant: Provisioned;
beforeAll(async () => {
  // The clock does not move, so the flooder's allowance is not refilled, however slow this machine is.
  town = await startTestService({ clock: new ManualClock("2026-11-22T01:00:00.000Z") });
  flooder = await town.device((await town.home()).id, { kind: "motion" });
  pendant = await town.device((await town.home({ name: "2 Mill Lane" })).id);
});
afterAll(() => town.stop());

test("a device that floods is slowed down and logged, and a neighbour's press passes at once", async () => {
  const socket = await rawConnection(town.service.mqttUrl, flooder);
  socket.resume();
  const flood = Buffer.concat(
    Array.from({ length: 6000 }, (_, at) =>
      publishPacket(flooder, at + 1, JSON.stringify({ kind: "motion", detected: true, seq: at, boot: "f" })),
    ),
  );
  await refusedBy(town, "flood", async () => socket.write(flood));
  const began = performance.now();
  const unit = await town.unit(pendant);
  await unit.publishAsync(pendant.mqtt.topic, '{"kind":"button","pressed":true}', { qos: 1 });
  const took = performance.now() - began;
  const stored = (await town.call("admin", "GET", `/api/v1/homes/${flooder.homeId}/counts`)).body.readings;
  expect(Number(stored)).toBeLessThan(6000);
  expect(took).toBeLessThan(2000);
  socket.destroy();
});
