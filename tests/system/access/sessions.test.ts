import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestService } from "../setup/service.ts";
import { startCentre } from "../setup/socketsCentre.ts";
import { frontDoor } from "./frontDoor.ts";
import { emailOf, goodPassword, serviceWith, Visitor } from "./visitor.ts";

let town: TestService;
let database: pg.Pool;
beforeAll(async () => {
  town = await serviceWith(["Ada", "Bea", "Cleo"], { env: { LINKLINE_TRUSTED_PROXIES: "127.0.0.1" } });
  database = new pg.Pool({ connectionString: town.service.databaseUrl });
});
afterAll(async () => {
  await database.end();
  await town.stop();
});

async function signedIn(name: string): Promise<Visitor> {
  const visitor = new Visitor(town.service.httpUrl);
  expect((await visitor.signIn(emailOf(name), goodPassword)).status).toBe(200);
  return visitor;
}

/** Dates the sessions of a person back, as if so much time had passed. */
const passed = (name: string, interval: string) =>
  database.query(
    `UPDATE "session" s SET "expiresAt" = "expiresAt" - $2::interval, "createdAt" = s."createdAt" - $2::interval FROM "user" u
      WHERE u.id = s."userId" AND u.email = $1`,
    [emailOf(name), interval],
  );
/** How many minutes the newest session of a person still lasts. */
async function minutesLeft(name: string, of: pg.Pool = database): Promise<number> {
  const { rows } = await of.query(
    `SELECT extract(epoch FROM max(s."expiresAt") - now())::float8 / 60 AS minutes FROM "session" s JOIN "user" u ON u.id = s."userId" WHERE u.email = $1`,
    [emailOf(name)],
  );
  return rows[0].minutes;
}

describe("the session of a person at a desk", () => {
  test("ends an hour after the last use, and each use prolongs it", async () => {
    const ada = await signedIn("Ada");
    expect(await minutesLeft("Ada")).toBeLessThanOrEqual(60);
    await passed("Ada", "50 minutes");
    expect((await ada.get("/api/v1/me")).status).toBe(200);
    expect(await minutesLeft("Ada")).toBeGreaterThan(50);
    await passed("Ada", "61 minutes");
    expect((await ada.get("/api/v1/me")).status).toBe(401);
  });

  test("ends 12 hours after the sign-in, however much it is used", async () => {
    const bea = await signedIn("Bea");
    for (let hours = 0; hours < 13; hours += 1) {
      await passed("Bea", "55 minutes");
      await bea.get("/api/v1/me");
    }
    expect(await minutesLeft("Bea")).toBeLessThanOrEqual(6);
    await passed("Bea", "6 minutes");
    expect((await bea.get("/api/v1/me")).status).toBe(401);
  });

  test("lasts while the desk is open", async () => {
    const centre = await startCentre();
    try {
      const person = { email: emailOf("Dina"), name: "Dina", role: "operator" as const, password: goodPassword };
      expect((await centre.console.accounts.create(person)).ok).toBe(true);
      const dina = new Visitor(centre.url);
      await dina.signIn(person.email, person.password);
      const { socket } = centre.connect({ headers: { cookie: dina.cookie } });
      await new Promise<void>((resolve) => socket.on("cases", () => resolve()));
      const shortly = (name: string) =>
        centre.pool.query(
          `UPDATE "session" s SET "expiresAt" = now() + interval '2 minutes' FROM "user" u WHERE u.id = s."userId" AND u.email = $1`,
          [emailOf(name)],
        );
      await shortly("Dina");
      await expect.poll(async () => minutesLeft("Dina", centre.pool)).toBeGreaterThan(50);
      socket.close();
    } finally {
      await centre.stop();
    }
  });
});

test("what has expired is deleted at the start", async () => {
  await signedIn("Cleo");
  await passed("Cleo", "2 hours");
  await database.query(
    `INSERT INTO "verification" (id, identifier, value, "expiresAt") VALUES ('old', 'passkey/old', '{}', now() - interval '1 hour')`,
  );
  await town.restart();
  const rows = async () =>
    (
      await database.query(
        `SELECT (SELECT count(*) FROM "session" WHERE "expiresAt" < now())::int + (SELECT count(*) FROM "verification" WHERE "expiresAt" < now())::int AS n`,
      )
    ).rows[0].n;
  await expect.poll(rows).toBe(0);
});

describe("behind a proxy with TLS", () => {
  const page = "https://linkline.example";

  test("the cookie is Secure and belongs to this host alone, and the browser stays with https", async () => {
    const door = await frontDoor(town.service.httpUrl, { address: "198.51.100.7" });
    const ada = new Visitor(door.url, page);
    const answer = await ada.signIn(emailOf("Ada"), goodPassword);
    const [cookie, endOfPlain] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-linkline\.session_token=[^;]+; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    expect(endOfPlain).toMatch(/^linkline\.session_token=; Max-Age=0; Path=\//);
    expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
    expect((await ada.me()).name).toBe("Ada");

    // A cookie that another host of the domain planted counts for nothing beside it.
    const bea = await signedIn("Bea");
    const both = `${bea.cookie}; ${cookie?.split(";")[0]}`;
    expect((await new Visitor(door.url, page).send("GET", "/api/v1/me", undefined, { cookie: both })).body.name).toBe("Ada");

    const out = await ada.post("/api/auth/sign-out");
    expect(out.headers.getSetCookie()[0]).toMatch(/^__Host-linkline\.session_token=; Max-Age=0; .*; Secure$/);
    expect((await ada.get("/api/v1/me")).status).toBe(401);
    await door.stop();
  });

  test("without TLS the cookie has its plain name, and no header promises https", async () => {
    const answer = await new Visitor(town.service.httpUrl).signIn(emailOf("Ada"), goodPassword);
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^linkline\.session_token=[^;]+; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect(answer.headers.get("strict-transport-security")).toBeNull();
  });
});
