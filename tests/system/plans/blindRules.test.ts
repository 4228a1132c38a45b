import { describe, expect, test } from "vitest";
import type { NewDevice } from "#domain/home.ts";
import type { Json } from "../setup/service.ts";
import { timedTown } from "../setup/timedTown.ts";

const { town, passes } = await timedTown("2026-11-22T01:00:00.000Z");
const minute = 60_000;

const looksAt = async (homeId: string) => {
  const { body } = await town.call("operator", "GET", `/api/v1/homes/${homeId}/plan`);
  return (name: string): Json => body.rules.find((one: Json) => one.name === name);
};

/** A home with the dementia plan; each of its devices has sent a heartbeat. */
async function homeWith(...devices: Partial<NewDevice>[]): Promise<string> {
  const { id } = await town.home({ plan: "dementia" });
  for (const facts of devices) await heard(id, facts);
  return id;
}

async function heard(homeId: string, facts: Partial<NewDevice>): Promise<void> {
  const device = await town.device(homeId, { expectedIntervalSeconds: 600, ...facts });
  await (await town.unit(device)).publishAsync(device.mqtt.topic, '{"kind":"heartbeat"}', { qos: 1 });
}

const pendant = { kind: "button", name: "Pendant" } as const;
const frontDoor = { kind: "door", name: "Front door", room: "Hall", outside: true } as const;
const motion = (room: string) => ({ kind: "motion", name: `${room} motion`, room }) as const;

describe("a rule counts only devices from which it can raise an alarm", () => {
  test("an outside door alone leaves inactivity, not-up and not-back blind: it shows no movement inside", async () => {
    const rule = await looksAt(await homeWith(pendant, frontDoor));
    expect(rule("inactivity").blind).toEqual(["no motion, chair or inside door sensor"]);
    expect(rule("notUp").blind).toEqual(["no bed sensor, or a motion, chair or inside door sensor outside the bedroom"]);
    expect(rule("notBack").blind).toEqual(["no motion, bed, chair or inside door sensor"]);
    expect(rule("doorOpen").blind).toEqual([]);
  });

  test("an inside door is enough for these rules", async () => {
    const rule = await looksAt(await homeWith(frontDoor, { kind: "door", name: "Kitchen door", room: "Kitchen" }));
    for (const name of ["inactivity", "notUp", "notBack"]) expect(rule(name), name).toMatchObject({ blind: [], seesLess: [] });
  });

  test("movement in the bedroom does not show that a person is up, whether the plan or a bed sensor names the bedroom", async () => {
    const id = await homeWith(motion("Bedroom"));
    expect((await looksAt(id))("notUp").blind).toEqual([expect.stringContaining("outside the bedroom")]);
    expect((await looksAt(id))("inactivity").blind).toEqual([]);
    const plan = { name: "Sleeps in the study", rules: { notUp: { rooms: ["study"] } }, windows: [] };
    expect((await town.call("supervisor", "POST", `/api/v1/homes/${id}/plan`, { plan, why: "It is warmer there" })).status).toBe(201);
    expect((await looksAt(id))("notUp").blind).toEqual([]);
    await heard(id, { kind: "bed", name: "Bed sensor", room: "bedroom", expectedIntervalSeconds: 3600 });
    await passes(31 * minute);
    // The movement sensor is now in the bedroom, so the rule depends on the bed sensor, which is heard.
    expect((await looksAt(id))("notUp")).toMatchObject({ blind: [], seesLess: [] });
  });

  test("a rule whose movement sensor is offline is blind, although the front door is heard", async () => {
    const id = await homeWith({ ...frontDoor, expectedIntervalSeconds: 604_800 }, motion("Kitchen"));
    expect((await looksAt(id))("inactivity").blind).toEqual([]);
    await passes(31 * minute);
    const rule = await looksAt(id);
    for (const name of ["inactivity", "notUp", "notBack"])
      expect(rule(name), name).toMatchObject({ blind: ["Kitchen motion, Kitchen: offline"], seesLess: [] });
  });
});
