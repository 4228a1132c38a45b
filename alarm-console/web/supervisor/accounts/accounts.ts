import type { Role } from "#domain/role.ts";
import { type Answer, call } from "../../shared/api/call.ts";

export interface Account {
  id: string;
  email: string;
  name: string;
  role: Role;
  createdAt: string;
  disabledAt: string | null;
  oneTimePasswordUntil: string | null;
  linkUntil: string | null;
  hasPassword: boolean;
  passkeys: number;
  sessions: number;
  seenAt: string | null;
}

export interface SessionOfAccount {
  id: string;
  createdAt: string;
  seenAt: string;
  address: string | null;
  browser: string | null;
}

export interface AccountChange {
  id: string;
  at: string;
  by: { id: string; name: string; address: string | null };
  what: keyof typeof changeWords;
  account: { id: string; name: string };
  details: Record<string, string>;
}

/** What lets the person in once; it is in this answer alone. */
export interface WithKey {
  account: Account;
  signInLink: string | null;
  oneTimePassword: string | null;
}

export type FirstWay = "link" | "password";

const path = (id: string, rest = ""): string => `/api/v1/accounts/${encodeURIComponent(id)}${rest}`;

export const readAccounts = (q: string): Promise<Answer<{ items: Account[]; more: boolean }>> =>
  call("GET", q === "" ? "/api/v1/accounts" : `/api/v1/accounts?q=${encodeURIComponent(q)}`);
export const readSessions = (id: string): Promise<Answer<{ items: SessionOfAccount[] }>> => call("GET", path(id, "/sessions"));
export const readChanges = (id: string): Promise<Answer<{ items: AccountChange[] }>> =>
  call("GET", `/api/v1/account-changes?account=${encodeURIComponent(id)}`);
export const createAccount = (account: { email: string; name: string; role: Role; firstWay: FirstWay }): Promise<Answer<WithKey>> =>
  call("POST", "/api/v1/accounts", account);
export const changeRole = (id: string, role: Role): Promise<Answer<Account>> => call("PUT", path(id, "/role"), { role });
export const disable = (id: string): Promise<Answer<Account>> => call("POST", path(id, "/disable"));
export const enable = (id: string): Promise<Answer<Account>> => call("POST", path(id, "/enable"));
export const reset = (id: string, firstWay: FirstWay): Promise<Answer<WithKey>> => call("POST", path(id, "/reset"), { firstWay });
export const endSessions = (id: string): Promise<Answer<Account>> => call("DELETE", path(id, "/sessions"));
export const endSession = (id: string, sessionId: string): Promise<Answer<Account>> =>
  call("DELETE", path(id, `/sessions/${encodeURIComponent(sessionId)}`));

export const changeWords = {
  created: "created the account",
  roleChanged: "changed the role",
  disabled: "disabled the account",
  enabled: "enabled the account",
  reset: "reset the sign-in",
  sessionsEnded: "ended sessions",
  passwordChosen: "chose a password with a sign-in link",
  passwordChanged: "changed the password",
  tokenMade: "made the token",
  tokenEnded: "ended the token",
};

export function stateOf({ disabledAt, linkUntil, oneTimePasswordUntil, hasPassword, passkeys }: Account): string {
  if (disabledAt !== null) return "disabled";
  if (linkUntil !== null) return "has not used the sign-in link yet";
  if (oneTimePasswordUntil !== null) return "has not changed the one-time password yet";
  return hasPassword || passkeys > 0 ? "active" : "has no way to sign in: reset the account";
}
