import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../setup/service.ts";

let town: TestService;
beforeAll(async () => {
  town = await startTestService();
});
afterAll(() => town.stop());

const kindsIn = async (home: string): Promise<string[]> =>
  (await town.call("admin", "GET", `/api/v1/homes/${home}/readings`)).body.items.map(({ kind }: { kind: string }) => kind);
const alarmsIn = async (home: string) => (await town.call("admin", "GET", `/api/v1/alarms?home=${home}`)).body.items;

async function doorIn(home: string, more: object = {}) {
  const device = await town.device(home, { kind: "door", name: "Front door", ...more });
  const unit = await town.unit(device);
  return (payload: object) => unit.publishAsync(device.mqtt.topic, JSON.stringify(payload), { qos: 1 });
}

describe("a device reports only the kinds that it is registered for", () => {
  test("another kind goes to quarantine with the reason, and a heartbeat is always a heartbeat", async () => {
    const { id } = await town.home();
    const says = await doorIn(id);
    await says({ kind: "bed", occupied: true });
    await says({ kind: "heartbeat" });
    await says({ kind: "door", open: true });
    expect(await kindsIn(id)).toEqual(["unreadable", "heartbeat", "door"]);
    const { items } = (await town.call("admin", "GET", `/api/v1/quarantine?home=${id}`)).body;
    expect(items).toMatchObject([{ reason: "not registered for this: a bed reading from a door device", call: false }]);
    expect(await alarmsIn(id)).toEqual([]);
  });

  test("a kind that it also reports counts, and a correction of the record adds one", async () => {
    const { id } = await town.home();
    const says = await doorIn(id, { alsoReports: ["temperature"] });
    await says({ kind: "temperature", celsius: 20 });
    const [{ id: deviceId }] = (await town.call("admin", "GET", `/api/v1/homes/${id}`)).body.devices;
    const corrected = await fetch(`${town.service.httpUrl}/api/v1/homes/${id}/devices/${deviceId}`, {
      method: "PATCH",
      headers: {
        ...{ authorization: `Bearer ${await town.token("installer")}`, "content-type": "application/json" },
        "if-match": '"1"',
      },
      body: JSON.stringify({ alsoReports: ["temperature", "motion"] }),
    });
    expect(corrected.status).toBe(200);
    await says({ kind: "motion", detected: true });
    expect(await kindsIn(id)).toEqual(["temperature", "motion"]);
  });

  test("a call from a device that is not registered for it rings, says so, and leaves the pendant's alarm as it is", async () => {
    const { id } = await town.home();
    const pendant = await town.device(id, { name: "Pendant" });
    const unit = await town.unit(pendant);
    const door = await doorIn(id);
    await unit.publishAsync(pendant.mqtt.topic, '{"kind":"button","pressed":true}', { qos: 1 });
    await door({ kind: "button", pressed: true });
    const sentences = (await alarmsIn(id)).map(({ sentence }: { sentence: string }) => sentence);
    expect(sentences.sort()).toEqual(["SOS pressed: Front door (from a device not registered for this)", "SOS pressed: Pendant"]);
  });

  test("its all-clear ends nothing: doubt never clears", async () => {
    const { id } = await town.home();
    const says = await doorIn(id);
    await says({ kind: "smoke", detected: true });
    await says({ kind: "smoke", detected: false });
    expect(await kindsIn(id)).toEqual(["smoke", "unreadable"]);
    const [alarm] = await alarmsIn(id);
    const { timeline } = (await town.call("admin", "GET", `/api/v1/alarms/${alarm.id}`)).body;
    expect(timeline.map(({ text }: { text: string }) => text).join()).not.toContain("All clear");
  });
});
