import { connectAsync } from "mqtt";
import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Demo, startDemo } from "#app/demo/demo.ts";
import { createServiceApi } from "#device-sim/service/serviceApi.ts";
import type { AlarmView } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import { type Config, readConfig } from "#platform/config.ts";
import { heardLog, type LogLine } from "../database/heardLog.ts";
import { type TestDatabase, testDatabase } from "../setup/testDatabase.ts";
import { throwawayFolder } from "../setup/throwawayFolder.ts";

const folder = throwawayFolder();
const { log, lines } = heardLog();
let database: TestDatabase;
let config: Config;
let demo: Demo;
/** The log until the demo let people in. */
let linesOfPast: LogLine[] = [];
let letInAt = 0;
/** An entry for each time that the demo said it is being prepared. */
const preparations: number[] = [];

/** Every wait of the demo's events, in the order in which they began. A test ends a wait with `end`. */
const waits: { milliseconds: number; end(): void }[] = [];
const wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    waits.push({ milliseconds, end: resolve });
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

beforeAll(async () => {
  database = await testDatabase();
  config = readConfig({
    DATABASE_URL: database.url,
    LINKLINE_DATA_DIR: folder.path,
    LINKLINE_HTTP_PORT: "0",
    LINKLINE_MQTT_PORT: "0",
    LINKLINE_CANARY: "off",
  });
  demo = await startDemo(config, log, { wait, onPreparing: () => preparations.push(0) });
  letInAt = Date.now();
  linesOfPast = [...lines];
}, 240_000);
afterAll(async () => {
  await demo.stop();
  await database.drop();
  folder.remove();
});

