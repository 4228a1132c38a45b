import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Role, roles } from "#domain/role.ts";
import { type Provisioned, startTestService, type TestService } from "../setup/service.ts";

let service: TestService;
let home: { id: string };
let device: Provisioned;
let alarmId: string;
let caseId: string;

beforeAll(async () => {
  service = await startTestService();
  // A test home, so that a tester is refused only because of the role, not because of the home.
  home = await service.home({ mode: "test" });
  device = await service.device(home.id);
  const pendant = await service.unit(device);
  await pendant.publishAsync(device.mqtt.topic, JSON.stringify({ kind: "button", pressed: true }), { qos: 1 });
  const [alarm] = (await service.call("admin", "GET", "/api/v1/alarms?state=open")).body.items;
  alarmId = alarm.id;
  caseId = alarm.caseId;
});
afterAll(() => service.stop());

const answering: Role[] = ["admin", "supervisor", "operator", "tester"];
const looking: Role[] = ["admin", "supervisor", "operator", "installer", "tester"];
const planning: Role[] = ["admin", "supervisor", "tester"];
const planned = { plan: { name: "Presses alone", rules: { sosPress: {} } }, why: "Asked for by her daughter" };
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const away = { kind: "onHoliday", startsAt: inDays(300), endsAt: inDays(307) };
const supervising: Role[] = ["admin", "supervisor"];
const onOutages: Role[] = ["admin", "supervisor", "operator"];
const installing: Role[] = ["admin", "supervisor", "installer", "tester"];

