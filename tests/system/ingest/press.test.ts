import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Json, startTestService, type TestService } from "../setup/service.ts";

let town: TestService;
beforeAll(async () => {
  town = await startTestService();
});
afterAll(() => town.stop());

const says = (fields: object): string => JSON.stringify({ kind: "button", pressed: true, ...fields });

describe("a press in the home", () => {
  test("shows on every operator's screen, is claimed by one person, and stays until it is closed with an outcome", async () => {
    const home = await town.home({ name: "4 Orchard Road" });
    const pendant = await town.device(home.id, { name: "Pendant", room: "Hall" });
    const screen = await town.console("operator");
    const unit = await town.unit(pendant);

    await unit.publishAsync(pendant.mqtt.topic, says({ at: new Date().toISOString(), seq: 17, boot: "a1", battery: 80, signal: -70 }), {
      qos: 1,
    });

    const alarm = await screen.until((one) => one.homeId === home.id);
    expect(alarm).toMatchObject({
      rule: "sosPress",
      priority: "critical",
      state: "open",
      heldBy: null,
      rings: 1,
      version: 1,
      homeName: "4 Orchard Road",
    });
    expect(alarm.sentence).toContain("Pendant, Hall");

    const claimed = await town.call("operator", "POST", `/api/v1/alarms/${alarm.id}/claim`, {});
    expect(claimed.status).toBe(200);
    const lost = await town.call("supervisor", "POST", `/api/v1/alarms/${alarm.id}/claim`, {});
    expect(lost).toMatchObject({ status: 409, body: { error: { code: "held", details: { heldBy: { name: "Test operator" } } } } });
    await screen.until((one) => one.id === alarm.id && one.heldBy?.name === "Test operator");

    await town.call("operator", "POST", `/api/v1/alarms/${alarm.id}/notes`, { text: "Spoke with her, all well" });
    expect((await town.call("operator", "POST", `/api/v1/alarms/${alarm.id}/close`, {})).status).toBe(422);
    expect((await town.call("operator", "POST", `/api/v1/alarms/${alarm.id}/close`, { outcome: "reassurance" })).status).toBe(200);

    const closed = await screen.until((one) => one.id === alarm.id && one.state === "closed");
    expect(closed.outcome).toBe("reassurance");
    expect(closed.timeline.map((line) => line.event)).toEqual(["raised", "claimed", "note", "closed"]);
    expect(closed.version).toBe(4);
  });

  test("rings again while its alarm is open, and opens a new alarm after that is closed", async () => {
    const home = await town.home();
    const pendant = await town.device(home.id);
    const screen = await town.console("operator");
    const unit = await town.unit(pendant);
    const press = (seq: number) => unit.publishAsync(pendant.mqtt.topic, says({ seq, boot: "b" }), { qos: 1 });

    await press(1);
    await press(2);
    const rung = await screen.until((one) => one.homeId === home.id && one.rings === 2);
    expect(rung.timeline.map((line) => line.event)).toEqual(["raised", "rangAgain"]);

    await town.call("operator", "POST", `/api/v1/alarms/${rung.id}/close`, { outcome: "accidental" });
    await press(3);
    const next = await screen.until((one) => one.homeId === home.id && one.id !== rung.id);
    expect(next).toMatchObject({ state: "open", rings: 1 });
  });

  test("that arrives while an operator closes the alarm is not closed unseen", async () => {
    const home = await town.home();
    const pendant = await town.device(home.id);
    const screen = await town.console("operator");
    const unit = await town.unit(pendant);
    await unit.publishAsync(pendant.mqtt.topic, says({ seq: 1, boot: "c" }), { qos: 1 });
    const seen = await screen.until((one) => one.homeId === home.id);
    await unit.publishAsync(pendant.mqtt.topic, says({ seq: 2, boot: "c" }), { qos: 1 });
    const close = (rings: number) => town.call("operator", "POST", `/api/v1/alarms/${seen.id}/close`, { outcome: "testCall", rings });
    expect(await close(seen.rings)).toMatchObject({ status: 409, body: { error: { code: "rangAgain" } } });
    expect((await close(2)).status).toBe(200);
  });
});

