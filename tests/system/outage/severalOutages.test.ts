import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ManualClock } from "../setup/manualClock.ts";
import { minute, OutageTown, type OutageTownHome } from "./outageTown.ts";

describe("two areas fail at once", () => {
  const clock = new ManualClock("2026-11-22T09:00:00.000Z");
  let there: OutageTown;
  let south: OutageTownHome[];
  afterAll(() => there.town.stop());

  test("it is two incidents, each with the homes of its area, and other homes ring singly", async () => {
    there = await OutageTown.start(clock);
    const [east, west] = [await there.homes(12, "East"), await there.homes(11, "West")];
    south = await there.homes(30, "South");
    await Promise.all([...east, ...west, ...south].map(({ beat }) => beat()));
    // One pendant of the south is broken.
    await there.passes(20, south.slice(1));
    await there.until(
      "two outages with all homes",
      async () => (await there.outages()).reduce((homes, { outage }) => homes + (outage?.homes ?? 0), 0) === 23,
    );
    const outages = (await there.outages()).map(({ outage }) => `${outage?.cause} ${outage?.value}: ${outage?.homes}`);
    expect(outages.sort()).toEqual(["area East: 12", "area West: 11"]);
    await there.passes(12, south.slice(1));
    expect(await there.ringing()).toEqual(["1 South Road"]);
  }, 240_000);

  test("where no person works on one of them in time, the silences of its homes ring; those of the other are held back", async () => {
    const west = (await there.outages()).find(({ outage }) => outage?.value === "West");
    const east = (await there.outages()).find(({ outage }) => outage?.value === "East");
    expect((await there.town.call("supervisor", "POST", `/api/v1/incidents/${west?.id}/acknowledge`)).status).toBe(200);
    expect(await there.ringing()).toEqual(["1 South Road"]);
    expect(Date.parse(east?.outage?.ringsAt ?? "")).toBeLessThanOrEqual(clock.now() + 15 * minute);
    await there.passes(15, south.slice(1));
    await there.until("twelve homes and the one of the south ring", async () => (await there.ringing()).length === 13);
    const rings = await there.ringing();
    expect(rings.filter((name) => name.endsWith("East Road"))).toHaveLength(12);
    const [rang] = (await there.town.call("operator", "GET", "/api/v1/alarms?state=open&list=queue&limit=500")).body.items.filter(
      ({ homeName }: { homeName: string }) => homeName === "1 East Road",
    );
    expect(rang.sentence).toMatch(/Check its power and connection\. No person worked on the outage in time\.$/);
  }, 240_000);

  test("an outage that a supervisor ends lets its homes ring", async () => {
    const west = (await there.outages()).find(({ outage }) => outage?.value === "West");
    const ended = await there.town.call("supervisor", "POST", `/api/v1/incidents/${west?.id}/end`);
    expect(ended.body.outage.endedAt).not.toBeNull();
    await there.until("all ring", async () => (await there.ringing()).length === 24);
    expect((await there.town.call("supervisor", "POST", `/api/v1/incidents/${west?.id}/end`)).status).toBe(409);
  }, 240_000);
});

test("the homes of one gateway family are silent in two areas: one outage of the family; then those of one mobile network", async () => {
  const clock = new ManualClock("2026-11-22T09:00:00.000Z");
  const there = await OutageTown.start(clock);
  const causes = async () => (await there.outages()).map(({ outage }) => `${outage?.cause} ${outage?.value}: ${outage?.homes}`);
  try {
    const [east, west] = [await there.homes(20, "East"), await there.homes(20, "West")];
    const ofFamily = [...east.slice(0, 6), ...west.slice(0, 6)];
    const onNetwork = [...east.slice(6, 12), ...west.slice(6, 12)];
    const ids = (homes: readonly OutageTownHome[]) => homes.map(({ id }) => id);
    await there.sql(
      `INSERT INTO gateway (home_id, family, name, base_topic, username, secret_hash, registered_at)
       SELECT id, 'zigbee2mqtt', 'Hub', 'zigbee2mqtt', 'hub-' || id, 'none', now() FROM unnest($1::bigint[]) AS id`,
      [ids(ofFamily)],
    );
    await there.sql(`UPDATE device SET details = details || '{"network": "EE"}' WHERE home_id = ANY($1::bigint[])`, [ids(onNetwork)]);
    const others = [...east.slice(12), ...west.slice(12)];
    await Promise.all([...east, ...west].map(({ beat }) => beat()));
    await there.passes(20, [...onNetwork, ...others]);
    await there.until("an outage of the family", async () => (await causes()).includes("family zigbee2mqtt: 12"));
    await there.passes(20, others);
    await there.until("an outage of the network", async () => (await causes()).includes("network EE: 12"));
    expect((await causes()).sort()).toEqual(["family zigbee2mqtt: 12", "network EE: 12"]);
  } finally {
    await there.town.stop();
  }
}, 240_000);

describe("as many homes as the setting says fall silent, and no more", () => {
  const clock = new ManualClock("2026-11-22T09:00:00.000Z");
  let there: OutageTown;
  let homes: OutageTownHome[];
  beforeAll(async () => {
    there = await OutageTown.start(clock);
    homes = await there.homes(10, "North");
    await Promise.all(homes.map(({ beat }) => beat()));
  }, 240_000);
  afterAll(() => there.town.stop());

  test("they ring singly, as ever", async () => {
    await there.passes(31);
    await there.until("all ring", async () => (await there.ringing()).length === 10);
    expect(await there.outages()).toEqual([]);
  }, 240_000);

  test("with a smaller number in the settings, the next ten are an outage, and a silence that rang already is not taken back", async () => {
    const settings = {
      homes: 5,
      minutes: 30,
      sharePercent: 5,
      holdMinutes: 15,
      acknowledgedMinutes: 60,
      longestHoldMinutes: 60,
      backMinutes: 15,
    };
    expect((await there.town.call("operator", "PUT", "/api/v1/outage-settings", settings)).status).toBe(403);
    expect(await there.town.call("supervisor", "PUT", "/api/v1/outage-settings", settings)).toMatchObject({ status: 200, body: settings });
    await there.until("an outage of ten homes", async () => (await there.outages())[0]?.outage?.homes === 10);
    expect(await there.ringing()).toHaveLength(10);
  }, 240_000);
});

test("a silence that is held back when the service is killed rings at its time, even if nothing is left of the outage", async () => {
  const clock = new ManualClock("2026-11-22T09:00:00.000Z");
  const there = await OutageTown.start(clock);
  try {
    const north = await there.homes(11, "North");
    await Promise.all(north.map(({ beat }) => beat()));
    await there.passes(16);
    await there.until("an outage", async () => (await there.outages())[0]?.outage?.homes === 11);
    const [outage] = await there.outages();
    await there.town.call("operator", "POST", `/api/v1/incidents/${outage?.id}/acknowledge`);
    await there.passes(15);
    expect(await there.ringing()).toEqual([]);
    // As if the process had ended right after COMMIT: the database has nothing but the held cases and their timers.
    await there.town.restart(async () => {
      await there.sql("DELETE FROM service_incident WHERE kind = 'outage'");
      clock.advance(minute);
    });
    await there.passes(60);
    await there.until("all ring", async () => (await there.ringing()).length === 11);
  } finally {
    await there.town.stop();
  }
}, 240_000);
