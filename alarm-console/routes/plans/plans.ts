import type { Backtests } from "#backtest/backtest.ts";
import { recordLook } from "../../access/accessLog.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";
import { homeParams } from "../homes.ts";
import { backtestRoutes } from "./backtest.ts";
import { goLiveRoutes } from "./goLive.ts";
import { type PlanViewNeeds, planView, readPlanView } from "./planView.ts";
import { ruleRoutes } from "./rules.ts";
import { suggestionRoutes } from "./suggestions.ts";
import { templateRoutes } from "./templates.ts";
import { planVersionRoutes } from "./versions.ts";

export interface PlanRouteNeeds extends PlanViewNeeds {
  backtests: Backtests;
}

/** All routes about plans: the rules and templates to choose from, a home's plan and its versions, back-tests, and going live. */
export function planRoutes(api: Api, needs: PlanRouteNeeds): void {
  const { registry, backtests } = needs;
  ruleRoutes(api, registry);
  templateRoutes(api, { plans: registry.plans, timezone: registry.timezone, now: needs.now });
  homePlanRoutes(api, needs);
  planVersionRoutes(api, needs);
  backtestRoutes(api, needs);
  suggestionRoutes(api, needs);
  goLiveRoutes(api, { ...needs, compare: backtests.beforeGoLive });
}

function homePlanRoutes(api: Api, needs: PlanViewNeeds): void {
  api.get(
    "/homes/:id/plan",
    {
      config: { needs: "seePlans" },
      schema: {
        summary: "Read a home's plan, and what its rules cannot see",
        description: "Each call is recorded in the access log.",
        tags: ["plans"],
        params: homeParams,
        response: { 200: planView, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const home = touchableHome(needs.registry, request.caller, request.params.id);
      await recordLook(needs.pool, request.caller, "home", home.id);
      return readPlanView(needs, home);
    },
  );
}