describe("a press that is sent again, or in a test home", () => {
  test("is a new call although its number, time or content was used before, because the first was acknowledged", async () => {
    const home = await town.home();
    const pendant = await town.device(home.id);
    const unit = await town.unit(pendant);
    const send = (text: string, dup = false) => unit.publishAsync(pendant.mqtt.topic, text, { qos: 1, dup });
    const rings = async () => (await town.call("operator", "GET", `/api/v1/alarms?home=${home.id}`)).body.items[0]?.rings;

    const at = new Date().toISOString();
    await send(says({ seq: 1, boot: "b", at }));
    await send(says({ seq: 1, boot: "b", at, battery: 80 }));
    expect(await rings()).toBe(2);

    // Its counter started again without a new boot.
    await send(says({ seq: 1, boot: "b", at: new Date(Date.now() - 1000).toISOString() }));
    expect(await rings()).toBe(3);

    await send(says({ at }));
    await send(says({ at }));
    expect(await rings()).toBe(5);

    // Two equal presses of a device without numbers and clock are two presses.
    await send(says({}));
    await send(says({}));
    expect(await rings()).toBe(7);
    expect((await town.call("operator", "GET", `/api/v1/homes/${home.id}/readings`)).body.items).toHaveLength(7);
  });

  test("another reading that only the DUP flag tells from the first is a resend", async () => {
    const home = await town.home();
    const pendant = await town.device(home.id, { kind: "door", name: "Front door" });
    const unit = await town.unit(pendant);
    // The same packet again with DUP, as a device sends it that never received the PUBACK.
    const packet = {
      cmd: "publish" as const,
      topic: pendant.mqtt.topic,
      payload: JSON.stringify({ kind: "door", open: true, battery: 50 }),
      qos: 1 as const,
      messageId: 4711,
      retain: false,
    };
    const { generate } = await import("mqtt-packet");
    const acked = () =>
      new Promise<void>((resolve) => unit.on("packetreceive", (got) => got.cmd === "puback" && got.messageId === 4711 && resolve()));
    for (const dup of [false, true, true]) {
      const answer = acked();
      unit.stream.write(generate({ ...packet, dup }));
      await answer;
    }
    expect((await town.call("operator", "GET", `/api/v1/homes/${home.id}/readings`)).body.items).toHaveLength(1);
  });

  test("a reading in a test home is marked as a test, and the readings move the home's clock", async () => {
    const home = await town.home({ mode: "test" });
    const bed = await town.device(home.id, { kind: "bed", name: "Bed sensor", expectedIntervalSeconds: null });
    const unit = await town.unit(bed);
    const at = (time: string, fields: object) =>
      unit.publishAsync(bed.mqtt.topic, JSON.stringify({ kind: "bed", at: time, ...fields }), { qos: 1 });
    await at("2011-06-15T01:00:00.000Z", { occupied: true });
    await at("2011-06-15T02:00:00.000Z", { occupied: false });
    await at("2011-06-15T02:45:00.000Z", { occupied: true });
    // The return is believed a minute later, by the clock that the readings move.
    await at("2011-06-15T02:46:00.000Z", { kind: "heartbeat" });
    const { items } = (await town.call("tester", "GET", `/api/v1/alarms?home=${home.id}`)).body;
    expect(items.map((one: Json) => one.rule)).toEqual(["bedExit"]);
    const exit = items.find((one: Json) => one.rule === "bedExit");
    expect(exit).toMatchObject({ mode: "test", raisedAt: "2011-06-15T02:20:00.000Z" });
    expect(exit.timeline).toHaveLength(2);
  });
});

describe("after a restart", () => {
  test("an open alarm is still open, and a second press rings it again", async () => {
    const home = await town.home();
    const pendant = await town.device(home.id);
    const unit = await town.unit(pendant);
    await unit.publishAsync(pendant.mqtt.topic, says({ seq: 1, boot: "r" }), { qos: 1 });
    await unit.endAsync();
    await town.restart();
    const again = await town.unit(pendant);
    await again.publishAsync(pendant.mqtt.topic, says({ seq: 1, boot: "r" }), { qos: 1 });
    await again.publishAsync(pendant.mqtt.topic, says({ seq: 2, boot: "r" }), { qos: 1 });
    const { items } = (await town.call("operator", "GET", `/api/v1/alarms?home=${home.id}`)).body;
    expect(items).toHaveLength(1);
    expect(items[0]?.rings).toBe(2);
  });
});
