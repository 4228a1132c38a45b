import { afterAll, beforeAll, expect, test } from "vitest";
import type { AlarmView } from "#domain/alarm.ts";
import { type Json, type Provisioned, startTestService, type TestService } from "../setup/service.ts";

let service: TestService;
let homeId: string;
let pendants: Provisioned[];
const pageUp = async (path: string): Promise<AlarmView[]> => {
  const all: AlarmView[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const { status, body }: { status: number; body: Json } = await service.call(
      "operator",
      "GET",
      `${path}&limit=2${cursor && `&cursor=${cursor}`}`,
    );
    expect(status).toBe(200);
    expect(body.items.length).toBeLessThanOrEqual(2);
    all.push(...body.items);
    cursor = body.next;
  }
  return all;
};

async function press(pendant: Provisioned): Promise<AlarmView> {
  const unit = await service.unit(pendant);
  await unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true }), { qos: 1 });
  const { body } = await service.call("admin", "GET", `/api/v1/alarms?state=open&home=${pendant.homeId}`);
  return body.items.find((alarm: AlarmView) => alarm.deviceId === pendant.id);
}

beforeAll(async () => {
  service = await startTestService();
  pendants = [];
  for (const name of ["4 Mill Lane", "5 Mill Lane", "6 Mill Lane", "7 Mill Lane", "8 Mill Lane"]) {
    const home = await service.home({ name });
    homeId = home.id;
    pendants.push(await service.device(home.id));
  }
});
afterAll(() => service.stop());

test("an operator claims an alarm, a supervisor is refused with the operator's name, the operator closes it", async () => {
  const alarm = await press(pendants[0] as Provisioned);
  const path = `/api/v1/alarms/${alarm.id}`;
  expect(alarm).toMatchObject({ state: "open", heldBy: null, homeName: "4 Mill Lane", priority: "critical", version: 1 });

  const claimed = await service.call("operator", "POST", `${path}/claim`);
  expect(claimed.status).toBe(200);
  expect(claimed.body).toMatchObject({ version: 2, heldBy: { id: expect.stringMatching(/^token:\d+$/), name: "Test operator" } });
  expect((await service.call("operator", "POST", `${path}/claim`)).status).toBe(200);

  for (const [call, body] of [["claim"], ["close", { outcome: "genuine" }]] as const) {
    const refused = await service.call("supervisor", "POST", `${path}/${call}`, body);
    expect(refused.status).toBe(409);
    expect(refused.body.error).toMatchObject({ code: "held", details: { heldBy: { name: "Test operator" } } });
  }

  const noted = await service.call("supervisor", "POST", `${path}/notes`, { text: "  Daughter is on her way  " });
  expect(noted.body.timeline.at(-1)).toMatchObject({ event: "note", text: "Daughter is on her way", by: "Test supervisor" });

  for (const without of [undefined, {}, { outcome: "" }, { outcome: "   " }, { text: "all well" }]) {
    const refused = await service.call("operator", "POST", `${path}/close`, without);
    expect(refused.status).toBe(422);
    expect(refused.body.error.code).toBe("invalid");
  }
  expect((await service.call("operator", "POST", `${path}/notes`, { text: " " })).status).toBe(422);

  const closed = await service.call("operator", "POST", `${path}/close`, { outcome: "assistance", text: "Helped up, tea made" });
  expect(closed.body).toMatchObject({ state: "closed", outcome: "assistance", closedAt: expect.any(String) });
  const again = await service.call("operator", "POST", `${path}/close`, { outcome: "genuine" });
  expect(again.status).toBe(409);
  expect(again.body.error.code).toBe("closed");
  expect((await service.call("operator", "POST", `${path}/notes`, { text: "Written up" })).status).toBe(200);
  expect((await service.call("operator", "GET", path)).body).toMatchObject({ outcome: "assistance", version: 5 });
});

