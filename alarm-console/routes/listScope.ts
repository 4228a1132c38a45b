import { type AnsweredMode, answeredMode } from "#domain/home.ts";
import { asHomeId, type HomeId, idText } from "#domain/ids.ts";
import { mayTouch } from "#domain/role.ts";
import type { Caller } from "../access/caller.ts";
import { pageQuery } from "../paging.ts";

/** The query of a list of what happens in homes: which page, and of which homes. `noun`: "alarms". */
export const scopeQuery = (noun: string) =>
  pageQuery.extend({
    home: idText.optional().describe(`Only ${noun} of the home with this id.`),
    mode: answeredMode.optional().describe(`Only ${noun} of live homes, or only ${noun} of test homes.`),
  });

export interface ListScope {
  mode: AnsweredMode | undefined;
  homeId: HomeId | undefined;
  limit: number;
  /** `next` of the page before. */
  after: string | undefined;
}

interface ScopeQuery {
  mode?: AnsweredMode | undefined;
  home?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

export const emptyPage: { items: never[]; next: null } = { items: [], next: null };

/** The mode of which the caller may see homes; null: the caller asked for homes that they may not see. A tester sees test homes only. */
export function modeFor({ role }: Pick<Caller, "role">, mode: AnsweredMode | undefined): { mode: AnsweredMode | undefined } | null {
  if (mode !== undefined && !mayTouch(role, mode)) return null;
  return { mode: role === "tester" ? "test" : mode };
}

/** Which page of which homes the caller gets; null: none. */
export function listScope(caller: Pick<Caller, "role">, { mode, home, limit, cursor }: ScopeQuery): ListScope | null {
  const seen = modeFor(caller, mode);
  return seen && { ...seen, homeId: home === undefined ? undefined : asHomeId(home), limit, after: cursor };
}
