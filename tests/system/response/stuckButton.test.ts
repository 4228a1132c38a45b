import { io } from "socket.io-client";
import { describe, expect, test } from "vitest";
import type { AlarmView } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import { type CallingHome, centreAt } from "./centre.ts";

const second = 1_000;
const minute = 60 * second;

describe("a button that presses without end", async () => {
  const { town, passes, person, home, show } = await centreAt("2026-11-22T02:00:00Z");
  const robin = await person("Robin");
  await robin.desk();
  const technical = async (homeId: string): Promise<CaseView[]> =>
    (await town.call("operator", "GET", `/api/v1/cases?home=${homeId}&list=technical`)).body.items;
  const queue = async (homeId: string): Promise<CaseView[]> =>
    (await town.call("operator", "GET", `/api/v1/cases?home=${homeId}`)).body.items;

  async function presses({ press }: CallingHome, { times, eachSeconds }: { times: number; eachSeconds: number }): Promise<void> {
    for (let count = 0; count < times; count += 1) {
      await press();
      await passes(eachSeconds * second);
    }
  }

  async function stuckHome(mode: "live" | "test" = "live") {
    const calling = await home({ mode });
    await presses(calling, { times: 26, eachSeconds: 8 });
    const { id } = await calling.case();
    await robin.does(id, "claim");
    return { ...calling, caseId: id };
  }
  const asTechnical = { outcome: "technical", note: "Button is stuck, engineer called", rings: 1 };

  test("seven presses a minute for three minutes are a stuck button; six a minute, or two minutes of ten, are a person who needs help", async () => {
    const anxious = await home();
    await presses(anxious, { times: 24, eachSeconds: 10 });
    expect((await anxious.case()).alarms[0]).toMatchObject({ stuck: false, rings: 24 });
    const short = await home();
    await presses(short, { times: 20, eachSeconds: 6 });
    expect((await short.case()).alarms[0]).toMatchObject({ stuck: false });
    const stuck = await home();
    await presses(stuck, { times: 26, eachSeconds: 8 });
    expect((await stuck.case()).alarms[0]).toMatchObject({ stuck: true, rings: 26 });
  });

  test("it is closed as technical although it keeps ringing, and stays on the technical list while it does", async () => {
    const { id: homeId, caseId, press } = await stuckHome();
    const { id: alarmId } = (await show(caseId)).alarms[0] ?? { id: "" };
    expect((await robin.does(caseId, "close", asTechnical)).body).toMatchObject({ state: "closed" });
    for (let count = 0; count < 3; count += 1) {
      await passes(5 * minute);
      await press();
      expect(await queue(homeId)).toEqual([]);
      expect(await technical(homeId)).toMatchObject([
        { technical: true, sounds: "nobody", alarms: [{ id: alarmId, state: "open", stuck: true }] },
      ]);
    }
    await passes(10 * minute - second);
    expect(await technical(homeId)).toHaveLength(1);
    await passes(second);
    expect(await technical(homeId)).toEqual([]);
    await press();
    expect(await queue(homeId)).toMatchObject([{ state: "waiting", rings: 1, sounds: "operators" }]);
  });

  test("one of a test home ends by quiet too", async () => {
    const { id: homeId, caseId, press } = await stuckHome("test");
    expect((await robin.does(caseId, "close", asTechnical)).status).toBe(200);
    await press();
    await passes(10 * minute - second);
    expect(await technical(homeId)).toHaveLength(1);
    await passes(second);
    expect(await technical(homeId)).toEqual([]);
  });

  test("the technical list of an open screen shows it at once", async () => {
    const { caseId } = await stuckHome();
    const { id: alarmId } = (await show(caseId)).alarms[0] ?? { id: "" };
    const auth = { token: await town.token("operator"), technical: true };
    const socket = io(town.service.httpUrl, { auth, transports: ["websocket"] });
    socket.on("technicalAlarms", () => void robin.does(caseId, "close", asTechnical));
    const shown = new Promise<AlarmView>((resolve) => socket.on("technicalAlarm", (one: AlarmView) => one.id === alarmId && resolve(one)));
    expect(await shown).toMatchObject({ technical: true, state: "open" });
    socket.close();
  });

  test("a close as technical is refused while a fall beside it has not been seen", async () => {
    const { caseId, falls, press } = await stuckHome();
    const { rings } = await show(caseId);
    await falls();
    await press();
    const { status, body } = await robin.does(caseId, "close", { ...asTechnical, rings });
    expect([status, body.error.code]).toEqual([409, "rangAgain"]);
    const fall = (await show(caseId)).alarms.find(({ rule }) => rule === "fall");
    const outcomes = { [fall?.id ?? ""]: "assistance" };
    const now = await show(caseId);
    await press();
    const closed = await robin.does(caseId, "close", { ...asTechnical, rings: now.rings, outcomes });
    expect(closed.body).toMatchObject({ state: "closed", alarms: [{ rule: "fall", outcome: "assistance" }] });
  });

  test("a stuck button that is closed with another outcome is over: the next press is a new call", async () => {
    const { id: homeId, caseId, press } = await stuckHome();
    const { rings } = await show(caseId);
    expect((await robin.does(caseId, "close", { ...asTechnical, outcome: "reassurance", rings })).status).toBe(200);
    expect(await technical(homeId)).toEqual([]);
    await press();
    expect(await queue(homeId)).toMatchObject([{ state: "waiting", rings: 1 }]);
  });

  async function cordOf(homeId: string) {
    const cord = await town.device(homeId, { name: "Pull cord, bathroom", expectedIntervalSeconds: 604_800 });
    const unit = await town.unit(cord);
    let seq = 0;
    return async () => {
      seq += 1;
      await unit.publishAsync(cord.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq, boot: "c" }), { qos: 1 });
    };
  }

  test("while a pull cord is stuck on the technical list, a press of the pendant in the same home is a new call", async () => {
    const { id: homeId, caseId, press } = await stuckHome();
    await robin.does(caseId, "close", asTechnical);
    const pull = await cordOf(homeId);
    await press();
    expect(await queue(homeId)).toEqual([]);
    await pull();
    expect(await queue(homeId)).toMatchObject([
      { state: "waiting", rings: 1, sounds: "operators", alarms: [{ sentence: "SOS pressed: Pull cord, bathroom" }] },
    ]);
    const [stuck] = await technical(homeId);
    expect(stuck?.timeline.at(-1)?.text).toBe("Another device of the home called: that is a new call");
    await passes(10 * minute);
    expect(await technical(homeId)).toEqual([]);
    expect(await queue(homeId)).toHaveLength(1);
  });

  test("a close as technical is refused while the press of another device has not been seen", async () => {
    const { id: homeId, caseId, press } = await stuckHome();
    const { rings } = await show(caseId);
    const pull = await cordOf(homeId);
    await pull();
    await press();
    const { status, body } = await robin.does(caseId, "close", { ...asTechnical, rings });
    expect([status, body.error.code]).toEqual([409, "rangAgain"]);
    await press();
    const seen = await robin.does(caseId, "close", { ...asTechnical, rings: rings + 2 });
    expect(seen.body).toMatchObject({ state: "closed" });
  });

  test("it is closed by the calls for one alarm too", async () => {
    const { id: homeId, caseId } = await stuckHome();
    const alarm = (await show(caseId)).alarms[0];
    await robin.does(caseId, "release");
    const path = `/api/v1/alarms/${alarm?.id}/close`;
    expect((await town.call("operator", "POST", path, { outcome: "technical", rings: 1 })).status).toBe(200);
    expect((await show(caseId)).state).toBe("closed");
    expect(await technical(homeId)).toHaveLength(1);
  });
});
