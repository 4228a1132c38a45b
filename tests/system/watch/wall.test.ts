import { expect, test } from "vitest";
import type { Json } from "../setup/service.ts";
import { watchedTown } from "./watchedTown.ts";

// London is on summer time: it is 23:30 there.
const { town, passes, press, until } = await watchedTown("2026-09-10T22:30:00.000Z");

const wall = async (): Promise<Json> => (await town.call("supervisor", "GET", "/api/v1/wall")).body;
const act = async (id: string, action: string, body?: object): Promise<Json> => {
  const { status, body: answer } = await town.call("operator", "POST", `/api/v1/cases/${id}/${action}`, body);
  expect(status, JSON.stringify(answer)).toBe(200);
  return answer;
};
const close = async (id: string, outcome = "reassurance"): Promise<void> => {
  const { rings } = await act(id, "claim");
  await act(id, "close", { outcome, note: "All well", rings });
};
const report = async (name: string, query = ""): Promise<Json[]> =>
  (await town.call("supervisor", "GET", `/api/v1/reports/${name}${query}`)).body.items;
const callsOf = ({ calls }: Json): Json => calls.map(({ calls: count, late, lateLeft }: Json) => ({ count, late, lateLeft }));

test("an empty centre has no calls, and all lamps are well but the canary's, which is off", async () => {
  const shown = await wall();
  expect(shown).toMatchObject({ waiting: [], heldTooLong: [], onDuty: [], withFamily: 0, timezone: "Europe/London" });
  expect(shown.month.calls).toEqual([
    { seconds: 60, target: 0.975, calls: 0, late: 0, share: null, lateLeft: 0 },
    { seconds: 180, target: 0.99, calls: 0, late: 0, share: null, lateLeft: 0 },
  ]);
  expect(shown.lamps.map(({ name, state }: Json) => [name, state])).toEqual([
    ["recording", "well"],
    ["devices", "well"],
    ["channels", "well"],
    ["canary", "off"],
  ]);
});

test("a case that waits is on the wall with its home and no word about health; whoever takes it late breaks the minute and keeps the three", async () => {
  const screen = await town.console("operator");
  screen.socket.emit("sound", true);
  const { caseId } = await press("1 Mill Lane");
  const [waiting] = (await wall()).waiting;
  expect(waiting).toMatchObject({ id: caseId, homeName: "1 Mill Lane", state: "waiting", priority: "critical", rings: 1, heldBy: null });
  expect(JSON.stringify(await wall())).not.toMatch(/SOS|pendant|pressed/i);
  await passes(30_000);
  expect(callsOf((await wall()).month), "it is not late yet").toMatchObject([{ count: 0 }, { count: 0 }]);
  await passes(40_000);
  expect(callsOf((await wall()).month), "it waits for longer than a minute").toMatchObject([
    { count: 1, late: 1, lateLeft: null },
    { count: 1, late: 0 },
  ]);
  await act(caseId, "claim");
  const shown = await until(async () => {
    const now = await wall();
    return now.onDuty[0]?.canHear && now;
  });
  expect(shown).toMatchObject({
    waiting: [],
    onDuty: [{ name: "Test operator", cases: [{ id: caseId, heldBy: { name: "Test operator" } }] }],
  });
  await close(caseId);
  expect((await wall()).today.calls).toMatchObject([
    { calls: 1, late: 1, share: 0 },
    { calls: 1, late: 0, share: 1 },
  ]);
});

test("a case whose holder was asked for a sign is held too long, and a supervisor takes it over", async () => {
  const { caseId } = await press("2 Mill Lane");
  await act(caseId, "claim");
  for (let looks = 0; looks < 14; looks += 1) await passes(20_000);
  expect((await wall()).heldTooLong).toEqual([]);
  await until(async () => (await wall()).heldTooLong.length === 1, 30);
  expect((await wall()).heldTooLong[0]).toMatchObject({ id: caseId, heldBy: { name: "Test operator" } });
  const { body } = await town.call("supervisor", "POST", `/api/v1/cases/${caseId}/take-over`, { reason: "No sign for five minutes" });
  expect(body.heldBy).toMatchObject({ name: "Test supervisor" });
  expect((await wall()).heldTooLong).toEqual([]);
  await town.call("supervisor", "POST", `/api/v1/cases/${caseId}/close`, { outcome: "falseAlarm", note: "Slept on it", rings: body.rings });
});

