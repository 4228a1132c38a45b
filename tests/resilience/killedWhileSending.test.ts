import { expect, test } from "vitest";
import { leaseMs } from "#response/notify/outbox/outbox.ts";
import { jonasNumber, meerasNumber, sendingTown } from "./kills/sendingTown.ts";

/**
 * The real service as a process that is killed with SIGKILL while it sends. Its clock is the test's, so that a wait of minutes takes no time, and
 * the gateway outlives it: a text that no test expects fails that test.
 */
const { gateway, passes, leaps, dies, home, holds, waitsForLock } = await sendingTown();

const second = 1_000;
const minute = 60 * second;
const meeraOnly = [{ notify: [1], waitSeconds: 1_800 }];
const family = [
  { notify: [1], waitSeconds: 180 },
  { notify: [2], waitSeconds: 180 },
  { notify: ["centre" as const], waitSeconds: 60 },
];
const lockHome = "SELECT FROM home WHERE id = $1 FOR UPDATE";
const lockMessages = "SELECT FROM notification n JOIN alarm_case c ON c.id = n.case_id WHERE c.home_id = $1 FOR UPDATE OF n";
const texts = (lines: readonly string[]): string[] => lines.filter((line) => line.includes(" Text to "));

test("nothing dies: one press sends one text, also in the twenty minutes after it", async () => {
  const flat = await home(meeraOnly);
  await flat.press();
  expect((await gateway.next()).data.to).toBe(meerasNumber);
  await flat.says("Text to Meera Shah sent");
  await passes(20 * minute);
  expect(texts(await flat.lines())).toHaveLength(1);
});

test("killed after a step of the ladder fell due and before it ran: after the start it runs once, and its text leaves", async () => {
  const flat = await home(family);
  await flat.press();
  await gateway.next(meerasNumber);
  await flat.says("Text to Meera Shah sent");
  const letGo = await holds(lockHome, [flat.id]);
  await leaps(3 * minute);
  await dies({ awayMs: 5 * second, meanwhile: letGo });
  await gateway.next(jonasNumber);
  await flat.says("Text to Jonas Birch sent");
  await passes(minute);
  expect(texts(await flat.lines())).toHaveLength(2);
});

test("killed after a text fell due and before it was taken: after the start it leaves once", async () => {
  gateway.answers(() => ({ status: 503 }));
  const flat = await home(meeraOnly);
  await flat.press();
  const { data } = await gateway.next();
  await flat.says("Text to Meera Shah not sent yet: the gateway answered 503. Tried again in 2 s");
  gateway.answers(() => ({ status: 200 }));
  const letGo = await holds(lockMessages, [flat.id]);
  await leaps(2 * second);
  await dies({ awayMs: 5 * second, meanwhile: letGo });
  expect((await gateway.next()).data.id).toBe(data.id);
  await flat.says("Text to Meera Shah sent");
  await passes(minute);
  expect(texts(await flat.lines())).toHaveLength(2);
});

test("killed while the gateway has the text and has not answered: it is sent again when the lease has run out, and not before", async () => {
  gateway.answers(() => "silence");
  const flat = await home(meeraOnly);
  await flat.press();
  const { data } = await gateway.next();
  await dies({ awayMs: leaseMs - 5 * second });
  gateway.answers(() => ({ status: 200 }));
  const other = await home(meeraOnly);
  await other.press();
  expect((await gateway.next()).data.id).not.toBe(data.id);
  await other.says("Text to Meera Shah sent");
  expect(gateway.posts.unclaimed).toEqual([]);
  await leaps(5 * second);
  expect((await gateway.next()).data.id).toBe(data.id);
  await flat.says("Text to Meera Shah sent");
  await passes(minute);
  expect(texts(await flat.lines())).toHaveLength(1);
});

test("killed after the gateway accepted the text and before that is recorded: it is sent a second time, and recorded once", async () => {
  const flat = await home(meeraOnly);
  let letGo = async (): Promise<void> => {};
  gateway.answers(async () => {
    letGo = await holds(lockHome, [flat.id]);
    return { status: 200 };
  });
  await flat.press();
  const { data } = await gateway.next();
  await waitsForLock();
  gateway.answers(() => ({ status: 200 }));
  await dies({ awayMs: leaseMs, meanwhile: () => letGo() });
  expect((await gateway.next()).data.id).toBe(data.id);
  await flat.says("Text to Meera Shah sent");
  await passes(minute);
  expect(texts(await flat.lines())).toHaveLength(1);
});

test("killed after each rung: every rung of the family and of the centre comes at its second, in order and once", async () => {
  const flat = await home(family);
  await flat.press();
  const pressedAt = (await flat.lines())[0]?.slice(0, 8) ?? "";
  await gateway.next(meerasNumber);
  await flat.says("Text to Meera Shah sent");
  await dies();
  await passes(3 * minute);
  await gateway.next(jonasNumber);
  await flat.says("Text to Jonas Birch sent");
  await dies();
  for (const [wait, rung] of [
    [3 * minute, "No answer from the family: at the centre now"],
    [30 * second, "Not claimed for 30 s: rings every desk again"],
    [30 * second, "Not claimed for 60 s: the supervisors are notified"],
    [minute, "Not claimed for 2 min: everyone and the fallback contacts are notified"],
    [5 * minute, "Not claimed for 7 min: rings every desk again"],
  ] as const) {
    await passes(wait);
    await flat.says(rung);
    await dies();
  }
  const after = (seconds: number): string =>
    new Date(Date.parse(`2026-11-22T${pressedAt}Z`) + seconds * second).toISOString().slice(11, 19);
  expect((await flat.lines()).slice(1).filter((line) => !line.includes("No operator is on duty"))).toEqual([
    `${after(0)} Text to Meera Shah sent`,
    `${after(180)} Text to Jonas Birch sent`,
    `${after(360)} No answer from the family: at the centre now`,
    `${after(390)} Not claimed for 30 s: rings every desk again`,
    `${after(420)} Not claimed for 60 s: the supervisors are notified`,
    `${after(480)} Not claimed for 2 min: everyone and the fallback contacts are notified`,
    `${after(780)} Not claimed for 7 min: rings every desk again`,
  ]);
});
