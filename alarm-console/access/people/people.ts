import type pg from "pg";
import type { Accounts } from "../accounts.ts";
import { PasswordChecks } from "../password/passwordChecks.ts";
import { SignInThrottle } from "../throttle/signInThrottle.ts";
import type { Tokens } from "../tokens.ts";
import { AccountCare } from "./accountCare.ts";
import { OwnPassword } from "./ownPassword.ts";

/** What the routes need to care for accounts. */
export interface People {
  pool: pg.Pool;
  accounts: Accounts;
  tokens: Tokens;
  care: AccountCare;
  ownPassword: OwnPassword;
  passwordChecks: PasswordChecks;
  throttle: SignInThrottle;
  /** Closes the live connections that have lost their session or token. */
  closeEnded: () => Promise<void>;
  /** The address of the console for people outside, or null. */
  publicUrl: string | null;
  /** Milliseconds that pass. */
  elapsed: () => number;
}

interface PeopleNeeds extends Pick<People, "pool" | "accounts" | "tokens" | "publicUrl" | "elapsed"> {
  /** Is called when an administrator has ended sessions, and phones with them. */
  sessionsEnded: () => Promise<void>;
}

export function createPeople({ sessionsEnded: ended, ...needs }: PeopleNeeds): People {
  const { pool, accounts, elapsed } = needs;
  const passwordChecks = new PasswordChecks();
  const sessionsEnded = async (accountId: string): Promise<void> => {
    accounts.forget(accountId);
    await ended();
  };
  return {
    ...needs,
    care: new AccountCare({ pool, accounts, sessionsEnded }),
    ownPassword: new OwnPassword({ pool, accounts, checks: passwordChecks }),
    passwordChecks,
    throttle: new SignInThrottle(elapsed),
    closeEnded: ended,
  };
}