/** The roles that may make each call; every other role is refused. Close comes last, because the calls before it need an open alarm. */
const calls: [method: "GET" | "POST" | "PUT" | "DELETE", path: () => string, body: unknown, allowed: Role[]][] = [
  ["GET", () => "/api/v1/me", undefined, [...roles]],
  ["GET", () => "/api/v1/outcomes", undefined, answering],
  ["POST", () => "/api/v1/outcomes", { code: "wandering", label: "Found outside", kind: "genuine" }, supervising],
  ["PUT", () => "/api/v1/outcomes/wandering", { label: "Found outside", kind: "assistance" }, supervising],
  ["GET", () => "/api/v1/answering-settings", undefined, supervising],
  ["PUT", () => "/api/v1/answering-settings", {}, supervising],
  ["GET", () => "/api/v1/outage-settings", undefined, supervising],
  ["PUT", () => "/api/v1/outage-settings", {}, supervising],
  ["GET", () => "/api/v1/outage-silences", undefined, looking],
  ["GET", () => "/api/v1/devices/board", undefined, looking],
  ["GET", () => "/api/v1/devices/board/areas", undefined, looking],
  ["GET", () => "/api/v1/incidents/1/homes", undefined, onOutages],
  ["GET", () => "/api/v1/fallback-contacts", undefined, supervising],
  ["POST", () => "/api/v1/fallback-contacts", { name: "Night manager", channel: "email", address: "night@centre.example" }, supervising],
  ["DELETE", () => "/api/v1/fallback-contacts/1", undefined, supervising],
  ["GET", () => "/api/v1/webhook-receivers", undefined, supervising],
  ["POST", () => "/api/v1/webhook-receivers", { name: "Care records", url: "https://records.example/hook" }, ["admin"]],
  ["POST", () => "/api/v1/webhook-receivers/1/disable", undefined, ["admin"]],
  ["DELETE", () => "/api/v1/webhook-receivers/1", undefined, ["admin"]],
  ["GET", () => "/api/v1/homes", undefined, looking],
  ["GET", () => `/api/v1/homes/${home.id}`, undefined, looking],
  ["GET", () => `/api/v1/homes/${home.id}/readings`, undefined, looking],
  ["GET", () => `/api/v1/homes/${home.id}/counts`, undefined, looking],
  ["GET", () => "/api/v1/search?q=mill", undefined, looking],
  ["GET", () => `/api/v1/homes/${home.id}/strip`, undefined, looking],
  ["POST", () => "/api/v1/homes", { name: "2 Mill Lane", mode: "test" }, installing],
  ["POST", () => `/api/v1/homes/${home.id}/devices`, { kind: "door" }, installing],
  ["POST", () => `/api/v1/homes/${home.id}/devices/${device.id}/secret`, undefined, installing],
  // A test home has no service to end: those who may get 409.
  ["POST", () => `/api/v1/homes/${home.id}/end`, { why: "Moved house" }, ["admin", "supervisor", "installer"]],
  ["POST", () => `/api/v1/homes/${home.id}/reopen`, { why: "A mistake" }, ["admin", "supervisor", "installer"]],
  ["GET", () => "/api/v1/gateway-families", undefined, looking],
  ["GET", () => "/api/v1/sources", undefined, looking],
  ["GET", () => `/api/v1/homes/${home.id}/gateways`, undefined, looking],
  ["POST", () => `/api/v1/homes/${home.id}/gateways`, { family: "zigbee2mqtt", name: "Hall bridge" }, installing],
  ["POST", () => `/api/v1/homes/${home.id}/gateways/1/secret`, undefined, installing],
  ["DELETE", () => `/api/v1/homes/${home.id}/gateways/1`, undefined, installing],
  ["GET", () => "/api/v1/unknown-devices", undefined, looking],
  ["GET", () => `/api/v1/homes/${home.id}/unknown-devices`, undefined, looking],
  ["DELETE", () => `/api/v1/homes/${home.id}/unknown-devices/1`, undefined, installing],
  ["GET", () => "/api/v1/plan-rules", undefined, looking],
  ["GET", () => "/api/v1/plan-templates", undefined, looking],
  ["GET", () => `/api/v1/homes/${home.id}/plan`, undefined, looking],
  ["GET", () => `/api/v1/homes/${home.id}/plan/versions`, undefined, looking],
  ["POST", () => `/api/v1/homes/${home.id}/plan/backtest`, { plan: planned.plan }, planning],
  ["POST", () => `/api/v1/homes/${home.id}/plan`, planned, planning],
  ["GET", () => `/api/v1/homes/${home.id}/absences`, undefined, answering],
  // The first role adds the absence and ends it. The later roles get an error: it overlaps, or it is over.
  ["POST", () => `/api/v1/homes/${home.id}/absences`, away, answering],
  ["POST", () => `/api/v1/homes/${home.id}/absences/1/end`, {}, answering],
  ["GET", () => `/api/v1/homes/${home.id}/carers`, undefined, answering],
  ["GET", () => "/api/v1/carer/homes", undefined, ["carer"]],
  ["GET", () => "/api/v1/carer/phones", undefined, ["carer"]],
  ["DELETE", () => "/api/v1/carer/phones/1", undefined, ["carer"]],
  ["DELETE", () => "/api/v1/carer/phones/1/test", undefined, ["carer"]],
  ["GET", () => "/api/v1/phone-problems", undefined, supervising],
  ["GET", () => "/api/v1/quarantine", undefined, looking],
  ["GET", () => "/api/v1/alarms", undefined, answering],
  ["GET", () => "/api/v1/alarms?list=technical", undefined, looking],
  ["GET", () => "/api/v1/alarms/counts", undefined, looking],
  ["GET", () => `/api/v1/alarms/${alarmId}`, undefined, answering],
  ["POST", () => `/api/v1/alarms/${alarmId}/notes`, { text: "Rang back, no answer" }, answering],
  ["POST", () => `/api/v1/alarms/${alarmId}/claim`, undefined, answering],
  ["GET", () => "/api/v1/on-duty", undefined, answering],
  ["GET", () => "/api/v1/cases", undefined, answering],
  ["GET", () => "/api/v1/cases?list=technical", undefined, looking],
  ["GET", () => `/api/v1/cases/${caseId}`, undefined, answering],
  ["POST", () => `/api/v1/cases/${caseId}/notes`, { text: "Rang back, no answer" }, answering],
  ["POST", () => `/api/v1/cases/${caseId}/take-over`, { reason: "Busy elsewhere" }, ["admin", "supervisor", "tester"]],
  ["POST", () => `/api/v1/cases/${caseId}/claim`, undefined, answering],
  ["POST", () => `/api/v1/cases/${caseId}/access-notes`, {}, answering],
  ["POST", () => `/api/v1/cases/${caseId}/actions`, { action: "other", result: "done" }, answering],
  ["POST", () => `/api/v1/cases/${caseId}/heard`, undefined, answering],
  ["POST", () => `/api/v1/cases/${caseId}/follow-up`, { inSeconds: 600 }, answering],
  ["POST", () => `/api/v1/cases/${caseId}/hand-over`, { to: "someone" }, answering],
  ["POST", () => `/api/v1/cases/${caseId}/accept`, undefined, answering],
  ["POST", () => `/api/v1/cases/${caseId}/release`, undefined, answering],
  ["POST", () => `/api/v1/cases/${caseId}/close`, { outcome: "testCall", rings: 1 }, answering],
  ["POST", () => `/api/v1/cases/${caseId}/reopen`, { reason: "The wrong one" }, answering],
  ["POST", () => `/api/v1/alarms/${alarmId}/close`, { outcome: "testCall" }, answering],
];

