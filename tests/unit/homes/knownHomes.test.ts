import { describe, expect, test } from "vitest";
import { asDeviceId, asHomeId } from "#domain/ids.ts";
import { hashSecret } from "#homes/credentials.ts";
import { KnownDevices } from "#homes/knownDevices.ts";
import { KnownHomes } from "#homes/knownHomes.ts";
import { basicHomePlan } from "#homes/plans.ts";
import { planOf } from "../rules/rulesStory.ts";

const id = asHomeId("1");

describe("the homes in memory", () => {
  const versionOf = (version: number) => ({ version, plan: planOf({ bedExit: { exitMinutes: version } }), unreadableParts: [] });
  const known = () => {
    const homes = new KnownHomes(() => 1_000);
    homes.add({ id, name: "1 Mill Lane", timezone: "Europe/London", mode: "live" }, basicHomePlan);
    return homes;
  };

  test("a slow read of plan version 2 does not replace version 3", () => {
    const homes = known();
    homes.update(id, { plan: versionOf(3) });
    homes.update(id, { plan: versionOf(2) });
    expect(homes.plan(id)?.version).toBe(3);
  });

  test("an ended absence stays ended when an older read arrives later", () => {
    const homes = known();
    const lasting = { id: "7", kind: "onHoliday" as const, startsAt: 0, endsAt: 9_000, endedAt: null, suspends: [] };
    homes.update(id, { absences: [{ ...lasting, endedAt: 900 }] });
    homes.update(id, { absences: [lasting] });
    expect(homes.facts(id)?.absences).toEqual([{ ...lasting, endedAt: 900 }]);
  });

  test("an update does not change the facts that a caller already has", () => {
    const homes = known();
    const before = homes.facts(id);
    expect(homes.factsAfter(id, { plan: versionOf(1) })?.plan.rules).toEqual({ bedExit: { exitMinutes: 1 } });
    homes.update(id, { plan: versionOf(1) });
    expect(before?.plan).toBe(basicHomePlan.plan);
    expect(homes.facts(id)).not.toBe(before);
  });
});

test("a read of devices that began before a secret was renewed does not restore the old secret", () => {
  const devices = new KnownDevices();
  const facts = {
    id: asDeviceId("3"),
    name: "Pendant",
    kind: "button",
    room: "",
    outside: false,
    expectedIntervalSeconds: 3600,
    registeredAt: 0,
  };
  const row = { homeId: id, facts, username: "device-3", secretHash: hashSecret("old"), behind: null, model: null };
  const pendant = devices.add(row);
  const readBegan = devices.renewals;
  devices.renewSecret(pendant, hashSecret("new"));
  devices.add(row, readBegan);
  expect(devices.authenticate("device-3", Buffer.from("old"))).toBeNull();
  expect(devices.authenticate("device-3", Buffer.from("new"))?.username).toBe("device-3");
  expect(devices.authenticate("device-4", Buffer.from("new"))).toBeNull();
});
