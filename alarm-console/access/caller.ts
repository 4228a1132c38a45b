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
  /** What the person must do before anything else: change a one-time password. */
  due?: "password";
}

export interface Callers {
  /**
   * The caller of these headers and, on a socket, of `auth.token`. Null where the credentials are missing or not valid. A token comes
   * before a cookie. Throws where the database is away and this process has not seen the caller before.
   */
  identify(headers: IncomingHttpHeaders, token?: unknown): Promise<Caller | null>;
  /** Of these callers, those whose session or token has ended or whose role has changed. */
  gone(callers: readonly Caller[]): Promise<Set<Caller>>;
  /** These callers have a desk open, which counts as use of their session. */
  stayOpen(callers: readonly Caller[]): Promise<void>;
  /** The roles of these sessions and tokens today, by `viaKey`; one that has ended has none. */
  rolesOf(via: readonly Caller["by"][]): Promise<Map<string, Role>>;
}

export function createCallers({ accounts, tokens }: { accounts: Accounts; tokens: Tokens }): Callers {
  const rolesOf = async (via: readonly Caller["by"][]): Promise<Map<string, Role>> => {
    const ids = (kind: Caller["by"]["kind"]) => via.filter((by) => by.kind === kind).map(({ id }) => id);
    const [sessions, goodTokens] = await Promise.all([accounts.stillIn(ids("session")), tokens.stillGood(ids("token"))]);
    return new Map(
      via.flatMap(({ kind, id }) => {
        const role = (kind === "session" ? sessions : goodTokens).get(id);
        return role === undefined ? [] : [[viaKey({ kind, id }), role] as const];
      }),
    );
  };
  return {
    rolesOf,

    async identify(headers, token = bearer(headers.authorization)) {
      if (token !== undefined) {
        const known = typeof token === "string" ? await tokens.verify(token) : null;
        if (known === null) return null;
        const { id, name, role } = known;
        return { id: `token:${id}`, name, role, by: { kind: "token", id } };
      }
      const known = await accounts.signedIn(headers);
      if (known === null) return null;
      const { sessionId, id, name, role, passwordDue } = known;
      return { id, name, role, by: { kind: "session", id: sessionId }, ...(passwordDue ? { due: "password" } : {}) };
    },

    stayOpen: (callers) => accounts.stayOpen(callers.flatMap(({ by: { kind, id } }) => (kind === "session" ? [id] : []))),

    async gone(callers) {
      const roles = await rolesOf(callers.map(({ by }) => by));
      return new Set(callers.filter(({ by, role }) => roles.get(viaKey(by)) !== role));
    },
  };
}

/** Names a session or token in `rolesOf`. */
export const viaKey = ({ kind, id }: Caller["by"]): string => `${kind}/${id}`;

const bearer = (authorization: string | undefined): string | undefined => /^Bearer\s+(\S+)\s*$/i.exec(authorization ?? "")?.[1];
