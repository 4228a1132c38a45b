import { beforeAll, expect, test } from "vitest";
import { watchedTown } from "./watchedTown.ts";

const { town, clock, passes, sql, until, press } = await watchedTown("2026-11-22T02:00:00.000Z");

beforeAll(async () => {
  await town.service.accounts.create({ email: "kim@centre.example", name: "Kim", role: "admin", password: "correct horse battery" });
  await sql(`INSERT INTO fallback_contact (name, channel, address) VALUES ('Duty manager', 'text', '+447700900123')`);
});

/** The messages so far, in order; times in seconds since `from`. */
const messages = async (from: number) =>
  (
    await sql(
      `SELECT recipient, name, channel, sentence, created_at AS at FROM notification WHERE kind = 'nobodyOnDuty' AND created_at >= $1
      ORDER BY created_at, recipient`,
      [new Date(from)],
    )
  ).map(({ at, ...row }) => ({ ...row, second: Math.round((at - from) / 1000) }));
const caseOf = async (id: string) => (await town.call("operator", "GET", `/api/v1/cases/${id}`)).body;
const close = async (id: string): Promise<void> => {
  await town.call("operator", "POST", `/api/v1/cases/${id}/claim`);
  const { rings } = await caseOf(id);
  await town.call("operator", "POST", `/api/v1/cases/${id}/close`, { outcome: "reassurance", note: "All well", rings });
};

test("no operator can hear: administrators and fallback contacts get a message after a minute and again after five, until one confirms the sound", async () => {
  const screen = await town.console("operator");
  screen.socket.emit("sound", true);
  await until(async () => (await town.call("operator", "GET", "/api/v1/on-duty")).body.items[0]?.canHear);
  const incidents: { kind: string; text: string }[] = [];
  screen.socket.on("incidents", (all) => incidents.splice(0, incidents.length, ...all));
  await passes(120_000);
  const { caseId } = await press("1 Mill Lane");
  await passes(2_000);
  screen.socket.emit("sound", false);
  await until(async () => !(await town.call("operator", "GET", "/api/v1/on-duty")).body.items[0]?.canHear);
  const from = clock.now();

  for (let second = 0; second < 55; second += 1) await passes(1_000);
  expect(await messages(from)).toEqual([]);
  const first = await until(async () => {
    const sent = await messages(from);
    return sent.length > 0 && sent;
  }, 10);
  expect(first).toMatchObject([
    { recipient: "administrator", name: "Kim", channel: "email" },
    { recipient: "fallback", name: "Duty manager", channel: "text" },
  ]);
  expect(first[0]?.sentence).toMatch(/^No operator is on duty\. A case waits at the centre, for 6\d s\. Sign in now\.$/);
  expect(first[0]?.second).toBeGreaterThanOrEqual(58);
  expect(first[0]?.second).toBeLessThanOrEqual(62);
  await until(async () => incidents.some(({ kind }) => kind === "nobodyOnDuty"));
  expect((await caseOf(caseId)).timeline.map(({ text }: { text: string }) => text)).toContain(
    "No operator is on duty: administrators and fallback contacts are notified",
  );

  for (let looks = 0; looks < 14; looks += 1) await passes(20_000);
  expect(await messages(from)).toHaveLength(2);
  await until(async () => (await messages(from)).length === 4, 30);
  const seconds = (await messages(from)).map(({ second }) => second);
  expect(seconds[3]).toBe((seconds[0] ?? 0) + 300);

  screen.socket.emit("sound", true);
  await until(async () => (await town.call("operator", "GET", "/api/v1/on-duty")).body.items[0]?.canHear);
  for (let minute = 0; minute < 6; minute += 1) await passes(60_000);
  expect(await messages(from)).toHaveLength(4);
  await close(caseId);
  screen.socket.close();
});

test("a second case in the same period says so in its timeline, and a restart sends no one a second first message", async () => {
  await until(async () => (await town.call("operator", "GET", "/api/v1/on-duty")).body.items.length === 0);
  await passes(60_000);
  const from = clock.now();
  const first = await press("2 Mill Lane");
  await until(async () => (await messages(from)).length === 2);
  const second = await press("3 Mill Lane");
  const noted = async (id: string): Promise<number> =>
    (await caseOf(id)).timeline.filter(({ text }: { text: string }) => text.startsWith("No operator is on duty")).length;
  await until(async () => (await noted(second.caseId)) === 1);
  await town.restart();
  for (let second = 0; second < 70; second += 1) await passes(1_000);
  expect(await messages(from)).toHaveLength(2);
  expect([await noted(first.caseId), await noted(second.caseId)]).toEqual([1, 1]);
  await close(first.caseId);
  await close(second.caseId);
});

test("a tester with sound is no operator, and a case of a test home calls no one", async () => {
  const screen = await town.console("tester");
  screen.socket.emit("sound", true);
  const from = clock.now();
  const bench = await town.home({ name: "Bench", mode: "test" });
  const button = await town.device(bench.id);
  await (await town.unit(button)).publishAsync(button.mqtt.topic, '{"kind":"button","pressed":true,"seq":1,"boot":"t"}', { qos: 1 });
  for (let second = 0; second < 70; second += 1) await passes(1_000);
  expect(await messages(from)).toEqual([]);
  const { caseId } = await press("4 Mill Lane");
  await until(async () => (await messages(from)).length === 2, 5);
  await close(caseId);
});
