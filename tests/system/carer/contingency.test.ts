import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { familyFirst, jonas, meera, messageTown } from "../notify/messageTown.ts";
import type { Json } from "../setup/service.ts";
import { joinedCarer } from "./carerPhone.ts";

// It is 02:14 in the homes, on Wednesday 22 July 2026.
const { town, clock, gateway } = await messageTown();
const hourMs = 3_600_000;
const ravi = {
  name: "Ravi Shah",
  relation: "neighbour",
  phone: "01632 960203",
  channels: [{ type: "text", address: "+441632960203" }],
} as const;
const silent = { name: "Tom Birch", relation: "brother", phone: "01632 960204" } as const;
const numberOf = (contact: { channels: readonly { address: string }[] }): string => contact.channels[0]?.address ?? "";

const opened: string[] = [];
// An alarm that no one answers would send more messages as soon as another test moves the clock.
afterEach(async () => {
  for (const id of opened.splice(0))
    for (const one of (await town.call("operator", "GET", `/api/v1/cases?home=${id}`)).body.items)
      if (one.state === "waiting") await town.call("operator", "POST", `/api/v1/cases/${one.id}/claim`);
});

const agreed = { centreDoes: "Call each evening at 19:00. Send a responder for breakfast.", lastsHours: 72, agreedBy: "Jonas Birch" };

/** Resolves when this holds; the service works in real time. */
const until = (holds: () => Promise<boolean>): Promise<void> => expect.poll(holds, { timeout: 20_000, interval: 50 }).toBe(true);

async function family() {
  const plan = { name: "Calls", rules: { environment: {} }, escalation: { critical: familyFirst } };
  const { id } = await town.home({ name: "12 Sycamore Court", contacts: [jonas, meera, ravi, silent] as never, plan });
  // It may be silent for days.
  const pendant = await town.device(id, { kind: "button", name: "Pendant", expectedIntervalSeconds: 604_800 });
  const unit = await town.unit(pendant);
  const his = await joinedCarer(town, id, "alarms");
  const contactIds = town.service.registry.contactsOf(id as never).map((one) => one.id);
  const cases = async (): Promise<Json[]> => (await town.call("operator", "GET", `/api/v1/cases?home=${id}`)).body.items;
  opened.push(id);
  return {
    ...{ id, his, contactIds, cases },
    async press() {
      await unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq: 1, boot: "a" }), { qos: 1 });
    },
    /** Resolves when a line of the timeline says this. */
    says: (text: string | RegExp) =>
      until(async () => {
        const lines = (await cases()).flatMap(({ timeline }: Json) => timeline.map((line: Json) => line.text as string));
        return lines.some((line) => (typeof text === "string" ? line === text : text.test(line)));
      }),
    agree: (more: object = {}, who = his.contactId) =>
      town.call("operator", "POST", `/api/v1/homes/${id}/contacts/${who}/contingency-plan`, {
        ...{ ...agreed, substitutes: [contactIds[2], contactIds[1]] },
        ...more,
      }),
    contingency: async (): Promise<Json> => (await his.send("GET", of(id))).body,
    start: (why = "inHospital", version = 1) => his.send("POST", of(id), { why, version }),
    staffSee: async (): Promise<Json> => (await town.call("operator", "GET", `/api/v1/homes/${id}/contingency`)).body.items[0],
  };
}

const of = (id: string, what = ""): string => `/api/v1/carer/homes/${id}/contingency${what}`;
const names = (order: Json): string[] => order.calls.map(({ name, afterSeconds }: Json) => `${name} ${afterSeconds}`);

