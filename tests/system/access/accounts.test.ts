import { request } from "node:http";
import { getMigrations } from "better-auth/db/migration";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAuth } from "#alarm-console/access/auth.ts";
import { createLog } from "#platform/log.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";

let service: TestService;
let database: pg.Pool;
let origin: string;

const ada = { email: "ada.wright@centre.example", name: "Ada Wright", role: "operator" as const, password: "a long night shift" };
const carl = { email: "carl.moss@family.example", name: "Carl Moss", role: "carer" as const, password: "mother lives alone" };

beforeAll(async () => {
  service = await startTestService();
  origin = service.service.httpUrl;
  database = new pg.Pool({ connectionString: service.service.databaseUrl });
  for (const account of [ada, carl]) expect((await service.service.accounts.create(account)).ok).toBe(true);
});
afterAll(async () => {
  await database.end();
  await service.stop();
});

interface Answer {
  status: number;
  body: Json;
  cookies: string[];
}

/** As a browser would send it; `fetch` would not let a test name another host. */
function send(method: "GET" | "POST", path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const json = body === undefined ? {} : { "content-type": "application/json" };
    const asked = request(`${origin}${path}`, { method, headers: { ...json, ...headers } }, async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve({
        status: response.statusCode ?? 0,
        body: text === "" ? null : JSON.parse(text),
        cookies: response.headers["set-cookie"] ?? [],
      });
    });
    asked.on("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const signIn = (who: { email: string; password: string }, headers: Record<string, string> = { origin }): Promise<Answer> =>
  send("POST", "/api/auth/sign-in/email", headers, { email: who.email, password: who.password });

const cookieOf = ({ cookies }: Answer): string => cookies.map((one) => one.split(";")[0]).join("; ");

test("the database has every table and column that the account library needs", async () => {
  const auth = createAuth({ pool: database, secret: "x".repeat(32), log: createLog("silent") });
  const { toBeCreated, toBeAdded } = await getMigrations(auth.options);
  expect({ toBeCreated, toBeAdded }).toEqual({ toBeCreated: [], toBeAdded: [] });
});

test("an operator signs in, is known by name and role, and signs out", async () => {
  const answer = await signIn({ ...ada, email: "Ada.Wright@Centre.example" });
  expect(answer.status).toBe(200);
  expect(answer.cookies).toHaveLength(1);
  expect(answer.cookies[0]).toMatch(/^linkline\.session_token=[^;]+; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/);
  const cookie = cookieOf(answer);
  expect((await send("GET", "/api/v1/me", { cookie })).body).toEqual({ id: expect.any(String), name: "Ada Wright", role: "operator" });
  expect((await send("POST", "/api/auth/sign-out", { cookie, origin }, {})).status).toBe(200);
  expect((await send("GET", "/api/v1/me", { cookie })).status).toBe(401);
});

test("an alarm that a person claims is held under that person's own name", async () => {
  const home = await service.home();
  const device = await service.device(home.id);
  await (await service.unit(device)).publishAsync(device.mqtt.topic, JSON.stringify({ kind: "button", pressed: true }), { qos: 1 });
  const cookie = cookieOf(await signIn(ada));
  const [alarm] = (await send("GET", `/api/v1/alarms?home=${home.id}`, { cookie })).body.items;
  const me = (await send("GET", "/api/v1/me", { cookie })).body;
  const claimed = await send("POST", `/api/v1/alarms/${alarm.id}/claim`, { cookie, origin });
  expect(claimed.body.heldBy).toEqual({ id: me.id, name: "Ada Wright" });
});

test("a carer can sign in and may not see the alarms", async () => {
  const cookie = cookieOf(await signIn(carl));
  expect((await send("GET", "/api/v1/me", { cookie })).body).toMatchObject({ role: "carer" });
  expect((await send("GET", "/api/v1/alarms", { cookie })).status).toBe(403);
});

test("an ended or forged session is refused", async () => {
  const cookie = cookieOf(await signIn(ada));
  await database.query(`DELETE FROM "session" WHERE token = $1`, [cookie.split("=")[1]?.split(".")[0]]);
  expect((await send("GET", "/api/v1/me", { cookie })).status).toBe(401);
  const another = cookieOf(await signIn(ada));
  expect((await send("GET", "/api/v1/me", { cookie: another.slice(0, -8) })).status).toBe(401);
  await database.query(`UPDATE "session" SET "expiresAt" = now() - interval '1 second'`);
  expect((await send("GET", "/api/v1/me", { cookie: another })).status).toBe(401);
});

test("a person who keeps working stays signed in", async () => {
  const cookie = cookieOf(await signIn(ada));
  await database.query(`UPDATE "session" SET "expiresAt" = now() + interval '2 minutes'`);
  expect((await send("GET", "/api/v1/me", { cookie })).status).toBe(200);
  const { rows } = await database.query(`SELECT max("expiresAt") > now() + interval '50 minutes' AS prolonged FROM "session"`);
  expect(rows[0].prolonged).toBe(true);
});

describe("signing in", () => {
  test("a wrong password and an unknown address get the same answer", async () => {
    const wrong = await signIn({ ...ada, password: "not her password" });
    const unknown = await signIn({ email: "nobody@centre.example", password: "not her password" });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.body).toEqual(unknown.body);
    expect(wrong.cookies).toEqual([]);
  });

  test("a visitor cannot make an account, and a user cannot change their own role or name", async () => {
    const signUp = { email: "eve@elsewhere.example", password: "let me in please", name: "Eve", role: "admin" };
    expect((await send("POST", "/api/auth/sign-up/email", { origin }, signUp)).status).toBe(404);
    const cookie = cookieOf(await signIn(carl));
    for (const change of [{ role: "admin" }, { name: "Ada Wright" }, { name: "Ada Wright", role: "admin" }])
      expect((await send("POST", "/api/auth/update-user", { origin, cookie }, change)).status).toBe(404);
    const { rows } = await database.query(`SELECT name, role FROM "user" ORDER BY name`);
    expect(rows).toEqual([
      { name: "Ada Wright", role: "operator" },
      { name: "Carl Moss", role: "carer" },
    ]);
  });

  test("an account is made once, with a password that is long enough and stored as a hash", async () => {
    const { accounts } = service.service;
    expect(await accounts.create({ ...ada, email: " ADA.wright@centre.example" })).toEqual({ ok: false, why: "exists" });
    expect(await accounts.create({ ...ada, email: "new@centre.example", password: "short" })).toEqual({ ok: false, why: "passwordLength" });
    expect(await accounts.create({ ...ada, email: "ada.wright" })).toEqual({ ok: false, why: "email" });
    const both = await Promise.all([1, 2].map(() => accounts.create({ ...ada, email: "twice@centre.example" })));
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
    await database.query(`DELETE FROM "user" WHERE email = 'twice@centre.example'`);
    const { rows } = await database.query<{ password: string }>(`SELECT password FROM "account"`);
    for (const { password } of rows) expect(password).not.toContain("shift");
  });
});

