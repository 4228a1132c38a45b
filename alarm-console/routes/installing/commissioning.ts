import { z } from "zod";
import type { HomeFacts } from "#domain/home.ts";
import { idText } from "#domain/ids.ts";
import { maxInt32 } from "#domain/text.ts";
import type { Registry } from "#homes/registry.ts";
import type { Commissionings } from "#response/commissioning/commissionings.ts";
import { recordLook } from "../../access/accessLog.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { homeParams } from "../homes.ts";
import { type CommissioningViewNeeds, commissioningView, readCommissioningView } from "./commissioningView.ts";

export interface CommissioningRouteNeeds extends CommissioningViewNeeds {
  registry: Registry;
  commissionings: Commissionings;
}

const tags = ["installing"];

export function commissioningRoutes(api: Api, needs: CommissioningRouteNeeds): void {
  showCommissioning(api, needs);
  answerCall(api, needs);
}

function showCommissioning(api: Api, needs: CommissioningRouteNeeds): void {
  api.get(
    "/homes/:id/commissioning",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "Show the commissioning of a home: each device with the reading by which it was tested, and the calls",
        description: "The same comes live over Socket.IO in the namespace /walk-test. The access log records who looked.",
        tags,
        params: homeParams,
        response: { 200: commissioningView, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params }) => {
      const home = touchableHome(needs.registry, caller, params.id);
      await recordLook(needs.pool, caller, "home", home.id);
      return readCommissioningView(needs, home);
    },
  );
}

const answer = z.strictObject({
  answer: z.enum(["test", "real"]).describe("`test` closes the call as a test call. `real` makes the home live, and the centre rings."),
  rings: z.number().int().min(1).max(maxInt32).describe("The value of `rings` that you saw."),
});

function answerCall(api: Api, needs: CommissioningRouteNeeds): void {
  const { registry, commissionings } = needs;
  api.post(
    "/homes/:id/commissioning/calls/:caseId",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "Say of a call in commissioning that it was a test, or that it is real",
        description:
          "409 `rangAgain` where the home rang again since then, `held` where an operator has the case, `tooLate` where commissioning is over: then the centre answers the call. The same answer again changes nothing.",
        tags,
        params: homeParams.extend({ caseId: idText.describe("The id of the case.") }),
        body: answer,
        response: { 200: commissioningView, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) },
      },
    },
    async ({ caller, params, body }) => {
      const home = touchableHome(registry, caller, params.id);
      const by = { id: caller.id, name: caller.name };
      if (body.answer === "real") await commissionings.end(home.id, "real", by);
      else await closeAsTest(commissionings, home, params.caseId, by, body.rings);
      return readCommissioningView(needs, registry.home(home.id) ?? home);
    },
  );
}

const refusalTexts = {
  rangAgain: "The home called again. Look at the call as it is now.",
  held: "An operator has this call.",
  tooLate: "Commissioning is over. The centre answers this call.",
} as const;

async function closeAsTest(
  commissionings: Commissionings,
  home: HomeFacts,
  caseId: string,
  by: { id: string; name: string },
  rings: number,
): Promise<void> {
  const done = await commissionings.wasTest(home, caseId, by, rings);
  if (done.ok) return;
  if (done.why === "rangAgain" || done.why === "held" || done.why === "tooLate") throw new Refusal(done.why, refusalTexts[done.why]);
  throw new Refusal("notFound", `There is no call ${caseId}.`);
}
