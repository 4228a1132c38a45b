import { spawnSync } from "node:child_process";
import { StartFault } from "../startFault.ts";

/** The account that PostgreSQL runs under; empty for the account of this process. Spread it into the options of spawn. */
export type Account = { uid: number; gid: number } | Record<string, never>;

/**
 * PostgreSQL refuses to run as root. So where this process is root, PostgreSQL gets an ordinary account: the owner of the data if there is
 * data, else the account `postgres` of Debian, else a system account `linkline`, which is made the first time. Throws StartFault where
 * there is none and none can be made.
 */
export function postgresAccount(owner: { uid: number; gid: number } | null): Account {
  if (process.getuid?.() !== 0) return {};
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const account = accountNamed("postgres") ?? accountNamed("linkline") ?? newAccount();
  if (account !== null) return account;
  throw new StartFault(
    "PostgreSQL does not run as root, and an ordinary account for it could not be made. Start Link Line as an ordinary user, or set DATABASE_URL.",
  );
}

/** Whether the account may pass through this folder. Tried with `test -x`, because file modes do not tell all (ACLs, mounts). */
export function mayEnter(folder: string, account: Account): boolean {
  return spawnSync("test", ["-x", folder], { ...account, cwd: "/" }).status === 0;
}

function newAccount(): Account | null {
  spawnSync("useradd", [
    "--system",
    "--user-group",
    "--no-create-home",
    "--home-dir",
    "/nonexistent",
    "--shell",
    "/usr/sbin/nologin",
    "linkline",
  ]);
  return accountNamed("linkline");
}

function accountNamed(name: string): Account | null {
  const uid = number("-u", name);
  const gid = number("-g", name);
  return uid === null || gid === null ? null : { uid, gid };
}

function number(which: "-u" | "-g", name: string): number | null {
  const { status, stdout } = spawnSync("id", [which, name], { encoding: "utf8" });
  return status === 0 ? Number(stdout) : null;
}
