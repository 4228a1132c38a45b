import { expect, test } from "vitest";
import { jonas } from "../notify/messageTown.ts";
import { phoneTown } from "./phoneTown.ts";

const { town, clock, gateway, mail, pushes, cared, confirm } = await phoneTown();
const jonasNumber = jonas.channels[0].address;
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const problems = async () => (await town.call("supervisor", "GET", "/api/v1/phone-problems")).body.items;

/** A carer with a phone of a home in Britain. */
async function carerWithPhone() {
  const home = await cared();
  const phone = await home.carer(1);
  const { id } = (await phone.register()).body;
  const test = (at: string) => phone.send("POST", `/api/v1/carer/phones/${id}/test`, { at });
  const state = async () => (await phone.list()).items[0];
  return { home, phone, id, test, state };
}

test("a test now is the real thing; it succeeds when it was received, shown and opened, and only then", async () => {
  const { phone, test: tests, state } = await carerWithPhone();
  expect((await tests("now")).status).toBe(200);
  const push = await phone.next();
  expect(push).toMatchObject({ title: "Link Line", kind: "phoneTest", url: "/carer/#/phone" });
  expect(push.posted.headers).toMatchObject({ urgency: "high" });
  await expect.poll(async () => (await state()).test.state).toBe("sent");
  clock.advance(4_000);
  await confirm(push.receipt, "received");
  await confirm(push.receipt, "shown");
  expect(await state()).toMatchObject({ testedAt: null, test: { state: "delivered", openedAt: null } });
  clock.advance(10 * minute);
  await confirm(push.receipt, "opened");
  const { testedAt, test: last } = await state();
  expect(Date.parse(testedAt)).toBe(clock.now());
  expect(Date.parse(last.receivedAt) - Date.parse(last.sentAt)).toBe(4_000);
});

test("a test that the phone does not confirm within 30 s has failed, also if it arrives later", async () => {
  const { phone, test: tests, state } = await carerWithPhone();
  await tests("now");
  const push = await phone.next();
  await expect.poll(async () => (await state()).test.state).toBe("sent");
  clock.advance(30_000);
  await expect.poll(async () => (await state()).test).toMatchObject({ state: "failed", failure: "the phone did not confirm it" });
  clock.advance(minute);
  await confirm(push.receipt, "opened");
  expect(await state()).toMatchObject({ testedAt: null, test: { state: "delivered" } });
});

test("a test at 03:00 leaves at 03:00 by the clock of the home, once, also after a restart; another one replaces it", async () => {
  const { phone, id, test: tests, state } = await carerWithPhone();
  await tests("04:00");
  const { test: waiting } = await tests("03:00").then(state);
  expect(waiting.state).toBe("waiting");
  // British Summer Time.
  expect(new Date(waiting.dueAt).toISOString()).toMatch(/T02:00:00/);
  await town.restart();
  clock.advance(Date.parse(waiting.dueAt) - clock.now() - 1_000);
  expect((await state()).test.state).toBe("waiting");
  clock.advance(1_000);
  const push = await phone.next();
  await confirm(push.receipt, "opened");
  clock.advance(2 * hour);
  await tests("05:30");
  await phone.send("DELETE", `/api/v1/carer/phones/${id}/test`);
  clock.advance(day);
  expect((await state()).test.state).toBe("delivered");
});

test("a carer whose phone is gone is on the supervisors' list with what was sent to them, until a phone rings again or staff have seen to it", async () => {
  const { home, phone } = await carerWithPhone();
  pushes.answers(() => ({ status: 410 }));
  await home.leak();
  await phone.next();
  await home.says(/no longer registered/);
  pushes.answers(() => ({ status: 201 }));
  await Promise.all([gateway.next(jonasNumber), gateway.next(jonasNumber), mail.mails.next()]);
  const mine = async () => (await problems()).filter(({ homeId }: { homeId: string }) => homeId === home.id);
  await expect
    .poll(mine)
    .toMatchObject([
      { name: "Jonas Birch", homeName: "12 Sycamore Court", kind: "noPhone", why: "gone", informed: "sent", since: expect.any(String) },
    ]);
  await phone.register();
  expect(await mine()).toEqual([]);
  const { id } = (await phone.list()).items[0];
  await phone.send("DELETE", `/api/v1/carer/phones/${id}`);
  clock.advance(1_000);
  const [again] = await mine();
  expect(again).toMatchObject({ kind: "noPhone", why: "switchedOff" });
  expect((await town.call("operator", "POST", `/api/v1/phone-problems/${again.carerId}/dismiss`)).status).toBe(403);
  expect((await town.call("supervisor", "POST", `/api/v1/phone-problems/${again.carerId}/dismiss`)).status).toBe(200);
  expect(await mine()).toEqual([]);
});

test("a carer who has not tested a phone a day after joining is on the supervisors' list, until a test succeeds", async () => {
  const { home, phone, test: tests } = await carerWithPhone();
  const mine = async () => (await problems()).filter(({ homeId }: { homeId: string }) => homeId === home.id);
  expect(await mine()).toEqual([]);
  await town.restart(() => clock.advance(day));
  expect(await mine()).toMatchObject([{ kind: "notSetUp", why: null, informed: null }]);
  await tests("now");
  await confirm((await phone.next()).receipt, "opened");
  expect(await mine()).toEqual([]);
});