test("a son in hospital starts the plan that was agreed: the centre has a case at once, and those who were agreed are called in their order, as the page said", async () => {
  const { id, agree, contingency, start, cases, press, says, staffSee } = await family();
  expect((await agree()).status).toBe(201);
  const shown = await contingency();
  expect(shown).toMatchObject({
    running: null,
    plan: { ...agreed, version: 1, by: "Test operator", substitutes: [{ name: ravi.name }, { name: meera.name }] },
  });
  expect(names(shown.preview[0].critical)).toEqual([`${ravi.name} 0`, `${meera.name} 180`, "Link Line 360"]);

  const endsAt = new Date(clock.now() + 72 * hourMs).toISOString();
  const started = await start();
  expect(started).toMatchObject({ status: 200, body: { running: { why: "inHospital", endsAt } } });
  const [open] = await cases();
  expect(open).toMatchObject({ priority: "advisory", state: "waiting", centreSince: expect.any(String), sounds: "operators" });
  expect(open.alarms).toMatchObject([
    {
      rule: "contingency",
      sentence: `Jonas Birch is in hospital: the contingency plan runs until Sat 25 Jul 02:14. ${agreed.centreDoes}`,
      firstResponder: "centre",
    },
  ]);
  expect(await staffSee()).toMatchObject({ name: jonas.name, running: { endsAt }, notAvailableUntil: endsAt });

  await press();
  expect((await gateway.next()).data.to).toBe(numberOf(ravi));
  await says("Jonas Birch is not available until Sat 25 Jul 02:14. Called instead: Ravi Shah, Meera Shah");
  await says(`Text to ${ravi.name} sent`);
  clock.advance(180_000);
  expect((await gateway.next()).data.to).toBe(numberOf(meera));
  await says(`Text to ${meera.name} sent`);
  expect((await town.call("operator", "GET", `/api/v1/cases?home=${id}`)).body.items[0].alarms).toHaveLength(2);
});

test("a ladder that runs is not changed, except that the carer is skipped", async () => {
  const { id, agree, contactIds, says, press } = await family();
  const hers = await joinedCarer(town, id, "alarms", 1);
  await agree({ substitutes: [contactIds[2]] }, hers.contactId);
  await press();
  expect((await gateway.next()).data.to).toBe(numberOf(jonas));
  await says(`Text to ${jonas.name} sent`);
  expect((await hers.send("POST", of(id), { why: "ill", version: 1 })).status).toBe(200);
  clock.advance(180_000);
  await says(/Meera Shah is not available until .*: skipped/);
});