/** The session cookie of an account that signs in with the printed password. */
async function signIn(email: string): Promise<string> {
  const password = new RegExp(`${email}\\s+password (\\S+)`).exec(demo.welcome)?.[1] ?? "";
  const { httpUrl } = demo.service;
  const answer = await fetch(`${httpUrl}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: httpUrl },
    body: JSON.stringify({ email, password }),
  });
  expect(answer.status).toBe(200);
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

/** An operator's console. Resolves when the console has received its first list of alarms. */
async function openConsole(cookie: string) {
  const socket = io(demo.service.httpUrl, { transports: ["websocket"], extraHeaders: { cookie } });
  const alarms: AlarmView[] = [];
  const lookers = new Set<() => void>();
  socket.on("alarm", (alarm: AlarmView) => {
    alarms.push(alarm);
    for (const look of lookers) look();
  });
  await new Promise((resolve) => socket.once("alarms", resolve));
  return {
    close: () => socket.close(),
    until: (wanted: (alarm: AlarmView) => boolean) =>
      new Promise<AlarmView>((resolve) => {
        const look = () => {
          const found = alarms.find(wanted);
          if (found !== undefined) resolve(found);
        };
        lookers.add(look);
        look();
      }),
  };
}

/** All pages of a list of the API, as a supervisor gets them. */
async function readAll<T>(path: string): Promise<T[]> {
  const { token } = await demo.service.tokens.create({ role: "supervisor", name: "Reader of lists" });
  const items: T[] = [];
  for (let cursor = ""; ; ) {
    const answer = await fetch(`${demo.service.httpUrl}/api/v1${path}${cursor}`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
    const page = (await answer.json()) as { items: T[]; next: string | null };
    items.push(...page.items);
    if (page.next === null) return items;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}

describe("the demo", { timeout: 240_000 }, () => {
  test("prints its address and, for each account, a password of four short words", () => {
    expect(demo.welcome).toContain(`Link Line console: ${demo.service.httpUrl}`);
    const passwords = [...demo.welcome.matchAll(/password (\S+)/g)].map(([, password]) => password);
    expect(passwords).toHaveLength(4);
    expect(new Set(passwords).size).toBe(4);
    for (const password of passwords) {
      expect(password).toMatch(/^[a-z]{3,8}(-[a-z]{3,8}){3}$/);
      expect(password?.length).toBeGreaterThanOrEqual(12);
    }
  });

  test("rings the first alarm 20 seconds after an operator signs in with the printed password and opens the console", async () => {
    expect(waits).toEqual([]);
    const desk = await openConsole(await signIn("operator1@demo.example"));
    await expect.poll(() => waits.length).toBe(1);
    expect(waits[0]?.milliseconds).toBe(20_000);
    waits[0]?.end();
    const edith = demo.homes[0]?.home.id;
    const alarm = await desk.until((one) => one.rule === "sosPress" && one.homeId === edith);
    expect(alarm).toMatchObject({ state: "open", mode: "live", priority: "critical" });
    await expect.poll(() => waits.slice(1).map(({ milliseconds }) => milliseconds)).toEqual([40_000, 60_000, 120_000, 150_000]);
    desk.close();
  });

  test("has recorded fourteen past nights of each home at their own times, with the alarms that the centre closed", async () => {
    const { token } = await demo.service.tokens.create({ role: "supervisor", name: "Reader" });
    const api = createServiceApi({ httpUrl: demo.service.httpUrl, token });
    for (const { home, plan } of demo.homes) {
      const days = new Set<string>();
      for await (const { time, receivedAt } of api.readings(home.id, Date.now() - 20 * 86_400_000, Date.now() + 86_400_000)) {
        days.add(time.slice(0, 10));
        if (home.mode === "live") expect(Math.abs(Date.parse(receivedAt) - Date.parse(time))).toBeLessThanOrEqual(10_000);
      }
      expect(days.size).toBeGreaterThanOrEqual(16);
      if (home.mode === "test") continue;
      const closed = (await Array.fromAsync(api.alarms(home.id))).filter(({ state, technical }) => state === "closed" && !technical);
      expect(closed.map(({ rule }) => rule)).toEqual(expect.arrayContaining(closedRules[plan.seed] ?? []));
    }
    const edith = demo.homes[0]?.home.id ?? "";
    const { plan } = await api.plan(edith);
    const proposed = { ...plan, rules: { ...plan.rules, nightWandering: { advisoryAt: "movement" } } };
    const difference = await api.backtest(edith, proposed, {});
    expect(difference.nights).toHaveLength(14);
    expect(difference.alarms.filter(({ change }) => change === "lost").length).toBeGreaterThan(3);
  });

  test("shows the messages that it does not send, and their links open the page of the contact", async () => {
    const read = async (path: string) => {
      const answer = await fetch(new URL(path, demo.service.httpUrl));
      return { status: answer.status, page: await answer.text() };
    };
    const { status, page } = await read("/demo/messages");
    expect(status).toBe(200);
    expect(page).toContain("The demo sends nothing.");
    expect(page).toMatch(/<h2>Text to [A-Z][a-z]+ [A-Z][a-z]+ \(\+44\d+\), \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC<\/h2>/);
    const links = [...page.matchAll(/<a href="([^"]+)">Open the link of this message/g)].map(([, link]) => link ?? "");
    expect(links.length).toBeGreaterThan(0);
    // Newest first; an old case was closed more than a day ago.
    expect((await read(links.at(-1) ?? "")).page).toContain("This link has expired");
  });

  test("has answered the calls of the past as a good centre does", async () => {
    const from = new Date(letInAt - 20 * 86_400_000).toISOString().slice(0, 10);
    const days = await readAll<Record<"calls" | "within60" | "within180", number>>(`/reports/answers?from=${from}`);
    const sum = (name: "calls" | "within60" | "within180") => days.reduce((total, day) => total + day[name], 0);
    expect(days.length).toBeGreaterThan(14);
    expect(sum("calls")).toBeGreaterThan(40);
    expect(sum("within60") / sum("calls")).toBeGreaterThan(0.97);
    expect(sum("within180")).toBe(sum("calls"));
    // A centre that is never late is not believed.
    expect(sum("within60")).toBeLessThan(sum("calls"));
  });

  test("has closed every case of the past within minutes and with a note, and no timeline says that a step came late", async () => {
    const cases = (await readAll<CaseView>("/cases?state=all&mode=live&limit=100")).filter(
      ({ openedAt }) => Date.parse(openedAt) < letInAt,
    );
    expect(cases.length).toBeGreaterThan(50);
    const lasted = cases.map(({ openedAt, closedAt }) => Date.parse(closedAt ?? "") - Date.parse(openedAt));
    expect(lasted.filter((milliseconds) => !(milliseconds < 45 * 60_000))).toEqual([]);
    const entriesOf = ({ timeline }: CaseView) => timeline.map(({ text }) => text);
    const entries = cases.flatMap(entriesOf);
    expect(entries.filter((text) => / late[,)]/.test(text))).toEqual([]);
    expect(entries.filter((text) => text.includes("said: I'm on it")).length).toBeGreaterThan(8);
    expect(cases.filter((one) => !entriesOf(one).some((text) => /^Closed: .+\. .+\.$/.test(text)))).toEqual([]);
  });

  test("says once that it is being prepared, and does not log that no operator is on duty while it records the past", () => {
    expect(preparations).toHaveLength(1);
    expect(linesOfPast.filter(({ msg }) => msg.startsWith("no operator is on duty"))).toEqual([]);
  });

  test("prints a mosquitto_pub line whose username, secret, topic and payload ring an alarm", async () => {
    const line = demo.welcome.split("\n").find((one) => one.includes("mosquitto_pub")) ?? "";
    const option = (name: string): string => new RegExp(`-${name} '?([^' ]+)`).exec(line)?.[1] ?? "";
    const desk = await openConsole(await signIn("operator2@demo.example"));
    const url = `mqtt://${option("h")}:${option("p")}`;
    const button = await connectAsync(url, { username: option("u"), password: option("P"), protocolVersion: 4 });
    await button.publishAsync(option("t"), option("m"), { qos: 1 });
    const alarm = await desk.until(({ rule, sentence }) => rule === "sosPress" && sentence.includes("Spare pendant"));
    expect(alarm.homeId).toBe(demo.homes[0]?.home.id);
    await button.endAsync();
    desk.close();
  });

  test("restarts on the same folder with the same homes and passwords, and does not record the past again", async () => {
    const passwords = (text: string) =>
      [...text.matchAll(/(\S+@demo\.example)\s+password (\S+)/g)].map(([, email, password]) => [email, password]);
    const before = { homes: demo.homes.map(({ home }) => home.id), passwords: passwords(demo.welcome) };
    await demo.stop();
    demo = await startDemo(config, log, { wait, onPreparing: () => preparations.push(0) });
    expect(preparations).toHaveLength(1);
    expect({ homes: demo.homes.map(({ home }) => home.id), passwords: passwords(demo.welcome) }).toEqual(before);
    const { token } = await demo.service.tokens.create({ role: "supervisor", name: "Second reader" });
    const api = createServiceApi({ httpUrl: demo.service.httpUrl, token });
    const old = await Array.fromAsync(api.readings(before.homes[0] ?? "", 0, Date.now() - 86_400_000));
    expect(new Set(old.map(({ boot }) => boot))).toEqual(new Set(["demo-fortnight"]));
  });
});

const closedRules: Readonly<Record<number, string[]>> = {
  1: ["bedExit", "nightWandering", "bedExit", "bedExit"],
  2: ["sosPress", "fall"],
  3: ["sosPress"],
  4: ["doorOpen", "bedExit"],
};
