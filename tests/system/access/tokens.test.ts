import pg from "pg";
import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectToService, endOwnTokens } from "#app/commands/options/connection.ts";
import { tokenCommand } from "#app/commands/token.ts";
import { runCommand } from "../setup/commandLine.ts";
import type { TestService } from "../setup/service.ts";
import { emailOf, goodPassword, serviceWith, Visitor } from "./visitor.ts";

let town: TestService;
let admin: Visitor;
const before = { ...process.env };
beforeAll(async () => {
  town = await serviceWith([]);
  process.env.DATABASE_URL = town.service.databaseUrl;
  await town.service.accounts.create({ email: emailOf("Kay"), name: "Kay", role: "admin", password: goodPassword });
  admin = new Visitor(town.service.httpUrl);
  await admin.signIn(emailOf("Kay"), goodPassword);
});
afterAll(async () => {
  process.env = before;
  await town.stop();
});

const statusWith = async (token: string): Promise<number> =>
  (await fetch(`${town.service.httpUrl}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status;
const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const listed = async (name: string) => (await admin.get("/api/v1/tokens")).body.items.find((one: { name: string }) => one.name === name);

test("an administrator makes a token, sees its maker, end and last use, and ends it with its live connection", async () => {
  const made = await admin.post("/api/v1/tokens", { name: "Care records", role: "operator" });
  expect(made.status).toBe(201);
  const { id, token } = made.body;
  expect(await listed("Care records")).toMatchObject({ id, role: "operator", lastUsedAt: null, madeBy: { name: "Kay" } });
  expect((await listed("Care records")).expiresAt.slice(0, 10)).toBe(day(90));
  expect(await statusWith(token)).toBe(200);
  expect((await listed("Care records")).lastUsedAt).not.toBeNull();

  const socket = io(town.service.httpUrl, { transports: ["websocket"], reconnection: false, auth: { token } });
  await new Promise<void>((resolve) => socket.on("cases", () => resolve()));
  const closed = new Promise((resolve) => socket.on("disconnect", resolve));
  expect((await admin.send("DELETE", `/api/v1/tokens/${id}`)).status).toBe(200);
  expect(await statusWith(token)).toBe(401);
  expect(await closed).toBe("io server disconnect");
  expect(await listed("Care records")).toBeUndefined();
  expect((await admin.send("DELETE", `/api/v1/tokens/${id}`)).status).toBe(404);
  const { items } = (await admin.get(`/api/v1/account-changes?account=token:${id}`)).body;
  expect(items).toMatchObject([
    { what: "tokenEnded", by: { name: "Kay" }, account: { name: "Care records" } },
    { what: "tokenMade", by: { name: "Kay" } },
  ]);
  expect((await town.call("supervisor", "GET", "/api/v1/tokens")).status).toBe(403);
});

test("a token ends by itself, after 90 days where no number is given", async () => {
  const { out: token } = await runCommand(tokenCommand(), "create", "--role", "installer", "--name", "Fitter");
  expect((await listed("Fitter")).expiresAt.slice(0, 10)).toBe(day(90));
  expect((await runCommand(tokenCommand(), "list")).out).toContain(`installer\tFitter\tends ${day(90)}\tused never`);
  const { out: short } = await runCommand(tokenCommand(), "create", "--role", "installer", "--name", "Short", "--days", "2");
  expect((await listed("Short")).expiresAt.slice(0, 10)).toBe(day(2));
  const pool = new pg.Pool({ connectionString: town.service.databaseUrl });
  await pool.query(`UPDATE api_token SET expires_at = now() - interval '1 second' WHERE name = 'Short'`);
  await pool.end();
  expect(await statusWith(short)).toBe(401);
  expect(await statusWith(token)).toBe(200);
});

test("the token that a command makes for itself ends with the command", async () => {
  const token = await (await connectToService()).token("tester");
  expect((await listed("command line, tester")).madeBy.id).toBe("commandLine");
  await endOwnTokens();
  expect(await listed("command line, tester")).toBeUndefined();
  expect(await statusWith(token)).toBe(401);
});
