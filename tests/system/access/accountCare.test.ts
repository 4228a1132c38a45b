import pg from "pg";
import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestService } from "../setup/service.ts";
import { emailOf, goodPassword, serviceWith, Visitor } from "./visitor.ts";

let town: TestService;
beforeAll(async () => {
  town = await serviceWith([]);
});
afterAll(() => town.stop());

const admin = (method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown) =>
  town.call("admin", method, `/api/v1${path}`, body);
const visitor = (): Visitor => new Visitor(town.service.httpUrl);

async function created(name: string, { role = "operator", firstWay = "link" }: { role?: string; firstWay?: "link" | "password" } = {}) {
  const { status, body } = await admin("POST", "/accounts", { email: emailOf(name), name, role, firstWay });
  expect(status).toBe(201);
  return {
    id: body.account.id as string,
    token: body.signInLink?.split("/#/welcome/")[1] as string,
    password: body.oneTimePassword as string,
    body,
  };
}

/** A person with an account and a password of their own, signed in. */
async function settled(name: string, role = "operator") {
  const { id, token } = await created(name, { role });
  const at = visitor();
  expect((await at.post("/api/v1/sign-in-links/use", { token, password: goodPassword })).status).toBe(200);
  expect((await at.signIn(emailOf(name), goodPassword)).status).toBe(200);
  return { id, at };
}

const faultOf = ({ status, body }: { status: number; body: { error: { details: { path: string; message: string }[] } } }) => [
  status,
  body.error.details[0]?.path,
  body.error.details[0]?.message,
];
const tooEasy = "choose another password: this one is easy to guess. Four words that have nothing to do with each other are good";
const likeName = "choose another password: this one is too much like your name or email";
const length = "choose 12 to 128 characters";