test("starting twice, also at the same moment, is one start and one case", async () => {
  const { agree, start, cases } = await family();
  await agree();
  const answers = await Promise.all([start("ill"), start("ill"), start("inHospital")]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(new Set(answers.map(({ body }) => body.running.why)).size).toBe(1);
  expect((await start("ill")).status).toBe(200);
  const all = await cases();
  expect(all).toHaveLength(1);
  expect(all[0]).toMatchObject({ rings: 1, alarms: [{ rings: 1 }] });
});

test("it ends by itself: a day before, the centre is asked what then; at its end, the carer is called again and the case says so", async () => {
  const { agree, start, cases, contingency, his, press, says } = await family();
  await agree({ lastsHours: 48 });
  await start("ill");
  const [first] = await cases();
  await town.call("operator", "POST", `/api/v1/cases/${first.id}/claim`);
  await town.call("operator", "POST", `/api/v1/cases/${first.id}/close`, { outcome: "assistance", note: "Called", rings: 1 });
  clock.advance(24 * hourMs);
  await until(async () => {
    clock.advance(5_000);
    return (await cases()).length === 1;
  });
  const [second] = await cases();
  expect(second.id).not.toBe(first.id);
  expect(second.alarms[0].sentence).toMatch(/^The contingency plan of Jonas Birch ends tomorrow \d\d:\d\d: what then\?$/);
  clock.advance(24 * hourMs);
  await says("The contingency plan of Jonas Birch has ended: it has run its time");
  expect((await contingency()).running).toBeNull();
  expect((await his.send("GET", "/api/v1/carer/homes")).body.items[0]).toMatchObject({ contingencyUntil: null, notAvailableUntil: null });
  await town.call("operator", "POST", `/api/v1/cases/${second.id}/claim`);
  await town.call("operator", "POST", `/api/v1/cases/${second.id}/close`, { outcome: "assistance", note: "Agreed", rings: 1 });
  await press();
  expect((await gateway.next()).data.to).toBe(numberOf(jonas));
  await until(async () => (await cases()).length === 1);
});

test("the carer who is back, and staff, end it early; the case has a note of who", async () => {
  const { id, his, agree, start, says, press, staffSee } = await family();
  await agree();
  await start();
  expect((await his.send("POST", of(id, "/end"))).body.running).toBeNull();
  await says("The contingency plan of Jonas Birch has ended: Jonas Birch is back");
  await press();
  expect((await gateway.next()).data.to).toBe(numberOf(jonas));

  const other = await family();
  await other.agree();
  await other.start();
  const end = () => town.call("operator", "POST", `/api/v1/homes/${other.id}/contacts/${other.his.contactId}/contingency/end`);
  expect((await end()).body.items[0]).toMatchObject({ running: null, notAvailableUntil: null });
  expect(await end()).toMatchObject({ status: 409, body: { error: { code: "over" } } });
  await other.says("The contingency plan of Jonas Birch has ended: ended by Test operator");
  expect((await staffSee()).running).toBeNull();
});

test("staff start the plan for a carer who telephones: the same case at the centre, with a note of who started it", async () => {
  const house = await family();
  const path = `/api/v1/homes/${house.id}/contacts/${house.his.contactId}/contingency`;
  const start = (version: number) => town.call("operator", "POST", path, { why: "inHospital", version });
  expect(await start(1)).toMatchObject({ status: 409, body: { error: { code: "noPlan" } } });
  await house.agree();
  await house.agree({ centreDoes: "Call at 19:00." });
  expect(await start(1)).toMatchObject({ status: 409, body: { error: { code: "planChanged" } } });
  expect(await start(2)).toMatchObject({ status: 200, body: { items: [{ running: { why: "inHospital" } }, {}, {}, {}] } });
  expect((await start(2)).status, "starting it twice changes nothing").toBe(200);
  await house.says("Test operator started it for the carer");
  expect(await house.cases()).toMatchObject([
    { centreSince: expect.any(String), rings: 1, alarms: [{ sentence: expect.stringContaining("Jonas Birch is in hospital") }] },
  ]);
  expect((await house.contingency()).running, "the carer sees that it runs").not.toBeNull();
  await house.his.send("POST", of(house.id, "/end"));
});

test("a plan that runs outlives a restart, and one whose end passed meanwhile has ended when the service is back", async () => {
  const { his, agree, start, contingency, press, says } = await family();
  await agree({ lastsHours: 2, substitutes: [] });
  await start();
  await town.restart(() => clock.advance(hourMs / 2));
  expect((await contingency()).running).toMatchObject({ why: "inHospital" });
  expect((await his.send("GET", "/api/v1/carer/homes")).body.items[0].contingencyUntil).not.toBeNull();
  await town.restart(() => clock.advance(2 * hourMs));
  clock.advance(10_000);
  await says("The contingency plan of Jonas Birch has ended: it has run its time");
  expect((await contingency()).running).toBeNull();
  await press();
  expect((await gateway.next()).data.to).toBe(numberOf(jonas));
});

test("without a plan the centre hears that the carer is ill, once while that case is open", async () => {
  const { id, his, cases, contingency, start } = await family();
  expect(await contingency()).toMatchObject({ plan: null, running: null, preview: [] });
  expect(await start()).toMatchObject({ status: 409, body: { error: { code: "noPlan" } } });
  for (const _ of [1, 2]) expect((await his.send("POST", of(id, "/tell"), { why: "ill" })).status).toBe(200);
  const all = await cases();
  expect(all).toHaveLength(1);
  expect(all[0]).toMatchObject({ rings: 1, centreSince: expect.any(String) });
  expect(all[0].alarms[0].sentence).toBe("Jonas Birch is ill and has no contingency plan: call them");
});

test("other carers do not see the case of it, and of the carer only until when they are not called", async () => {
  const { id, agree, start } = await family();
  const hers = await joinedCarer(town, id, "alarms", 1);
  await agree();
  await start();
  expect((await hers.send("GET", "/api/v1/carer/homes")).body.items[0].openCaseId).toBeNull();
  const { others } = (await hers.send("GET", `/api/v1/carer/homes/${id}/availability`)).body;
  expect(others[0]).toEqual({ name: jonas.name, notAvailableUntil: expect.any(String) });
  expect((await hers.send("GET", of(id))).body).toMatchObject({ plan: null, running: null });
});

test("another carer cannot open the case of a contingency plan, and their “I’m on it” takes no case with a plan that has begun from the centre", async () => {
  const { id, agree, start, cases, says } = await family();
  const hers = await joinedCarer(town, id, "alarms", 1);
  await agree();
  await start();
  const [{ id: caseId }] = await cases();
  const path = `/api/v1/carer/cases/${caseId}`;
  const accept = () => hers.send("POST", `${path}/answers`, { key: randomUUID(), what: "accept" });
  expect((await hers.send("GET", path)).status).toBe(404);
  expect((await accept()).status).toBe(404);

  const detector = await town.device(id, { kind: "flood", name: "Leak sensor", expectedIntervalSeconds: 604_800 });
  const unit = await town.unit(detector);
  await unit.publishAsync(detector.mqtt.topic, JSON.stringify({ kind: "flood", detected: true, seq: 1, boot: "a" }), { qos: 1 });
  await says(/^Water on the floor/);
  expect((await gateway.next()).data.to).toBe(numberOf(ravi));
  await says("Text to Ravi Shah sent");
  expect((await accept()).status).toBe(200);
  await says("Meera Shah said: I'm on it");
  expect(await cases()).toMatchObject([{ id: caseId, state: "waiting", centreSince: expect.any(String), alarms: [{}, {}] }]);
});

test("a carer who changes very much within a minute is asked to wait, and no one else", async () => {
  const { id, his, contingency } = await family();
  const hers = await joinedCarer(town, id, "alarms", 1);
  const end = (who: typeof hers) => who.send("POST", of(id, "/end"));
  for (let nth = 0; nth < 20; nth += 1) expect((await end(his)).status).toBe(200);
  expect((await end(his)).status).toBe(429);
  expect((await end(hers)).status).toBe(200);
  expect(await contingency()).toMatchObject({ running: null });
  clock.advance(60_000);
  expect((await end(his)).status).toBe(200);
});

test("each agreement is a version with who agreed to it; a version that the carer has not read is not started", async () => {
  const { id, his, agree, start } = await family();
  await agree();
  const second = await agree({ lastsHours: 24, agreedBy: "Edith Birch", reviewOn: "2026-12-01", seenVersion: 1 });
  expect(second.body.items[0].plan).toMatchObject({ version: 2, agreedBy: "Edith Birch", reviewOn: "2026-12-01" });
  expect(await agree({ seenVersion: 1 })).toMatchObject({ status: 409, body: { error: { code: "planChanged" } } });
  expect(await start("ill", 1)).toMatchObject({ status: 409, body: { error: { code: "planChanged" } } });
  const { body } = await town.call("operator", "GET", `/api/v1/homes/${id}/contacts/${his.contactId}/contingency-plan/versions`);
  expect(body.items.map(({ version, agreedBy }: Json) => [version, agreedBy])).toEqual([
    [2, "Edith Birch"],
    [1, "Jonas Birch"],
  ]);
});

test("a plan that makes no sense is refused with what to do", async () => {
  const { id, agree, his, contactIds } = await family();
  const other = await family();
  const fault = async (more: object): Promise<string> => {
    const { status, body } = await agree(more);
    return `${status} ${body.error.details?.[0]?.path}: ${body.error.details?.[0]?.message}`;
  };
  expect(await fault({ substitutes: [other.contactIds[1]] })).toBe("422 substitutes.0: this is no contact of this home");
  expect(await fault({ substitutes: [his.contactId] })).toBe("422 substitutes.0: Jonas Birch cannot be called instead of themselves");
  expect(await fault({ substitutes: [contactIds[3]] })).toBe(
    "422 substitutes.0: Link Line has no channel for Tom Birch, so they cannot be called instead",
  );
  expect(await fault({ substitutes: [contactIds[1], contactIds[1]] })).toBe("422 substitutes: name each contact once");
  expect(await fault({ lastsHours: 0 })).toBe("422 lastsHours: a plan lasts at least one hour");
  expect(await fault({ lastsHours: 337 })).toBe("422 lastsHours: a plan lasts at most 14 days");
  expect(await fault({ centreDoes: " . " })).toBe("422 centreDoes: write at least one letter or digit");
  expect(await fault({ reviewOn: "2026-07-01" })).toBe("422 reviewOn: this is in the past: choose a later date");
  expect(await fault({ agreedBy: "" })).toBe("422 agreedBy: this must not be empty");
  expect((await agree({}, other.his.contactId)).status).toBe(404);
  expect((await his.send("POST", of(id), { why: "tired", version: 1 })).status).toBe(422);
  expect((await his.send("POST", of(id), { why: "ill" })).status).toBe(422);
  expect((await his.send("GET", of(other.id))).status).toBe(404);
  expect((await his.send("POST", of(other.id), { why: "ill", version: 1 })).status).toBe(404);
  expect((await his.send("GET", `/api/v1/homes/${id}/contingency`)).status).toBe(403);
});
