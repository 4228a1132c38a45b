import type { People } from "../../access/people/people.ts";
import type { Api } from "../../api.ts";
import { meRoutes } from "../me.ts";
import { accountCareRoutes } from "./accountCareRoutes.ts";
import { accountListRoutes } from "./accountLists.ts";
import { ownPasswordRoutes } from "./ownPasswordRoutes.ts";
import { tokenRoutes } from "./tokenRoutes.ts";

/** Who is calling, their own account, and the accounts of others for administrators. */
export function accountRoutes(scope: Api, people: People): void {
  meRoutes(scope);
  accountListRoutes(scope, people);
  accountCareRoutes(scope, people);
  ownPasswordRoutes(scope, people);
  tokenRoutes(scope, people);
}
