import { userInfo } from "node:os";
import { Command, Option } from "commander";
import type pg from "pg";
import { type Accounts, createAccounts } from "#alarm-console/access/accounts.ts";
import { PasswordChecks } from "#alarm-console/access/password/passwordChecks.ts";
import { passwordFaultText } from "#alarm-console/access/password/passwordRules.ts";
import { AccountCare, type CareFault, type FirstKey, type FirstWay } from "#alarm-console/access/people/accountCare.ts";
import type { ChangedBy } from "#alarm-console/access/people/accountChanges.ts";
import { type AccountView, readAccountByEmail, readAccounts, readSessions } from "#alarm-console/access/people/accountRows.ts";
import { type Role, roles } from "#domain/role.ts";
import { readConfig } from "#platform/config.ts";
import { readOrMakeSecret } from "#platform/dataDir.ts";
import { createLog } from "#platform/log.ts";
import { StartFault } from "#platform/startFault.ts";
import { findRunning } from "../runningService.ts";
import { withDatabase } from "./options/connection.ts";

const whyNot = {
  exists: "An account with this address exists already.",
  email: "An account needs an e-mail address.",
  passwordLength: `The password is refused: ${passwordFaultText.length}.`,
};
const careFaults: Record<CareFault, string> = {
  unknown: "There is no such account.",
  lastAdministrator: "This is the last administrator. Make another account administrator first.",
};

const roleOption = () => new Option("--role <role>", "the role, which decides what the person may do").choices(roles).makeOptionMandatory();
const linkOption = () => new Option("--link", "print a sign-in link, which works once, in place of a one-time password");

/** Manages the accounts with which people sign in; there is no sign-up. */
export function accountCommand(): Command {
  const account = new Command("account").description("manage the accounts with which people sign in");
  addCreate(account);
  account
    .command("list")
    .description("list the accounts: address, name, role, state and how many sessions are valid")
    .action(() =>
      withDatabase(async (pool) => {
        for (const one of await readAccounts(pool, { role: null, q: null, limit: 100_000 }))
          console.log([one.email, one.name, one.role, stateOf(one), `sessions: ${one.sessions}`].join("\t"));
      }),
    );
  account
    .command("role")
    .description("change the role of an account, and end its sessions")
    .argument("<email>")
    .addOption(roleOption())
    .action(async (email: string, { role }: { role: Role }) => {
      await care(email, (found, cares, by) => cares.changeRole(found.id, role, by));
    });
  account
    .command("disable")
    .description("end the sessions of an account, and let no one sign in with it")
    .argument("<email>")
    .action(async (email: string) => {
      await care(email, (found, cares, by) => cares.disable(found.id, by));
    });
  account
    .command("enable")
    .description("let a person sign in again whose account was disabled")
    .argument("<email>")
    .action(async (email: string) => {
      await care(email, (found, cares, by) => cares.enable(found.id, by));
    });
  account
    .command("reset")
    .description("end the password, passkeys and sessions of an account; prints what lets the person in once")
    .argument("<email>")
    .addOption(linkOption())
    .action(async (email: string, { link }: { link?: true }) => {
      const done = await care(email, (found, cares, by) => cares.reset(found.id, wayOf(link), by));
      console.log(keyText(done.key));
    });
  addSessions(account);
  return account;
}

function addCreate(account: Command): void {
  account
    .command("create")
    .description("create an account; prints a one-time password where you give none")
    .requiredOption("--email <email>", "the address with which the person signs in")
    .requiredOption("--name <name>", "the name that colleagues see")
    .addOption(roleOption())
    .addOption(linkOption())
    .option("--password <password>", "12 to 128 characters (or LINKLINE_NEW_PASSWORD, which a list of processes does not show)")
    .action(async ({ password, link, ...person }: { email: string; name: string; role: Role; password?: string; link?: true }) => {
      const given = password ?? process.env.LINKLINE_NEW_PASSWORD;
      await withDatabase(async (pool) => {
        const accounts = accountsOf(pool);
        if (given === undefined) {
          const made = await new AccountCare({ pool, accounts }).create({ ...person, firstWay: wayOf(link) }, commandLine());
          if (!made.ok) throw new StartFault(whyNot[made.why]);
          console.log(keyText(made.key));
          return;
        }
        const fault = await new PasswordChecks().faultOf(given, person);
        if (fault !== null) throw new StartFault(`The password is refused: ${passwordFaultText[fault]}.`);
        const made = await new AccountCare({ pool, accounts }).createWithPassword({ ...person, password: given }, commandLine());
        if (!made.ok) throw new StartFault(whyNot[made.why]);
      });
    });
}

function addSessions(account: Command): void {
  account
    .command("sessions")
    .description("list the sessions of an account, or end them all")
    .argument("<email>")
    .option("--end", "end them; live connections and claims end within 30 seconds")
    .action(async (email: string, { end }: { end?: true }) => {
      if (end) {
        await care(email, (found, cares, by) => cares.endSessions(found.id, null, by));
        return;
      }
      await withDatabase(async (pool) => {
        const found = await named(pool, email);
        for (const one of await readSessions(pool, found.id))
          console.log([new Date(one.createdAt).toISOString(), new Date(one.seenAt).toISOString(), one.address, one.browser].join("\t"));
      });
    });
}

type Done = { ok: true; account: AccountView } | { ok: false; why: CareFault };

/** Changes the account with this address. Throws StartFault. */
function care<T extends Done>(
  email: string,
  change: (found: AccountView, cares: AccountCare, by: ChangedBy) => Promise<T>,
): Promise<Extract<T, { ok: true }>> {
  return withDatabase(async (pool) => {
    const found = await named(pool, email);
    const done = await change(found, new AccountCare({ pool, accounts: accountsOf(pool) }), commandLine());
    if (!done.ok) throw new StartFault(careFaults[done.why]);
    return done as Extract<T, { ok: true }>;
  });
}

async function named(pool: pg.Pool, email: string): Promise<AccountView> {
  const found = await readAccountByEmail(pool, email);
  if (found === null) throw new StartFault(careFaults.unknown);
  return found;
}

const wayOf = (link: true | undefined): FirstWay => (link ? "link" : "password");

function keyText(key: FirstKey): string {
  if (key.by === "password") return key.password;
  const config = readConfig(process.env);
  const page = config.publicUrl ?? findRunning(config.dataDir)?.httpUrl ?? `http://${config.host}:${config.httpPort}`;
  return `${page.replace(/\/$/, "")}/#/welcome/${key.token}`;
}

const accountsOf = (pool: pg.Pool): Accounts =>
  createAccounts({ pool, secret: readOrMakeSecret(readConfig(process.env).dataDir, "session-secret"), log: createLog("warn") });

const commandLine = (): ChangedBy => ({ id: "commandLine", name: `${userInfo().username} at the command line`, address: null });

function stateOf({ disabledAt, linkUntil, oneTimePasswordUntil, hasPassword, passkeys }: AccountView): string {
  if (disabledAt !== null) return "disabled";
  if (linkUntil !== null) return "link not used";
  if (oneTimePasswordUntil !== null) return "one-time password";
  return hasPassword || passkeys > 0 ? "active" : "no way in";
}
