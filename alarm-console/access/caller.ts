import type { IncomingHttpHeaders } from "node:http";
import type { Author } from "#domain/alarm.ts";
import type { Role } from "#domain/role.ts";
import type { Accounts } from "./accounts.ts";
import type { Tokens } from "./tokens.ts";

/** The person with a session, or the program with a token, that sent a request. */
export interface Caller extends Author {
  /** The account's id, or `token:<id>`. */
  id: string;
  name: string;
  role: Role;
  /** The session or token, to check later whether it is still valid. */
  by: { kind: "session" | "token"; id: string };
}

export interface Identified {
  caller: Caller;
  setCookies: string[];
}

export interface Callers {
  /**
   * The caller of these headers and, on a socket, of `auth.token`. Null where the credentials are missing or not valid. A token comes
   * before a cookie. Throws where the database is away and this process has not seen the caller before.
   */
  identify(headers: IncomingHttpHeaders, token?: unknown): Promise<Identified | null>;
  /** Of these callers, those whose session or token has ended or whose role has changed. */
  gone(callers: readonly Caller[]): Promise<Set<Caller>>;
}

export function createCallers({ accounts, tokens }: { accounts: Accounts; tokens: Tokens }): Callers {
  return {
    async identify(headers, token = bearer(headers.authorization)) {
      if (token !== undefined) {
        const known = typeof token === "string" ? await tokens.verify(token) : null;
        if (known === null) return null;
        const { id, name, role } = known;
        return { caller: { id: `token:${id}`, name, role, by: { kind: "token", id } }, setCookies: [] };
      }
      const known = await accounts.signedIn(headers);
      if (known === null) return null;
      const { sessionId, id, name, role, setCookies } = known;
      return { caller: { id, name, role, by: { kind: "session", id: sessionId } }, setCookies };
    },

    async gone(callers) {
      const ids = (kind: Caller["by"]["kind"]) => callers.filter(({ by }) => by.kind === kind).map(({ by }) => by.id);
      const [sessions, goodTokens] = await Promise.all([accounts.stillIn(ids("session")), tokens.stillGood(ids("token"))]);
      const roleNow = ({ by }: Caller) => (by.kind === "session" ? sessions : goodTokens).get(by.id);
      return new Set(callers.filter((caller) => roleNow(caller) !== caller.role));
    },
  };
}

const bearer = (authorization: string | undefined): string | undefined => /^Bearer\s+(\S+)\s*$/i.exec(authorization ?? "")?.[1];
