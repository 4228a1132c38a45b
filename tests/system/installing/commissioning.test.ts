import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ManualClock } from "../setup/manualClock.ts";
import { startTestService, type TestService } from "../setup/service.ts";
import { followWalkTest, homeAtWork, inDatabase } from "./installingTown.ts";

const clock = new ManualClock("2026-11-24T12:00:00.000Z");
const [minute, hour] = [60_000, 3_600_000];
const generous = { timeout: 30_000 };
const press = { kind: "button", pressed: true };
let town: TestService;
beforeAll(async () => {
  town = await startTestService({ clock });
});
afterAll(() => town.stop());

/** Moves the clock until that holds: the service looks each five seconds of its own time. */
const movingUntil = (holds: () => Promise<boolean>) =>
  expect
    .poll(async () => {
      clock.advance(5_000);
      return holds();
    }, generous)
    .toBe(true);
const soundsOf = async (id: string): Promise<string[]> =>
  (await town.call("operator", "GET", `/api/v1/cases?home=${id}&state=open`)).body.items.map(({ sounds }: { sounds: string }) => sounds);

test("a press in commissioning ticks on the installer's phone, rings no operator, and counts as the test of the home once the installer says so", async () => {
  const home = await homeAtWork(town);
  const phone = await followWalkTest(town, home.id);
  const sounds: string[] = [];
  (await town.console("operator")).socket.on("case", (changed: { sounds: string }) => sounds.push(changed.sounds));
  await home.send("pendant", { ...press, battery: 83, signal: -61 });
  await expect
    .poll(() => phone.ticks, generous)
    .toMatchObject([{ deviceId: home.devices.pendant.id, tests: true, battery: 83, signal: -61 }]);
  await expect.poll(() => phone.calls, generous).toMatchObject([{ open: true, rings: 1, priority: "critical" }]);
  expect((await home.openCases()).map(({ mode, sounds }) => ({ mode, sounds }))).toEqual([{ mode: "commissioning", sounds: "nobody" }]);
  // No timer of the centre runs, and no ladder.
  const waits = `SELECT next_at, (SELECT count(*)::int FROM escalation WHERE case_id = c.id) AS ladders FROM alarm_case c WHERE home_id = ${home.id}`;
  expect(await inDatabase(town, waits)).toEqual([{ next_at: null, ladders: 0 }]);
  const before = await home.view();
  expect(before).toMatchObject({ mode: "commissioning", until: new Date(clock.now() + 4 * hour).toISOString() });
  expect(before.devices.map(({ name, tested }: { name: string; tested: unknown }) => [name, tested !== null])).toEqual([
    ["Pendant", true],
    ["Smoke alarm", false],
    ["Front door", false],
  ]);
  const [call] = before.calls;
  const said = await home.answer("test", call);
  expect(said).toMatchObject({ status: 200, body: { calls: [{ open: false, outcome: "testCall" }] } });
  expect((await home.answer("test", call)).status).toBe(200);
  expect((await town.call("operator", "GET", `/api/v1/homes/${home.id}`)).body.lastTestAt).toBe(new Date(clock.now()).toISOString());
  await expect.poll(() => sounds.length, generous).toBeGreaterThan(1);
  expect(new Set(sounds)).toEqual(new Set(["nobody"]));
  phone.socket.close();
});

test("the home is live when the installer says so, and the next press rings the desks", async () => {
  const home = await homeAtWork(town);
  await home.send("smoke", { kind: "smoke", detected: true });
  const [call] = (await home.view()).calls;
  await home.answer("test", call);
  expect(await home.setMode("live")).toBe(200);
  await home.send("pendant", press);
  expect(await soundsOf(home.id)).toEqual(["operators"]);
  const technical = (await town.call("installer", "GET", `/api/v1/alarms?state=open&list=technical&home=${home.id}`)).body.items;
  expect(technical.map(({ sentence }: { sentence: string }) => sentence)).toEqual([
    expect.stringMatching(/^Commissioning was ended at 12:0\d; the home is live\. Not tested: Pendant, Front door$/),
  ]);
});

test("commissioning ends by itself after four hours, also while the service is down: the home is live, and the office has a list of what was not tested", async () => {
  const home = await homeAtWork(town);
  await home.send("door", { kind: "door", open: true });
  await home.send("smoke", { kind: "smoke", detected: true });
  await home.answer("test", (await home.view()).calls[0]);
  await town.restart(() => clock.advance(4 * hour));
  await movingUntil(async () => (await home.view()).mode === "live");
  const technical = (await town.call("operator", "GET", `/api/v1/alarms?state=open&list=technical&home=${home.id}`)).body.items;
  expect(technical.map(({ sentence }: { sentence: string }) => sentence)).toEqual([
    expect.stringMatching(/^Commissioning ended by itself at 16:\d\d; the home is live\. Not tested: Pendant$/),
  ]);
  await home.send("pendant", press);
  expect(await soundsOf(home.id)).toEqual(["operators"]);
});

