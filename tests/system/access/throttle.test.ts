import pg from "pg";
import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAuth } from "#alarm-console/access/auth.ts";
import { createLog } from "#platform/log.ts";
import { heardLog } from "../database/heardLog.ts";
import { ManualClock } from "../setup/manualClock.ts";
import type { TestService } from "../setup/service.ts";
import { type FrontDoor, frontDoor } from "./frontDoor.ts";
import { emailOf, goodPassword, serviceWith, Visitor } from "./visitor.ts";

// Time passes only where a test says so: each wait that is under way stays.
const clock = new ManualClock("2026-11-23T07:00:00Z");
const people = Array.from({ length: 25 }, (_, index) => `Operator${index + 1}`);
let town: TestService;
/** The proxies of the centre and of the rest of the world. */
let centre: FrontDoor;
let outside: FrontDoor;
const signInPath = "/api/auth/sign-in/email";
const page = "https://linkline.example";

beforeAll(async () => {
  town = await serviceWith([...people, "Ada", "Bea", "Cleo", "Dina", "Eve", "Fay"], {
    clock,
    env: { LINKLINE_TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8" },
  });
  const { httpUrl } = town.service;
  [centre, outside] = await Promise.all([
    frontDoor(httpUrl, { address: "198.51.100.7" }),
    frontDoor(httpUrl, { address: "203.0.113.66", host: "linkline.example:443" }),
  ]);
});
afterAll(async () => {
  await Promise.all([centre.stop(), outside.stop()]);
  await town.stop();
});

const atDesk = (): Visitor => new Visitor(centre.url, page);
const fromOutside = (): Visitor => new Visitor(outside.url, page);

/** Signs in as a person does: where the service is too busy to answer, again. */
async function tries(visitor: Visitor, name: string, password: string): Promise<number> {
  for (;;) {
    const { status } = await visitor.signIn(emailOf(name), password);
    if (status !== 503) return status;
  }
}
const signsIn = (visitor: Visitor, name: string): Promise<number> => tries(visitor, name, goodPassword);

/** All at the same moment. Whom a busy service does not answer tries again afterwards, one after the other. */
async function signInAtOnce(names: readonly string[]): Promise<number[]> {
  const first = await Promise.all(names.map((name) => atDesk().signIn(emailOf(name), goodPassword)));
  const statuses: number[] = [];
  for (const [index, { status }] of first.entries())
    statuses.push(status === 503 ? await signsIn(atDesk(), names[index] as string) : status);
  return statuses;
}

/** Statuses of wrong passwords, one after the other. */
async function guesses(visitor: Visitor, names: readonly string[]): Promise<number[]> {
  const statuses: number[] = [];
  for (const [index, name] of names.entries()) statuses.push(await tries(visitor, name, `not the password ${index}`));
  return statuses;
}

test("twenty wrong passwords from outside make that address wait, and the 25 operators of a shift sign in through one proxy at the same moment", async () => {
  const strangers = Array.from({ length: 15 }, (_, index) => `Stranger${index}`);
  expect(await guesses(fromOutside(), [...people.slice(0, 5), ...strangers])).toEqual(Array(20).fill(401));
  const refused = await fromOutside().signIn(emailOf("Ada"), goodPassword);
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(refused.body.error).toMatchObject({ code: "tooMany", message: "Too many wrong attempts. Wait 1 second, then try again." });

  expect(await signInAtOnce(people)).toEqual(people.map(() => 200));

  // A false X-Forwarded-For is no way around: the proxy's own entry counts.
  const disguised = { "x-forwarded-for": "198.51.100.7", "x-linkline-peer": "198.51.100.7" };
  expect((await fromOutside().send("POST", signInPath, { email: emailOf("Ada"), password: goodPassword }, disguised)).status).toBe(429);
  clock.advance(1_000);
  expect(await tries(fromOutside(), "Ada", "still not the password")).toBe(401);
  expect((await fromOutside().signIn(emailOf("Ada"), goodPassword)).headers.get("retry-after")).toBe("2");
  clock.advance(3_600_001);
  expect(await signsIn(fromOutside(), "Ada")).toBe(200);
}, 240_000);

test("after five wrong passwords for one account the address waits for that account, and the person at her desk does not", async () => {
  expect(await guesses(fromOutside(), Array(20).fill("Bea"))).toEqual([...Array(5).fill(401), ...Array(15).fill(429)]);
  expect((await fromOutside().signIn(emailOf("Bea"), goodPassword)).status).toBe(429);
  expect(await signsIn(fromOutside(), "Cleo")).toBe(200);
  expect(await signsIn(atDesk(), "Bea")).toBe(200);
});

test("the waits grow, and the right password after a wait ends them", async () => {
  const desk = atDesk();
  await guesses(desk, Array(5).fill("Dina"));
  const waits: (string | null)[] = [];
  for (const seconds of [1, 2, 4, 8]) {
    waits.push((await desk.signIn(emailOf("Dina"), goodPassword)).headers.get("retry-after"));
    clock.advance(seconds * 1_000);
    if (seconds < 8) await guesses(desk, ["Dina"]);
  }
  expect(waits).toEqual(["1", "2", "4", "8"]);
  expect(await signsIn(desk, "Dina")).toBe(200);
  expect(await guesses(desk, Array(4).fill("Dina"))).toEqual([401, 401, 401, 401]);
  expect(await signsIn(desk, "Dina")).toBe(200);
});

test("guesses from many addresses make an account wait, but not where its person has signed in before", async () => {
  expect(await signsIn(atDesk(), "Eve")).toBe(200);
  const doors = await Promise.all(
    Array.from({ length: 20 }, (_, index) => frontDoor(town.service.httpUrl, { address: `192.0.2.${index + 1}` })),
  );
  try {
    for (const { url } of doors) expect(await tries(new Visitor(url, page), "Eve", "not the password")).toBe(401);
    expect((await fromOutside().signIn(emailOf("Eve"), goodPassword)).status).toBe(429);
    expect(await signsIn(atDesk(), "Eve")).toBe(200);
  } finally {
    await Promise.all(doors.map((door) => door.stop()));
  }
});

test("guesses that are sent at once are counted from their start", async () => {
  const statuses = await Promise.all(
    Array.from({ length: 40 }, (_, index) => fromOutside().signIn(emailOf("Fay"), `guess number ${index}`)),
  );
  const refused = statuses.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(30);
});

test("a desk behind a proxy works with the host in a header, and with the port of https in the host", async () => {
  for (const door of [centre, outside]) {
    const desk = new Visitor(door.url, page);
    expect(await signsIn(desk, "Cleo")).toBe(200);
    expect((await desk.post("/api/v1/alarms/999/claim")).status).toBe(404);
    const socket = io(door.url, { transports: ["websocket"], reconnection: false, extraHeaders: { cookie: desk.cookie, origin: page } });
    const opened = new Promise<string>((resolve) => {
      socket.on("connect", () => resolve("connected"));
      socket.on("connect_error", ({ message }) => resolve(message));
    });
    expect(await opened).toBe("connected");
    socket.close();
  }
});

test("the headers of a proxy that is not trusted count for nothing, and the log says so once", async () => {
  const { log, lines } = heardLog();
  const alone = await serviceWith(["Ada"], { log });
  try {
    const { httpUrl } = alone.service;
    const door = await frontDoor(httpUrl, { address: "203.0.113.5" });
    const visitor = new Visitor(door.url, page);
    expect((await visitor.signIn(emailOf("Ada"), goodPassword)).status).toBe(403);
    await visitor.signIn(emailOf("Ada"), goodPassword);
    await door.stop();
  } finally {
    await alone.stop();
  }
  expect(lines.filter(({ msg }) => msg.includes("LINKLINE_TRUSTED_PROXIES"))).toHaveLength(1);
});

test("only the routes of the account library that Link Line uses can be reached", async () => {
  const desk = atDesk();
  await signsIn(desk, "Cleo");
  const context = await createAuth({ pool: new pg.Pool({ max: 1 }), secret: "x".repeat(32), log: createLog("silent") });
  const paths = Object.values(context.api as unknown as Record<string, { path?: string }>).flatMap(({ path }) => path ?? []);
  const others = paths.filter((path) => !["/sign-in/email", "/sign-out"].includes(path)).map((path) => path.replaceAll(/:\w+/g, "x"));
  expect(others.length).toBeGreaterThan(20);
  for (const path of [...others, "/sign-in/email/", "//sign-in/email", "/x/../verify-password"])
    for (const method of ["GET", "POST"] as const) {
      const { status } = await desk.send(method, `/api/auth${path}`, method === "POST" ? {} : undefined);
      expect([method, path, status]).toEqual([method, path, 404]);
    }
});