describe.each(calls)("%s %s", (method, path, body, allowed) => {
  test("without a token, or with an unknown one, is refused and discloses nothing", async () => {
    const signedOut = await service.call(null, method, path(), body);
    expect(signedOut.status).toBe(401);
    expect(signedOut.body).toEqual({ error: { code: "unauthenticated", message: expect.any(String), details: null } });
    const forged = await fetch(`${service.service.httpUrl}${path()}`, {
      method,
      headers: { authorization: `Bearer ll_${"A".repeat(43)}` },
    });
    expect(forged.status).toBe(401);
  });

  test.each([...roles])("as %s", async (role) => {
    const { status, body: answer } = await service.call(role, method, path(), body);
    if (allowed.includes(role)) {
      // The first role succeeds. A later role gets a conflict: the alarm is claimed or closed, the absence overlaps, or it is added or removed already.
      expect(status === 422 ? answer.error.details[0].message : status).toSatisfy(
        (answer) =>
          [200, 201, 409].includes(answer) || (method === "DELETE" && answer === 404) || /^this overlaps| already$/.test(String(answer)),
      );
    } else {
      expect(status).toBe(403);
      expect(answer).toEqual({ error: { code: "forbidden", message: expect.stringContaining(role), details: null } });
    }
  });
});

test("a call without credentials is refused before its body is read", async () => {
  const { status } = await service.call("carer", "POST", "/api/v1/homes", { nothing: "right" });
  expect(status).toBe(403);
});

describe("a tester and a live home", () => {
  let live: { id: string };
  let liveAlarm: string;
  beforeAll(async () => {
    live = await service.home({ mode: "live", name: "3 Mill Lane" });
    const pendant = await service.device(live.id);
    const unit = await service.unit(pendant);
    await unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true }), { qos: 1 });
    await unit.publishAsync(pendant.mqtt.topic, "not JSON", { qos: 1 });
    liveAlarm = (await service.call("admin", "GET", `/api/v1/alarms?home=${live.id}`)).body.items[0].id;
  });

  test("the tester gets 404 for the home and its alarm", async () => {
    const paths: ["GET" | "POST", string, unknown?][] = [
      ["GET", `/api/v1/homes/${live.id}`],
      ["GET", `/api/v1/homes/${live.id}/readings`],
      ["GET", `/api/v1/homes/${live.id}/counts`],
      ["POST", `/api/v1/homes/${live.id}/devices`, { kind: "door" }],
      ["GET", `/api/v1/homes/${live.id}/plan`],
      ["GET", `/api/v1/homes/${live.id}/plan/versions`],
      ["POST", `/api/v1/homes/${live.id}/plan`, planned],
      ["POST", `/api/v1/homes/${live.id}/plan/backtest`, { plan: planned.plan }],
      ["GET", `/api/v1/homes/${live.id}/absences`],
      ["POST", `/api/v1/homes/${live.id}/absences`, away],
      ["POST", `/api/v1/homes/${live.id}/absences/1/end`, {}],
      ["GET", `/api/v1/alarms/${liveAlarm}`],
      ["POST", `/api/v1/alarms/${liveAlarm}/claim`],
      ["POST", `/api/v1/alarms/${liveAlarm}/notes`, { text: "x" }],
      ["POST", `/api/v1/alarms/${liveAlarm}/close`, { outcome: "testCall" }],
    ];
    for (const [method, path, body] of paths) {
      const real = await service.call("tester", method, path, body);
      const made = await service.call("tester", method, path.replace(/(homes|alarms)\/\d+/, "$1/999999"), body);
      expect(real.status, path).toBe(404);
      expect(JSON.stringify(real.body).replaceAll(/\d+/g, "#")).toBe(JSON.stringify(made.body).replaceAll(/\d+/g, "#"));
    }
    expect((await service.call("admin", "GET", `/api/v1/alarms/${liveAlarm}`)).body).toMatchObject({ heldBy: null, state: "open" });
  });

  test.each(["/api/v1/homes", "/api/v1/homes?mode=live", "/api/v1/alarms", "/api/v1/alarms?mode=live", "/api/v1/quarantine"])(
    "%s does not show the live home to the tester",
    async (path) => {
      const { status, body } = await service.call("tester", "GET", path);
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toContain("3 Mill Lane");
      expect(body.items.filter((item: { homeId?: string }) => item.homeId === live.id)).toEqual([]);
    },
  );

  test("a tester registers test homes; a live home is refused", async () => {
    expect((await service.call("tester", "POST", "/api/v1/homes", { name: "Bench" })).body).toMatchObject({ mode: "test" });
    expect((await service.call("tester", "POST", "/api/v1/homes", { name: "Bench", mode: "live" })).status).toBe(403);
  });
});
