import type { HomeFacts } from "#domain/home.ts";
import { asHomeId } from "#domain/ids.ts";
import { mayTouch } from "#domain/role.ts";
import type { Registry } from "#homes/registry.ts";
import { Refusal } from "../errors.ts";
import type { Caller } from "./caller.ts";

/** The home. Throws Refusal `notFound` also where the caller may not touch it, so that its existence stays hidden. */
export function touchableHome(registry: Pick<Registry, "home">, caller: Caller, id: string): HomeFacts {
  const home = registry.home(asHomeId(id));
  if (home === undefined || !mayTouch(caller.role, home.mode)) throw new Refusal("notFound", `There is no home ${id}.`);
  return home;
}