test("test calls and test homes do not count, and automatic signals count apart", async () => {
  const before = (await wall()).month;
  const testCall = await press("3 Mill Lane");
  await close(testCall.caseId, "testCall");
  const bench = await town.home({ name: "Bench", mode: "test" });
  const button = await town.device(bench.id);
  await (await town.unit(button)).publishAsync(button.mqtt.topic, '{"kind":"button","pressed":true,"seq":1,"boot":"t"}', { qos: 1 });
  const [test] = (await town.call("operator", "GET", `/api/v1/cases?home=${bench.id}`)).body.items;
  await close(test.id);
  expect((await wall()).month).toEqual(before);

  const home = await town.home({ name: "4 Mill Lane" });
  const detector = await town.device(home.id, { kind: "smoke", name: "Smoke alarm" });
  const unit = await town.unit(detector);
  await unit.publishAsync(detector.mqtt.topic, '{"kind":"smoke","detected":true,"seq":1,"boot":"s"}', { qos: 1 });
  const [smoke] = (await town.call("operator", "GET", `/api/v1/cases?home=${home.id}`)).body.items;
  await close(smoke.id, "falseAlarm");
  const after = (await wall()).month;
  expect(after.calls).toEqual(before.calls);
  expect(after.automatic[0]).toMatchObject({ calls: 1, late: 0 });
});

test("opening a case again takes its numbers back, and closing it counts it once", async () => {
  const { caseId } = await press("5 Mill Lane");
  await close(caseId);
  const before = await report("alarms-by-outcome");
  await act(caseId, "reopen", { reason: "She rang back" });
  const { rings } = await act(caseId, "claim");
  expect((await report("alarms-by-outcome")).find(({ key }) => key === "reassurance")?.alarms).toBe(
    before.find(({ key }) => key === "reassurance").alarms - 1,
  );
  await act(caseId, "close", { outcome: "reassurance", note: "All well", rings });
  expect(await report("alarms-by-outcome")).toEqual(before);
});

test("reports count by outcome, rule, home and hour, list late answers and false alarms, and give CSV", async () => {
  expect(await report("alarms-by-rule")).toMatchObject([
    { key: "sosPress", alarms: 4, rings: 4, assistance: 2, false: 1, test: 1, genuine: 0 },
    { key: "environment", alarms: 1, false: 1 },
  ]);
  expect(await report("alarms-by-hour")).toMatchObject([{ key: "23", alarms: 5 }]);
  expect((await report("alarms-by-home")).map(({ label, alarms }) => [label, alarms])).toContainEqual(["1 Mill Lane", 1]);
  expect(await report("false-alarms")).toMatchObject([
    { homeName: "2 Mill Lane", rule: "sosPress", alarms: 1, false: 1 },
    { homeName: "4 Mill Lane", rule: "environment", alarms: 1, false: 1 },
  ]);
  expect(await report("late-answers")).toEqual([]);
  expect(await report("answers")).toEqual([
    { day: "2026-09-10", signal: "call", calls: 3, within60: 2, within180: 3 },
    { day: "2026-09-10", signal: "automatic", calls: 1, within60: 1, within180: 1 },
  ]);
  expect(await report("answers", "?from=2026-09-11&until=2026-09-12")).toEqual([]);

  const late = await press("=6 Mill Lane");
  await passes(200_000);
  await close(late.caseId);
  expect(await report("late-answers")).toMatchObject([{ caseId: late.caseId, homeName: "=6 Mill Lane", answeredBy: "Test operator" }]);
  const file = await fetch(`${town.service.httpUrl}/api/v1/reports/late-answers?format=csv`, {
    headers: { authorization: `Bearer ${await town.token("supervisor")}` },
  });
  expect(file.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(file.headers.get("content-disposition")).toBe('attachment; filename="late-answers-2026-09-01-2026-09-10.csv"');
  const [head, row] = (await file.text()).split("\r\n");
  expect(head).toBe("caseId,homeId,homeName,signal,calledAt,seconds,answeredBy");
  expect(row).toMatch(new RegExp(`^${late.caseId},\\d+,'=6 Mill Lane,call,2026-09-10T22:.+,2\\d\\d,Test operator$`));
});

test("only supervisors and administrators see the wall and reports; days that make no sense are refused with the field", async () => {
  for (const path of ["/wall", "/reports/answers"])
    for (const role of ["operator", "installer", "tester", "carer"] as const)
      expect((await town.call(role, "GET", `/api/v1${path}`)).status).toBe(403);
  expect(await town.call("supervisor", "GET", "/api/v1/reports/answers?from=2026-09-10&until=2026-09-01")).toMatchObject({
    status: 422,
    body: { error: { details: [{ path: "until" }] } },
  });
  expect((await town.call("supervisor", "GET", "/api/v1/reports/answers?from=2026-02-31")).status).toBe(422);
});
