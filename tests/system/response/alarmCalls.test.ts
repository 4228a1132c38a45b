import { describe, expect, test } from "vitest";
import type { AlarmView } from "#domain/alarm.ts";
import { centreAt } from "./centre.ts";

describe("a program that knows alarms and no cases", async () => {
  const { town, person, home, show } = await centreAt("2026-11-22T02:00:00Z");
  const robin = await person("Robin");
  await robin.desk();
  const act = (alarmId: string | undefined, action: string, body?: object, role: "operator" | "supervisor" = "operator") =>
    town.call(role, "POST", `/api/v1/alarms/${alarmId}/${action}`, body ?? {});
  const alarm = async (id: string | undefined): Promise<AlarmView> => (await town.call("operator", "GET", `/api/v1/alarms/${id}`)).body;

  async function pressedAndFallen() {
    const calling = await home();
    await calling.press();
    await calling.falls();
    const { id, alarms } = await calling.case();
    return { ...calling, caseId: id, pressed: alarms[0]?.id, fallen: alarms[1]?.id };
  }

  test("claims an alarm, and so the whole case of its home: each alarm of it has the same holder", async () => {
    const { caseId, pressed, fallen } = await pressedAndFallen();
    expect((await act(pressed, "claim")).body).toMatchObject({ heldBy: { name: "Test operator" }, caseId });
    expect((await alarm(fallen)).heldBy).toEqual((await show(caseId)).heldBy);
    const refused = await act(fallen, "claim", {}, "supervisor");
    expect([refused.status, refused.body.error.code, refused.body.error.details.heldBy.name]).toEqual([409, "held", "Test operator"]);
    expect((await robin.does(caseId, "claim")).body.error.code).toBe("held");
  });

  test("sees on each alarm its own lines and those about the whole case", async () => {
    const { pressed, fallen } = await pressedAndFallen();
    await act(pressed, "claim");
    await act(pressed, "notes", { text: "About the press" });
    const events = async (id: string | undefined) => (await alarm(id)).timeline.map(({ event }) => event);
    expect(await events(pressed)).toEqual(["raised", "claimed", "note"]);
    expect(await events(fallen)).toEqual(["raised", "claimed"]);
  });

  test("closes one alarm, and the case stays open and held until the last is closed", async () => {
    const { caseId, pressed, fallen } = await pressedAndFallen();
    await act(pressed, "claim");
    expect((await act(pressed, "close", { outcome: "genuine" })).body).toMatchObject({ state: "closed", outcome: "genuine" });
    expect(await show(caseId)).toMatchObject({ state: "claimed", heldBy: { name: "Test operator" } });
    expect((await act(pressed, "claim")).body.error.code).toBe("closed");
    await act(fallen, "close", { outcome: "assistance" });
    expect(await show(caseId)).toMatchObject({ state: "closed", alarms: [{ outcome: "genuine" }, { outcome: "assistance" }] });
  });

  test("does not close a ring that it has not seen, nor an alarm that another person holds", async () => {
    const { caseId, pressed, press } = await pressedAndFallen();
    await press();
    expect((await act(pressed, "close", { outcome: "testCall", rings: 1 })).body.error.code).toBe("rangAgain");
    await robin.does(caseId, "claim");
    expect((await act(pressed, "close", { outcome: "testCall", rings: 2 })).body.error.code).toBe("held");
  });
});

describe("a fault of a device", async () => {
  const { town, person, home, passes } = await centreAt("2026-11-22T02:00:00Z");
  const robin = await person("Robin");
  const kim = await person("Kim");
  await Promise.all([robin.desk(), kim.desk()]);

  test("is a case by itself beside the case of the home: it rings no one, and a claim of one is not a claim of the other", async () => {
    const calling = await home();
    const pendant = await town.device(calling.id, { kind: "button", name: "Second pendant" });
    const unit = await town.unit(pendant);
    const beat = (battery: number) => unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "heartbeat", battery }), { qos: 1 });
    await beat(4);
    await calling.press();
    const one = await calling.case();
    const [fault] = (await town.call("operator", "GET", `/api/v1/cases?home=${calling.id}&list=technical`)).body.items;
    expect(fault).toMatchObject({ technical: true, sounds: "nobody", state: "waiting" });
    expect(one).toMatchObject({ technical: false, alarms: [{ rule: "sosPress" }] });
    await robin.does(fault.id, "claim");
    expect((await kim.does(one.id, "claim")).status).toBe(200);
    await passes(600_000);
    const after = (await town.call("operator", "GET", `/api/v1/cases/${fault.id}`)).body;
    expect(after).toMatchObject({ state: "claimed", heldBy: { name: "Robin" } });
    await beat(95);
    expect((await town.call("operator", "GET", `/api/v1/cases/${fault.id}`)).body).toMatchObject({ state: "closed", heldBy: null });
  });
});