describe("a foreign page in the same browser", () => {
  const foreign = "http://elsewhere.example";

  test("cannot change anything with the session cookie", async () => {
    const cookie = cookieOf(await signIn(ada));
    const pages: Record<string, string>[] = [{ origin: foreign }, { origin: "null" }, { origin: "http://127.0.0.1:1" }, {}];
    for (const page of pages) {
      const headers = { cookie, ...page };
      const refused = await send("POST", "/api/v1/alarms/1/claim", headers);
      expect(refused.status).toBe(403);
      expect(refused.body.error.code).toBe("forbidden");
    }
    expect((await send("POST", "/api/auth/sign-out", { cookie, origin: foreign }, {})).status).toBe(403);
    expect((await send("GET", "/api/v1/me", { cookie })).status).toBe(200);
  });

  test("cannot sign a person in", async () => {
    expect((await signIn(ada, { origin: foreign })).status).toBe(403);
    expect((await signIn(ada, { origin: foreign, cookie: "a=b" })).status).toBe(403);
  });

  test("does not limit a program with a token, which has no page", async () => {
    const authorization = `Bearer ${await service.token("operator")}`;
    expect((await send("POST", "/api/v1/alarms/999/claim", { authorization })).status).toBe(404);
  });
});

test("the console opens under any host name, and its cookie is Secure over https", async () => {
  for (const [host, page] of [
    ["console.centre.example:8080", "http://console.centre.example:8080"],
    ["192.0.2.10:8080", "http://192.0.2.10:8080"],
    ["console.centre.example", "https://console.centre.example"],
  ] as const) {
    const answer = await signIn(ada, { host, origin: page });
    expect(answer.status, page).toBe(200);
    expect(/; Secure$/.test(answer.cookies[0] ?? ""), page).toBe(page.startsWith("https"));
    const claim = await send("POST", "/api/v1/alarms/999/claim", { host, origin: page, cookie: cookieOf(answer) });
    expect(claim.status, page).toBe(404);
  }
});