test("smoke in commissioning that the installer calls real makes the home live, and rings the centre", async () => {
  const home = await homeAtWork(town);
  await home.send("smoke", { kind: "smoke", detected: true });
  expect(await soundsOf(home.id)).toEqual(["nobody"]);
  const answered = await home.answer("real", (await home.view()).calls[0]);
  expect(answered).toMatchObject({ status: 200, body: { mode: "live" } });
  const [open] = await home.openCases();
  expect(open).toMatchObject({ mode: "live", sounds: "operators", state: "waiting" });
  expect(open.timeline.map(({ text, by }: { text: string; by: string }) => [text, by])).toContainEqual([
    "The installer says that this is real: at the centre",
    "Test installer",
  ]);
  await movingUntil(async () => JSON.stringify(await home.openCases()).includes("the supervisors are notified"));
  expect(await home.answer("test", { caseId: open.id, rings: open.rings })).toMatchObject({
    status: 409,
    body: { error: { code: "tooLate" } },
  });
});

test("a call for help that the installer does not answer within ten minutes goes to the centre", async () => {
  const home = await homeAtWork(town);
  await home.send("pendant", press);
  clock.advance(9 * minute);
  expect((await home.view()).mode).toBe("commissioning");
  await movingUntil(async () => (await home.view()).mode === "live");
  expect(await soundsOf(home.id)).toEqual(["operators"]);
  const texts = (await home.openCases())[0].timeline.map(({ text }: { text: string }) => text);
  expect(texts).toContain("In commissioning, and the installer did not answer: at the centre");
});

test("water in the kitchen that the installer does not call a test rings the centre after ten minutes, and not after four hours", async () => {
  const home = await homeAtWork(town);
  const flood = await town.device(home.id, { kind: "flood", name: "Water sensor", room: "Kitchen" });
  const unit = await town.unit(flood);
  await unit.publishAsync(flood.mqtt.topic, JSON.stringify({ kind: "flood", detected: true, seq: 1, boot: "f" }), { qos: 1 });
  await expect.poll(home.openCases, generous).toMatchObject([{ priority: "urgent", sounds: "nobody" }]);
  clock.advance(9 * minute);
  expect((await home.view()).mode).toBe("commissioning");
  await movingUntil(async () => (await home.view()).mode === "live");
  expect(await home.openCases()).toMatchObject([{ priority: "urgent", mode: "live", sounds: "operators" }]);
  const said = (await home.openCases())[0].timeline.map(({ text }: { text: string }) => text);
  expect(said).toContain("In commissioning, and the installer did not answer: at the centre");
});

test("water that the installer calls a test is over, and the home stays in commissioning", async () => {
  const home = await homeAtWork(town);
  const flood = await town.device(home.id, { kind: "flood", name: "Water sensor", room: "Kitchen" });
  const unit = await town.unit(flood);
  await unit.publishAsync(flood.mqtt.topic, JSON.stringify({ kind: "flood", detected: true, seq: 1, boot: "f" }), { qos: 1 });
  await expect.poll(async () => (await home.view()).calls.length, generous).toBe(1);
  await home.answer("test", (await home.view()).calls[0]);
  for (let minutes = 0; minutes < 15; minutes += 1) clock.advance(minute);
  // The service has looked: a home that falls due after this one is live.
  const other = await homeAtWork(town);
  await other.send("pendant", press);
  clock.advance(10 * minute);
  await movingUntil(async () => (await other.view()).mode === "live");
  expect((await home.view()).mode).toBe("commissioning");
});

test("a home in which nothing is installed does not go live by itself: the office reads it on its list, until the first device is there", async () => {
  const { id } = await town.home({ name: "9 Empty Road", mode: "commissioning" } as never);
  const view = async () => (await town.call("installer", "GET", `/api/v1/homes/${id}/commissioning`)).body;
  const onList = async (): Promise<string[]> =>
    (await town.call("operator", "GET", `/api/v1/alarms?state=open&list=technical&home=${id}`)).body.items.map(
      ({ sentence }: { sentence: string }) => sentence,
    );
  await movingUntil(async () => (await view()).until !== null);
  clock.advance(4 * hour);
  await movingUntil(async () => (await onList()).length === 1);
  expect(await onList()).toEqual([expect.stringMatching(/^Nothing is installed: .* and the home has no device\. It is not live\.$/)]);
  expect(await view()).toMatchObject({ mode: "commissioning", until: null });
  const jobs = (await town.call("installer", "GET", "/api/v1/installer/jobs")).body;
  expect(jobs.commissioning).toContainEqual(expect.objectContaining({ homeId: id, until: null, devices: 0 }));
  clock.advance(24 * hour);
  await town.restart();
  expect((await view()).mode).toBe("commissioning");
  const pendant = await town.device(id, { kind: "button", name: "Pendant" });
  await movingUntil(async () => (await view()).until !== null);
  expect(await onList()).toEqual([]);
  clock.advance(4 * hour);
  await movingUntil(async () => (await view()).mode === "live");
  const unit = await town.unit(pendant);
  await unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq: 1, boot: "e" }), { qos: 1 });
  expect(await soundsOf(id)).toEqual(["operators"]);
});

