import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ServiceIncident } from "#domain/serviceIncident.ts";
import { type DatabaseProxy, databaseProxy } from "../setup/databaseProxy.ts";
import { ManualClock } from "../setup/manualClock.ts";
import { type Passes, passingTime } from "../setup/passingTime.ts";
import { type Json, type Provisioned, startTestService, type TestService } from "../setup/service.ts";

const clock = new ManualClock("2026-11-22T09:00:00.000Z");
const [second, minute, hour] = [1_000, 60_000, 3_600_000];
let town: TestService;
let wire: DatabaseProxy;
let passes: Passes;
beforeAll(async () => {
  town = await startTestService({
    clock,
    through: async (url) => {
      wire = await databaseProxy(url);
      return wire.url;
    },
  });
  passes = await passingTime(town, clock);
});
afterAll(async () => {
  wire.mend();
  await town.stop();
  await wire.stop();
});

const alarmsOf = async (home: string): Promise<Json[]> => {
  const lists = await Promise.all(
    ["queue", "technical"].map((list) => town.call("operator", "GET", `/api/v1/alarms?home=${home}&list=${list}`)),
  );
  return lists.flatMap(({ body }) => body.items);
};
const incidents = async (): Promise<ServiceIncident[]> => (await town.call("operator", "GET", "/api/v1/incidents")).body.items;

/** A home of devices that report every ten minutes, each with its client. */
async function homeOf(count: number) {
  const { id } = await town.home({ name: "50 Mill Lane" });
  const devices: Provisioned[] = [];
  for (let nth = 1; nth <= count; nth += 1)
    devices.push(await town.device(id, { kind: "heartbeat", name: `Sensor ${nth}`, expectedIntervalSeconds: 600 }));
  const units = await Promise.all(devices.map((device) => town.unit(device)));
  let seq = 0;
  const report = async (which: (nth: number) => boolean): Promise<void> => {
    seq += 1;
    const all = devices.keys().filter(which);
    const beat = JSON.stringify({ kind: "heartbeat", seq, boot: "h" });
    await Promise.all([...all].map((nth) => units[nth]?.publishAsync(devices[nth]?.mqtt.topic ?? "", beat, { qos: 1 })));
  };
  return { id, devices, report };
}

describe("Link Line is off for four hours, and 49 of 50 devices are back within seconds", () => {
  let home: Awaited<ReturnType<typeof homeOf>>;
  const offFrom = () => Date.parse("2026-11-22T09:05:00.000Z");

  beforeAll(async () => {
    home = await homeOf(50);
    await home.report(() => true);
    clock.advance(offFrom() - clock.now());
    await town.restart(() => clock.advance(4 * hour));
    await passes(5 * second);
    await home.report((nth) => nth > 0);
  }, 60_000);

  test("no device rings or is listed, not even the one that is not back yet", async () => {
    await passes(2 * minute);
    expect(await alarmsOf(home.id)).toEqual([]);
  });

  test("one incident says how long Link Line was away, to staff who connect and in the list", async () => {
    const [incident, ...others] = await incidents();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({
      kind: "notListening",
      from: "2026-11-22T09:05:00.000Z",
      to: "2026-11-22T13:05:00.000Z",
      text: "Link Line did not run.",
    });
    const screen = await town.console("operator");
    const shown = new Promise<ServiceIncident[]>((resolve) => screen.socket.on("incidents", resolve));
    screen.socket.disconnect().connect();
    expect(await shown).toEqual([incident]);
  });

  test("the one that does not come back is late and then offline, each once, when it was silent for so long while Link Line listened", async () => {
    for (let minutes = 0; minutes < 40; minutes += 5) {
      await passes(5 * minute);
      await home.report((nth) => nth > 0);
    }
    const alarms = await alarmsOf(home.id);
    expect(alarms.map(({ technical, deviceId, rings, raisedAt }) => ({ technical, deviceId, rings, raisedAt }))).toEqual([
      // Heard at 09:00, off from 09:05 to 13:05.
      { technical: false, deviceId: home.devices[0]?.id, rings: 1, raisedAt: "2026-11-22T13:30:00.000Z" },
      { technical: true, deviceId: home.devices[0]?.id, rings: 1, raisedAt: "2026-11-22T13:15:00.000Z" },
    ]);
    expect(alarms[0].sentence).toBe(
      "Nothing heard for 4 h 30 min, last at 09:00 (expected every 10 min; Link Line was not listening for 4 h of that): Sensor 1. Check its power and connection.",
    );
  });
});

test("a device that was reported just before Link Line was killed is not reported again, and is offline at its limit of listened time", async () => {
  const home = await homeOf(1);
  await home.report(() => true);
  const heardAt = clock.now();
  await passes(15 * minute);
  const [late] = await alarmsOf(home.id);
  expect(late).toMatchObject({ technical: true, rings: 1, raisedAt: new Date(heardAt + 15 * minute).toISOString() });
  // Cut off from its database, the service can write nothing when it stops, as when it is killed.
  wire.cut();
  clock.advance(hour);
  await town.restart(() => wire.mend());
  for (let minutes = 0; minutes < 14; minutes += 1) await passes(minute);
  expect(await alarmsOf(home.id)).toEqual([late]);
  await passes(minute);
  expect(await alarmsOf(home.id)).toMatchObject([
    { technical: false, rings: 1, raisedAt: new Date(heardAt + 30 * minute + hour).toISOString() },
    { technical: true, rings: 1 },
  ]);
});
