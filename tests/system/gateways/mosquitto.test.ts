import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { expect, test } from "vitest";
import { startMosquitto } from "#tests/bench/load/mosquitto.ts";
import { type Json, startTestService } from "../setup/service.ts";
import { throwawayFolder } from "../setup/throwawayFolder.ts";
import { GatewayTown } from "./gatewayTown.ts";

const isInstalled =
  ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"].some((path) => existsSync(path)) ||
  spawnSync("mosquitto", ["-h"]).error === undefined;
const generous = { timeout: 50_000 };

test.skipIf(!isInstalled)("a Mosquitto of a site: nothing is lost while the service is stopped (skipped without Mosquitto)", async () => {
  await using site = await startMosquitto();
  if (site === null) throw new Error("Mosquitto is installed and was not found");
  const url = `mqtt://${site.address.host}:${site.address.port}`;
  const folder = throwawayFolder();
  const file = join(folder.path, "sources.json");
  writeFileSync(file, JSON.stringify([{ name: "site", url, family: "zigbee2mqtt", gateways: ["1"] }]));
  const bridge = await connectAsync(url, { protocolVersion: 4 });
  const says = (topic: string, payload: object, retain = false): Promise<unknown> =>
    bridge.publishAsync(`zigbee2mqtt/${topic}`, JSON.stringify(payload), { qos: 1, retain });
  // Before anyone subscribes: a press of unknown age.
  await says("Pendant", { action: "emergency" }, true);

  const gateways = new GatewayTown(await startTestService({ env: { LINKLINE_SOURCES: file } }));
  const home = await gateways.town.home();
  const gateway = await gateways.gateway(home.id);
  await gateways.device(gateway, "Front door", { model: "MCCGQ11LM" });
  await gateways.device(gateway, "Pendant", { model: "TS0215A_sos" });
  const doors = async (): Promise<boolean[]> =>
    (await gateways.readings(home.id)).filter(({ kind }: Json) => kind === "door").map(({ value }: Json) => value.open);
  const isConnected = async (): Promise<boolean> =>
    (await gateways.town.call("installer", "GET", "/api/v1/sources")).body.items[0].connected;
  await expect.poll(isConnected, generous).toBe(true);
  await expect
    .poll(async () => {
      await says("Front door", { contact: false });
      return doors();
    }, generous)
    .toEqual([true]);
  expect(await gateways.alarms(home.id)).toEqual([]);

  await gateways.town.restart(async () => {
    await says("Front door", { contact: true });
    await says("Front door", { contact: false });
    await says("Pendant", { action: "emergency" });
  });
  await expect.poll(doors, generous).toEqual([true, false, true]);
  await expect.poll(() => gateways.alarms(home.id), generous).toMatchObject([{ rule: "sosPress", rings: 1 }]);
  await bridge.endAsync(true);
  await gateways.town.stop();
  folder.remove();
});