test("if two people claim an alarm at the same moment, one of them holds it", async () => {
  const alarm = await press(pendants[0] as Provisioned);
  const both = await Promise.all(
    (["operator", "supervisor"] as const).map((role) => service.call(role, "POST", `/api/v1/alarms/${alarm.id}/claim`)),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test("the pages list each alarm once: open ones longest waiting first, closed ones newest first", async () => {
  for (const pendant of pendants) await press(pendant);
  const open = await pageUp("/api/v1/alarms?state=open");
  expect(open).toHaveLength(5);
  expect(open.map(({ raisedAt }) => raisedAt)).toEqual(open.map(({ raisedAt }) => raisedAt).sort());
  expect(new Set(open.map(({ id }) => id)).size).toBe(5);
  for (const { id } of open) await service.call("admin", "POST", `/api/v1/alarms/${id}/close`, { outcome: "testCall" });
  const closed = await pageUp("/api/v1/alarms?state=closed");
  expect(closed.length).toBeGreaterThanOrEqual(5);
  expect(closed.map(({ id }) => Number(id))).toEqual(closed.map(({ id }) => Number(id)).sort((a, b) => b - a));
  expect((await service.call("operator", "GET", `/api/v1/alarms?state=closed&home=${homeId}`)).body.items).toHaveLength(1);
});

test.each(["limit=0", "limit=1001", "limit=x", "cursor=none", "state=ajar", "home=x", "priority=loud", "strength=loud"])(
  "the query ?%s is refused with the name of the field",
  async (query) => {
    for (const state of ["", "&state=open"]) {
      const { status, body } = await service.call("operator", "GET", `/api/v1/alarms?${query}${state}`);
      expect(status).toBe(422);
      expect(body.error.details[0].path).toBe(query.split("=")[0]);
    }
  },
);

test("a fault of a device is on the technical list until it is mended, and never in the queue", async () => {
  const home = await service.home();
  const pendant = await service.device(home.id);
  const unit = await service.unit(pendant);
  const beat = (battery: number) => unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "heartbeat", battery }), { qos: 1 });
  const list = async (query: string): Promise<AlarmView[]> =>
    (await service.call("operator", "GET", `/api/v1/alarms?home=${home.id}&${query}`)).body.items;
  const counts = async (role: "operator" | "installer" = "operator") => (await service.call(role, "GET", "/api/v1/alarms/counts")).body;
  const before = await counts();
  await beat(4);
  const [low] = await list("list=technical&state=open");
  expect(low).toMatchObject({ technical: true, rule: "deviceHealth", deviceId: pendant.id, state: "open" });
  for (const query of ["", "list=queue", "state=open", "list=queue&state=open"]) expect(await list(query)).toEqual([]);
  expect(await counts()).toEqual({ queue: before.queue, technical: before.technical + 1 });
  expect(await counts("installer")).toEqual({ queue: null, technical: before.technical + 1 });

  expect((await service.call("installer", "GET", `/api/v1/alarms/${low?.id}`)).body).toEqual(low);
  const pressed = await press(pendant);
  expect(pressed.technical).toBe(false);
  expect((await service.call("installer", "GET", `/api/v1/alarms/${pressed.id}`)).status).toBe(403);
  expect((await list("list=technical")).map(({ id }) => id)).toEqual([low?.id]);

  const closed = await service.call("operator", "POST", `/api/v1/alarms/${low?.id}/close`, { outcome: "technical", text: "Battery sent" });
  expect(closed.body).toMatchObject({ state: "closed", outcome: "technical" });
  await beat(90);
  await beat(3);
  expect(await list("list=technical&state=open")).toHaveLength(1);
  await beat(95);
  expect(await list("list=technical&state=open")).toEqual([]);
  expect((await list("list=technical&state=closed")).map(({ outcome }) => outcome)).toEqual(["ended", "technical"]);
  expect((await service.call("operator", "GET", "/api/v1/alarms?list=both")).status).toBe(422);
});

test("alarms are filtered by priority, and the old names of a priority work for one release", async () => {
  const home = await service.home();
  const pendant = await service.device(home.id);
  const unit = await service.unit(pendant);
  const pressed = await press(pendant);
  await unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "heartbeat", battery: 4 }), { qos: 1 });
  const found = async (query: string): Promise<string[]> => {
    const lists = await Promise.all(
      ["queue", "technical"].map((list) => service.call("operator", "GET", `/api/v1/alarms?home=${home.id}&list=${list}&${query}`)),
    );
    return lists.flatMap(({ body }) => body.items.map(({ rule, priority }: AlarmView) => `${rule} ${priority}`));
  };
  const all = await found("");
  expect(all).toHaveLength(2);
  const low = all.find((alarm) => alarm.startsWith("deviceHealth"));
  expect(low).toMatch(/ (info|advisory)$/);
  const lowPriority = low?.split(" ")[1] as "info" | "advisory";
  const [lowFormerName, otherFormerName] = lowPriority === "info" ? ["notice", "gentle"] : ["gentle", "notice"];

  for (const state of ["", "&state=open"]) {
    expect(await found(`priority=critical${state}`)).toEqual([`${pressed.rule} critical`]);
    expect(await found(`priority=urgent${state}`)).toEqual([]);
    for (const query of [`priority=${lowPriority}`, `priority=${lowFormerName}`, `strength=${lowPriority}`, `strength=${lowFormerName}`])
      expect(await found(query + state), query).toEqual([low]);
    expect(await found(`priority=${otherFormerName}${state}`)).toEqual([]);
    expect(await found(`priority=critical&strength=${lowFormerName}${state}`)).toEqual([`${pressed.rule} critical`]);
  }
});

test("an unknown alarm is 404, and an id that is not a number is 422", async () => {
  for (const [method, path] of [
    ["GET", "999"],
    ["POST", "999/claim"],
  ] as const)
    expect((await service.call("operator", method, `/api/v1/alarms/${path}`)).status).toBe(404);
  expect((await service.call("operator", "GET", "/api/v1/alarms/abc")).status).toBe(422);
});

test.each([
  ["Genuine", "genuine"],
  [" GENUINE: help was needed. ", "genuine"],
  ["false alarm", "falseAlarm"],
  ["Accidental press", "accidental"],
  ["Cat on the mat", "Cat on the mat"],
])("an outcome written as %j is stored as %j", async (written, kept) => {
  const pendant = await service.device((await service.home()).id);
  const { id } = await press(pendant);
  const { body } = await service.call("operator", "POST", `/api/v1/alarms/${id}/close`, { outcome: written });
  expect(body).toMatchObject({ state: "closed", outcome: kept });
});
