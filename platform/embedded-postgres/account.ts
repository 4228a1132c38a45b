import { spawnSync } from "node:child_process";
import { StartFault } from "../startFault.ts";

/** The account that PostgreSQL runs as; an empty one is our own. Spread into spawn's options. */
export type Account = { uid: number; gid: number } | Record<string, never>;

/**
 * PostgreSQL refuses to run as root, so root lends it an ordinary account: the owner of the data where there is some
 * already, else Debian's `postgres`, else a system account `linkline`, made the first time.
 * Throws StartFault where none can be had.
 */
export function postgresAccount(owner: { uid: number; gid: number } | null): Account {
  if (process.getuid?.() !== 0) return {};
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const account = accountNamed("postgres") ?? accountNamed("linkline") ?? newAccount();
  if (account !== null) return account;
  throw new StartFault(
    "PostgreSQL does not run as root and no ordinary account for it could be made: start Link Line as an ordinary user, or set DATABASE_URL.",
  );
}

/** Whether the account may pass through this folder. Asked of the system itself, since more than modes may forbid it. */
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