describe("a sign-in link", () => {
  test("lets a new person choose a password, once", async () => {
    const { token, body } = await created("Ada Wright");
    expect(body.signInLink).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#\/welcome\/[\w-]{43}$/);
    expect(body.account).toMatchObject({ name: "Ada Wright", role: "operator", hasPassword: false, linkUntil: expect.any(String) });
    const ada = visitor();
    expect((await ada.signIn(emailOf("Ada Wright"), goodPassword)).status).toBe(401);
    const look = await ada.post("/api/v1/sign-in-links/look", { token });
    expect(look.body).toEqual({ name: "Ada Wright", email: emailOf("Ada Wright") });

    const both = await Promise.all([1, 2].map(() => ada.post("/api/v1/sign-in-links/use", { token, password: goodPassword })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect((await ada.signIn(emailOf("Ada Wright"), goodPassword)).status).toBe(200);
    expect(await ada.me()).toEqual({ id: body.account.id, name: "Ada Wright", role: "operator" });
    expect((await visitor().post("/api/v1/sign-in-links/look", { token })).status).toBe(404);
    expect((await visitor().post("/api/v1/sign-in-links/use", { token: "x".repeat(43), password: goodPassword })).status).toBe(404);
  });

  test.each([
    ["short", "eleven char", length],
    ["known to attackers", "password1234", tooEasy],
    ["a row of keys", "qwertyuiop12", tooEasy],
    ["one sign many times", "aaaaaaaaaaaaaaaa", tooEasy],
    ["the person's name with a year", "BeaHarrington2026", likeName],
    ["the person's address", "bea.harrington@centre", likeName],
  ])("refuses a password that is %s", async (kind, password, why) => {
    const email = `bea.harrington+${kind.length}${password.length}@centre.example`;
    const { body } = await admin("POST", "/accounts", { email, name: "Bea Harrington", role: "operator", firstWay: "link" });
    const token = body.signInLink.split("/#/welcome/")[1];
    expect(faultOf(await visitor().post("/api/v1/sign-in-links/use", { token, password }))).toEqual([422, "chosen", why]);
    // The link still works.
    expect((await visitor().post("/api/v1/sign-in-links/use", { token, password: goodPassword })).status).toBe(200);
  });
});

test("a one-time password opens nothing until the person has chosen another", async () => {
  const { password, body } = await created("Cleo", { firstWay: "password" });
  expect(body.account.oneTimePasswordUntil).not.toBeNull();
  const cleo = visitor();
  expect((await cleo.signIn(emailOf("Cleo"), password)).status).toBe(200);
  expect(await cleo.me()).toMatchObject({ name: "Cleo", due: "password" });
  const refused = await cleo.get("/api/v1/cases");
  expect([refused.status, refused.body.error.code]).toEqual([403, "passwordDue"]);
  const socket = io(town.service.httpUrl, { transports: ["websocket"], reconnection: false, extraHeaders: { cookie: cleo.cookie } });
  const why = await new Promise((resolve) => socket.on("connect_error", (error) => resolve((error as Error & { data?: unknown }).data)));
  expect(why).toMatchObject({ code: "passwordDue" });

  const change = (present: string, chosen: string) => cleo.post("/api/v1/me/password", { present, chosen });
  expect(faultOf(await change("not her password", goodPassword))).toEqual([422, "present", "this is not your present password"]);
  expect(faultOf(await change(password, password))).toEqual([422, "chosen", "choose another password than the present one"]);
  expect((await change(password, goodPassword)).status).toBe(200);
  expect(await cleo.me()).not.toHaveProperty("due");
  expect((await cleo.get("/api/v1/cases")).status).toBe(200);
  expect((await visitor().signIn(emailOf("Cleo"), password)).status).toBe(401);
});

test("a changed password ends the other sessions, and guesses at the present one have to wait", async () => {
  const { at: here } = await settled("Dina");
  const elsewhere = visitor();
  await elsewhere.signIn(emailOf("Dina"), goodPassword);
  const chosen = "a kettle for nine violins";
  expect((await here.post("/api/v1/me/password", { present: goodPassword, chosen })).status).toBe(200);
  expect((await here.get("/api/v1/me")).status).toBe(200);
  expect((await elsewhere.get("/api/v1/me")).status).toBe(401);
  const statuses: number[] = [];
  for (let guess = 0; guess < 5; guess += 1)
    statuses.push((await here.post("/api/v1/me/password", { present: `guess ${guess}`, chosen: goodPassword })).status);
  expect(statuses).toEqual([422, 422, 422, 422, 422]);
  expect((await here.post("/api/v1/me/password", { present: chosen, chosen: goodPassword })).status).toBe(429);
});

test("a disabled account has no sessions and cannot sign in, until it is enabled", async () => {
  const { id, at } = await settled("Eve");
  const disabled = await admin("POST", `/accounts/${id}/disable`);
  expect(disabled.body).toMatchObject({ sessions: 0, disabledAt: expect.any(String) });
  expect((await at.get("/api/v1/me")).status).toBe(401);
  const refused = await at.signIn(emailOf("Eve"), goodPassword);
  expect([refused.status, refused.body.error.message]).toEqual([403, "This account is disabled. Ask an administrator."]);
  // Who does not know the password learns nothing.
  expect((await visitor().signIn(emailOf("Eve"), "not her password")).status).toBe(401);
  expect((await admin("POST", `/accounts/${id}/enable`)).body.disabledAt).toBeNull();
  expect((await at.signIn(emailOf("Eve"), goodPassword)).status).toBe(200);
});

test("the phone of a carer whose account is disabled gets no more pushes", async () => {
  const { id } = await settled("Hal", "carer");
  const pool = new pg.Pool({ connectionString: town.service.databaseUrl });
  const endpoint = "https://push.example/hal";
  await pool.query(
    `INSERT INTO phone (account_id, endpoint, p256dh, auth, name, created_at, seen_at) VALUES ($1, $2, 'key', 'auth', 'Phone', now(), now())`,
    [id, endpoint],
  );
  await admin("POST", `/accounts/${id}/disable`);
  const { rows } = await pool.query("SELECT retired_why FROM phone WHERE endpoint = $1", [endpoint]);
  await pool.end();
  expect(rows).toEqual([{ retired_why: "signedOut" }]);
});

test("a new role ends the sessions, and a reset ends password and sessions", async () => {
  const { id, at } = await settled("Fay");
  expect((await admin("PUT", `/accounts/${id}/role`, { role: "installer" })).body.role).toBe("installer");
  expect((await at.get("/api/v1/me")).status).toBe(401);
  await at.signIn(emailOf("Fay"), goodPassword);
  expect(await at.me()).toMatchObject({ role: "installer" });

  const reset = await admin("POST", `/accounts/${id}/reset`, { firstWay: "link" });
  expect(reset.body.account).toMatchObject({ hasPassword: false, sessions: 0 });
  expect((await at.get("/api/v1/me")).status).toBe(401);
  expect((await at.signIn(emailOf("Fay"), goodPassword)).status).toBe(401);
  const token = reset.body.signInLink.split("/#/welcome/")[1];
  expect((await at.post("/api/v1/sign-in-links/use", { token, password: "a kettle for nine violins" })).status).toBe(200);
});

test("an administrator sees the sessions of a person and ends one of them, or all", async () => {
  const { id, at: first } = await settled("Gus");
  const second = visitor();
  await second.signIn(emailOf("Gus"), goodPassword);
  const { items } = (await admin("GET", `/accounts/${id}/sessions`)).body;
  expect(items).toHaveLength(2);
  expect(items[0]).toMatchObject({ address: "127.0.0.1", browser: expect.any(String) });
  expect((await admin("DELETE", `/accounts/${id}/sessions/${items[0].id}`)).body.sessions).toBe(1);
  expect([(await first.get("/api/v1/me")).status, (await second.get("/api/v1/me")).status]).toEqual([200, 401]);
  expect((await admin("DELETE", `/accounts/${id}/sessions`)).body.sessions).toBe(0);
  expect((await first.get("/api/v1/me")).status).toBe(401);
});

test("the last administrator cannot be disabled or get another role, also when two disable each other at once", async () => {
  const { id: first } = await settled("Ida", "admin");
  expect((await admin("POST", `/accounts/${first}/disable`)).body.error.code).toBe("lastAdministrator");
  expect((await admin("PUT", `/accounts/${first}/role`, { role: "operator" })).status).toBe(409);
  const { id: second } = await settled("Jo", "admin");
  const both = await Promise.all([first, second].map((id) => admin("POST", `/accounts/${id}/disable`)));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test("each change is recorded: who, whom, when, from where", async () => {
  const { id: chief, at } = await settled("Kay", "admin");
  const made = (await at.post("/api/v1/accounts", { email: emailOf("Lou"), name: "Lou", role: "operator", firstWay: "link" })).body;
  const { id } = made.account;
  await at.send("PUT", `/api/v1/accounts/${id}/role`, { role: "tester" });
  await at.post("/api/v1/sign-in-links/use", { token: made.signInLink.split("/#/welcome/")[1], password: goodPassword });
  await at.post(`/api/v1/accounts/${id}/disable`);
  const { items } = (await at.get(`/api/v1/account-changes?account=${id}`)).body;
  const by = { id: chief, name: "Kay", address: "127.0.0.1" };
  const account = { id, name: "Lou" };
  expect(items).toMatchObject([
    { what: "disabled", by, account },
    { what: "passwordChosen", by: { ...by, id, name: "Lou" }, account },
    { what: "roleChanged", by, account, details: { from: "operator", to: "tester" } },
    { what: "created", by, account, details: { role: "operator", firstWay: "link" } },
  ]);
});

test("only administrators see and change accounts", async () => {
  for (const role of ["supervisor", "operator", "installer", "carer", "tester"] as const)
    for (const [method, path] of [
      ["GET", "/accounts"],
      ["GET", "/accounts/x/sessions"],
      ["GET", "/account-changes"],
      ["POST", "/accounts/x/disable"],
      ["POST", "/accounts/x/enable"],
      ["DELETE", "/accounts/x/sessions"],
      ["DELETE", "/accounts/x/sessions/y"],
    ] as const)
      expect([role, path, (await town.call(role, method, `/api/v1${path}`)).status]).toEqual([role, path, 403]);
  expect((await admin("POST", "/accounts/x/disable")).status).toBe(404);
});