test("a press that the phone has not shown yet is not answered with the one before, and a live home with an open call does not fall silent", async () => {
  const home = await homeAtWork(town);
  await home.send("pendant", press);
  const [call] = (await home.view()).calls;
  await home.send("pendant", press);
  expect(await home.answer("test", call)).toMatchObject({ status: 409, body: { error: { code: "rangAgain" } } });
  await home.setMode("live");
  expect(await home.setMode("commissioning")).toBe(409);
  expect(await soundsOf(home.id)).toEqual(["operators"]);
});

test("after a monthly test the office hears of new devices that were not tested, and of no others", async () => {
  const home = await homeAtWork(town, "live");
  clock.advance(minute);
  await home.setMode("commissioning");
  await home.send("pendant", press);
  await home.answer("test", (await home.view()).calls[0]);
  await home.setMode("live");
  const technical = async (): Promise<string[]> =>
    (await town.call("operator", "GET", `/api/v1/alarms?state=open&list=technical&home=${home.id}`)).body.items.map(
      ({ sentence }: { sentence: string }) => sentence,
    );
  expect(await technical()).toEqual([]);
  await home.setMode("commissioning");
  await town.device(home.id, { kind: "bed", name: "Bed sensor" });
  await home.setMode("live");
  expect(await technical()).toEqual([expect.stringMatching(/Not tested: Bed sensor$/)]);
});

test("the installer gets a message where commissioning ends by itself, and none where the installer ended it", async () => {
  const account = { email: "kim@fitters.example", name: "Kim Reyes", role: "installer", password: "a long enough password" } as const;
  const made = await town.service.accounts.create(account);
  const [own, byItself] = [await homeAtWork(town), await homeAtWork(town)];
  const id = made.ok ? made.id : "";
  await inDatabase(town, `UPDATE home SET commissioning_by = '${id}' WHERE id IN (${own.id}, ${byItself.id})`);
  await own.setMode("live");
  clock.advance(4 * hour);
  await movingUntil(async () => (await byItself.view()).mode === "live");
  const messages = await inDatabase(town, "SELECT recipient, address, sentence FROM notification WHERE kind = 'commissioning'");
  expect(messages).toEqual([
    {
      recipient: "installer",
      address: account.email,
      sentence: expect.stringMatching(
        /^4 Orchard Road: Commissioning ended by itself at \d\d:\d\d; the home is live\. Not tested: Pendant, Smoke alarm, Kitchen, Front door$/,
      ),
    },
  ]);
});

test("a phone hears of its own home alone, and only a role that installs may follow a walk test", async () => {
  const [one, other] = [await homeAtWork(town), await homeAtWork(town)];
  const phone = await followWalkTest(town, one.id);
  await other.send("pendant", press);
  await one.send("door", { kind: "door", open: true });
  await expect.poll(() => phone.ticks.map(({ deviceId }) => deviceId), generous).toEqual([one.devices.door.id]);
  expect(phone.calls.filter(({ deviceIds }) => deviceIds.includes(other.devices.pendant.id))).toEqual([]);
  phone.socket.close();
  for (const role of ["operator", "carer", "tester"] as const) {
    const socket = io(`${town.service.httpUrl}/walk-test`, {
      auth: { token: await town.token(role), home: one.id },
      transports: ["websocket"],
      forceNew: true,
    });
    const refused = await new Promise<Error>((resolve) => void socket.on("connect_error", resolve));
    expect(refused.message).toMatch(role === "tester" ? /^There is no home/ : /may not do this/);
    socket.close();
  }
});

test("an operator, a carer and a program without a token hear nothing of a walk test", async () => {
  const home = await homeAtWork(town);
  for (const role of ["operator", "carer"] as const)
    expect((await town.call(role, "GET", `/api/v1/homes/${home.id}/commissioning`)).status).toBe(403);
  const live = await town.home();
  const test = await town.home({ mode: "test" });
  expect((await town.call("tester", "GET", `/api/v1/homes/${live.id}/commissioning`)).status).toBe(404);
  expect((await town.call("tester", "GET", `/api/v1/homes/${test.id}/commissioning`)).status).toBe(200);
});
