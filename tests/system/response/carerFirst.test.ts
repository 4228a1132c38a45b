import { afterAll, describe, expect, test } from "vitest";
import { fakeGateway } from "../setup/providers/gateway.ts";
import { centreAt, linesOf } from "./centre.ts";

const second = 1_000;
const minute = 60 * second;

const gateway = await fakeGateway();
afterAll(() => gateway.stop());
const { pool, passes, person, home, show } = await centreAt("2026-11-22T02:00:00Z", gateway.env);
const contacts = ["Meera Shah", "Jonas Birch"].map((name, place) => {
  const phone = `+44163296020${place + 1}`;
  return { name, relation: "child", phone, channels: [{ type: "text" as const, address: phone }] };
});

const selectTexts = `SELECT to_char(created_at AT TIME ZONE 'UTC', 'HH24:MI:SS') AS at, name FROM notification
  WHERE case_id = $1 AND recipient = 'contact' ORDER BY notification.id`;
const texts = async (caseId: string): Promise<string[]> =>
  (await pool.query<{ at: string; name: string }>(selectTexts, [caseId])).rows.map(({ at, name }) => `${at} ${name}`);
/** Time must not leap over a text that is under way: its lease would end, and it would be sent again. */
const isSent = async (caseId: string, name: string): Promise<void> => {
  const sent = async () => (await show(caseId)).timeline.map(({ text }) => text);
  await expect.poll(sent).toContain(`Text to ${name} sent`);
};

test("neither family nor centre answers a leak: each rung at its second, in order and once", async () => {
  const { leaks, case: newest } = await home({ contacts });
  await leaks();
  const { id, sounds, centreSince } = await newest();
  expect({ sounds, centreSince }).toEqual({ sounds: "nobody", centreSince: null });
  await isSent(id, "Meera Shah");
  await passes(3 * minute);
  await isSent(id, "Jonas Birch");
  await passes(11 * minute);
  expect(await texts(id)).toEqual(["02:00:00 Meera Shah", "02:03:00 Jonas Birch"]);
  expect(linesOf(await show(id))).toEqual([
    expect.stringMatching(/^02:00:00 .*(water|leak)/i),
    "02:06:00 No answer from the family: at the centre now",
    "02:06:30 Not claimed for 30 s: rings every desk again",
    "02:07:00 Not claimed for 60 s: the supervisors are notified",
    "02:08:00 Not claimed for 2 min: everyone and the fallback contacts are notified",
    "02:13:00 Not claimed for 7 min: rings every desk again",
  ]);
  await gateway.next("+441632960201");
  await gateway.next("+441632960202");
});

test("a claim stops the family's ladder: the second contact hears nothing", async () => {
  const robin = await person("Robin");
  await robin.desk();
  const { leaks, case: newest } = await home({ contacts });
  await leaks();
  const { id } = await newest();
  await gateway.next("+441632960201");
  await isSent(id, "Meera Shah");
  await passes(minute);
  await robin.does(id, "claim");
  await passes(4 * minute);
  expect(await texts(id)).toHaveLength(1);
});

test("a home whose contacts have no channel is the centre's at once, and the desk is asked to call", async () => {
  const without = contacts.map((one) => ({ ...one, channels: [] }));
  const { leaks, case: newest } = await home({ contacts: without });
  await leaks();
  expect(await newest()).toMatchObject({ sounds: "operators", familyUnreached: true, centreSince: expect.any(String) });
});

describe("the plan calls the supervisors, and no supervisor has an account", () => {
  const calls = (...steps: object[]) => ({ contacts, plan: { name: "Supervisor first", rules: {}, escalation: { critical: steps } } });
  const toSupervisor = { notify: ["supervisor"], waitSeconds: 3_600 };

  test("as the first step: the next one comes at once, so a press rings at the centre within a second", async () => {
    const { press, case: newest } = await home(calls(toSupervisor));
    await press();
    const { id } = await newest();
    await passes(second);
    expect(await show(id)).toMatchObject({ sounds: "operators" });
    expect(linesOf(await show(id)).at(-1)).toMatch("No answer from the family: at the centre now");
    expect((await show(id)).timeline.map(({ text }) => text)).toContain("No supervisor has an account: the next step runs now");
  });

  test("as a later step: the one after it comes at once too", async () => {
    const { press, case: newest } = await home(calls({ notify: [1], waitSeconds: 60 }, toSupervisor));
    await press();
    const { id } = await newest();
    await gateway.next("+441632960201");
    await isSent(id, "Meera Shah");
    await passes(59 * second);
    expect(await show(id)).toMatchObject({ sounds: "nobody" });
    await passes(2 * second);
    expect(await show(id)).toMatchObject({ sounds: "operators" });
  });
});
