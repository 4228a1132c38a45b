import { afterAll, beforeAll, expect, test } from "vitest";
import { GatewayTown, publisher } from "../gateways/gatewayTown.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";

let town: TestService;
let gateways: GatewayTown;
/** While it is set, what devices send waits between the broker and the queue. */
let waiting: (() => void)[] | null = null;
beforeAll(async () => {
  town = await startTestService({
    aroundAccept:
      (accept) =>
      (...offered) =>
        waiting === null ? accept(...offered) : void waiting.push(() => accept(...offered)),
  });
  gateways = new GatewayTown(town);
});
afterAll(async () => {
  await gateways.close();
  await town.stop();
});

const pressed = JSON.stringify({ kind: "button", pressed: true });
const end = (id: string) => town.call("supervisor", "POST", `/api/v1/homes/${id}/end`, { why: "Moved to a care home" });
const openCases = async (id: string): Promise<Json[]> => (await town.call("operator", "GET", `/api/v1/cases?home=${id}`)).body.items;

test("a press that the broker had taken when the service of the home ended is at the desk", async () => {
  const { id } = await town.home();
  const pendant = await town.device(id);
  const unit = await town.unit(pendant, { reconnectPeriod: 0 });
  const held: (() => void)[] = [];
  waiting = held;
  unit.publishAsync(pendant.mqtt.topic, pressed, { qos: 1 }).catch(() => {});
  await expect.poll(() => held.length, { timeout: 30_000 }).toBe(1);
  waiting = null;
  expect(await end(id)).toMatchObject({ status: 200, body: { mode: "ended" } });
  for (const pass of held) pass();
  await expect.poll(() => openCases(id), { timeout: 30_000 }).toMatchObject([{ priority: "critical", alarms: [{ rule: "sosPress" }] }]);
});

test("a press and the end of the service at the same moment, in either order: what is acknowledged is at the desk", async () => {
  for (let round = 0; round < 8; round += 1) {
    const { id } = await town.home();
    const pendant = await town.device(id);
    const gateway = await gateways.gateway(id);
    await gateways.device(gateway, "Button", { model: "TS0215A_sos" });
    const unit = await town.unit(pendant, { reconnectPeriod: 0 });
    const bridge = await gateways.connect(gateway, { reconnectPeriod: 0 });
    const press = () => [
      unit.publishAsync(pendant.mqtt.topic, pressed, { qos: 1 }),
      publisher(bridge, gateway)("Button", { action: "emergency" }),
    ];
    const closed = [unit, bridge].map((client) => new Promise<"lost">((resolve) => void client.once("close", () => resolve("lost"))));
    const early = round % 2 === 0 ? press() : [];
    const ended = end(id);
    const late = round % 2 === 1 ? press() : [];
    const answers = [...early, ...late].map((one, nth) =>
      Promise.race([
        one.then(
          () => "acknowledged" as const,
          () => "lost" as const,
        ),
        closed[nth],
      ]),
    );
    const { status } = await ended;
    // Where the service goes on, no connection is closed, and each press is acknowledged.
    const acknowledged = (await Promise.all(answers)).filter((answer) => answer === "acknowledged");
    if (acknowledged.length > 0) expect(await openCases(id)).toMatchObject([{ priority: "critical" }]);
    if (status === 409) expect(acknowledged).toHaveLength(2);
  }
});
