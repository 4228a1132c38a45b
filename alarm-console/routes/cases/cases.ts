import { z } from "zod";
import { priority } from "#domain/alarm.ts";
import { type CaseView, caseStates, caseView } from "#domain/answering/case.ts";
import { idText } from "#domain/ids.ts";
import { mayTouch } from "#domain/role.ts";
import { freeText } from "#domain/text.ts";
import type { CaseLists } from "#response/case/caseLists.ts";
import type { Caller } from "../../access/caller.ts";
import { allow } from "../../access/guard.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { listOf } from "../../paging.ts";
import { emptyPage, listScope, scopeQuery } from "../listScope.ts";

export const caseParams = z.object({ id: idText.describe("The id of the case.") });

const time = z.iso.datetime({ offset: true }).optional();
const word = freeText(60).optional();
const words = freeText(200).optional();

const casesQuery = scopeQuery("cases").extend({
  state: z
    .enum(["open", "all", ...caseStates])
    .default("open")
    .describe("`open`: waiting, claimed and followUp."),
  list: z
    .enum(["queue", "technical", "both"])
    .default("queue")
    .describe("`queue`: cases that operators answer. `technical`: faults of devices and rules."),
  from: time.describe("Only cases that were opened at this time or later."),
  until: time.describe("Only cases that were opened before this time."),
  priority: priority.optional(),
  rule: word.describe("Only cases with an alarm of the rule with this name."),
  outcome: word.describe("Only cases with an alarm that ended with this outcome, by its code."),
  find: words.describe("Only cases of homes that have each of these words in their name, their address or the name of a person."),
  closedBy: words.describe("Only cases that a member of staff with these words in the name has closed."),
});

/** The permission that each list needs. */
const neededFor = { queue: "seeAlarms", technical: "seeTechnical", both: "seeAlarms" } as const;
const eitherList = ["seeAlarms", "seeTechnical"] as const;

export function caseRoutes(api: Api, { caseLists }: { caseLists: CaseLists }): void {
  listCases(api, caseLists);
  showCase(api, caseLists);
}

function listCases(api: Api, caseLists: CaseLists): void {
  api.get(
    "/cases",
    {
      config: { needs: eitherList },
      schema: {
        summary: "List cases",
        description:
          "A case is all open alarms of one home that ring people. Open ones: highest priority first, then longest open. Closed ones, and `all`: newest first. A tester sees cases of test homes only.",
        tags: ["cases"],
        querystring: casesQuery,
        response: { 200: listOf(caseView), ...refusals(401, 403, 422, 503) },
      },
    },
    async ({ caller, query: { state, list, ...query } }) => {
      allow(caller, neededFor[list]);
      const scope = listScope(caller, query);
      if (scope === null) return emptyPage;
      return caseLists.list({
        ...query,
        ...scope,
        state: state === "all" ? undefined : state,
        technical: list === "both" ? undefined : list === "technical",
      });
    },
  );
}

function showCase(api: Api, caseLists: CaseLists): void {
  api.get(
    "/cases/:id",
    {
      config: { needs: eitherList },
      schema: {
        summary: "Show a case with its alarms and timeline",
        tags: ["cases"],
        params: caseParams,
        response: { 200: caseView, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params: { id } }) => {
      const found = await touchableCase(caseLists, caller, id);
      allow(caller, neededFor[found.technical ? "technical" : "queue"]);
      return found;
    },
  );
}

/** The case, or Refusal `notFound`: a caller who may not touch a home cannot find out whether its cases exist. */
export async function touchableCase(caseLists: Pick<CaseLists, "get">, caller: Caller, id: string): Promise<CaseView> {
  const found = await caseLists.get(id);
  if (found === null || !mayTouch(caller.role, found.mode)) throw new Refusal("notFound", `There is no case ${id}.`);
  return found;
}
