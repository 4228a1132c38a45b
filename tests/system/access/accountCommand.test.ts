import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accountCommand } from "#app/commands/account.ts";
import { StartFault } from "#platform/startFault.ts";
import { type CommandRun, runCommand } from "../setup/commandLine.ts";
import type { TestService } from "../setup/service.ts";
import { emailOf, goodPassword, serviceWith, Visitor } from "./visitor.ts";

let town: TestService;
let folder: string;
const before = { ...process.env };
beforeAll(async () => {
  town = await serviceWith(["Ada"]);
  folder = await mkdtemp(join(tmpdir(), "linkline-account-"));
  Object.assign(process.env, {
    DATABASE_URL: town.service.databaseUrl,
    LINKLINE_DATA_DIR: folder,
    LINKLINE_PUBLIC_URL: "https://linkline.example",
  });
});
afterAll(async () => {
  process.env = before;
  await rm(folder, { recursive: true, force: true });
  await town.stop();
});

const account = (...args: string[]): Promise<CommandRun> => runCommand(accountCommand(), ...args);
const visitor = (): Visitor => new Visitor(town.service.httpUrl);
const person = (name: string) => ["--email", emailOf(name), "--name", name, "--role", "operator"];

/** The fault with which a command ends. */
async function faultOf(...args: string[]): Promise<string> {
  const command = accountCommand().exitOverride();
  const fault = await command.parseAsync(args, { from: "user" }).then(
    () => null,
    (error: unknown) => error,
  );
  expect(fault).toBeInstanceOf(StartFault);
  return (fault as StartFault).message;
}

test("`account create` prints a one-time password, which must be changed, or a link", async () => {
  const { out: password } = await account("create", ...person("Bea"));
  const bea = visitor();
  expect((await bea.signIn(emailOf("Bea"), password)).status).toBe(200);
  expect(await bea.me()).toMatchObject({ name: "Bea", due: "password" });

  const { out: link } = await account("create", ...person("Cleo"), "--link");
  const [page, token] = link.split("/#/welcome/");
  expect(page).toBe("https://linkline.example");
  expect((await visitor().post("/api/v1/sign-in-links/use", { token, password: goodPassword })).status).toBe(200);

  expect(await account("create", ...person("Dina"), "--password", goodPassword)).toEqual({ out: "", errors: "", exitCode: 0 });
  expect(await (await signedIn("Dina")).me()).not.toHaveProperty("due");
  expect(await faultOf("create", ...person("Eve"), "--password", "password1234")).toContain("easy to guess");
  expect(await faultOf("create", ...person("Bea"))).toBe("An account with this address exists already.");
});

async function signedIn(name: string): Promise<Visitor> {
  const at = visitor();
  expect((await at.signIn(emailOf(name), goodPassword)).status).toBe(200);
  return at;
}

test("another process lists, changes, disables and resets accounts, and the service follows", async () => {
  const ada = await signedIn("Ada");
  expect((await account("list")).out).toContain([emailOf("Ada"), "Ada", "operator", "active", "sessions: 1"].join("\t"));
  expect((await account("sessions", emailOf("Ada"))).out).toContain("127.0.0.1");
  await account("sessions", emailOf("Ada"), "--end");
  expect((await ada.get("/api/v1/me")).status).toBe(401);

  await account("role", emailOf("Ada"), "--role", "installer");
  const again = await signedIn("Ada");
  expect(await again.me()).toMatchObject({ role: "installer" });
  await account("disable", emailOf("Ada"));
  expect((await again.get("/api/v1/me")).status).toBe(401);
  expect((await again.signIn(emailOf("Ada"), goodPassword)).status).toBe(403);
  await account("enable", emailOf("Ada"));
  const { out: password } = await account("reset", emailOf("Ada"));
  expect((await again.signIn(emailOf("Ada"), password)).status).toBe(200);

  const { items } = (await town.call("admin", "GET", "/api/v1/account-changes")).body;
  const byCommand = items.filter(({ by }: { by: { id: string } }) => by.id === "commandLine");
  expect(byCommand.map(({ what }: { what: string }) => what)).toEqual([
    "reset",
    "enabled",
    "disabled",
    "roleChanged",
    "sessionsEnded",
    "created",
    "created",
    "created",
  ]);
  expect(await faultOf("disable", "nobody@centre.example")).toBe("There is no such account.");
});
