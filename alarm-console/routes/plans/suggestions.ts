import type pg from "pg";
import { z } from "zod";
import type { Backtests } from "#backtest/backtest.ts";
import { suggestSettings } from "#backtest/suggest/suggestSettings.ts";
import { suggestedSettings } from "#domain/suggest/suggestedSettings.ts";
import type { Registry } from "#homes/registry.ts";
import { recordLook } from "../../access/accessLog.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";
import { patience } from "../../patience.ts";
import { type HomeClock, homeTime } from "../homeClock.ts";
import { homeParams } from "../homes.ts";

export interface SuggestionNeeds extends HomeClock {
  pool: pg.Pool;
  registry: Registry;
  backtests: Backtests;
}

/** About fifteen back-tests, which give way to alarms and to other back-tests. */
const timeoutMs = 240_000;

export function suggestionRoutes(api: Api, needs: SuggestionNeeds): void {
  const { pool, registry, backtests } = needs;
  api.get(
    "/homes/:id/plan/suggestions",
    {
      config: { needs: "editPlans" },
      handlerTimeout: 2 * timeoutMs,
      schema: {
        summary: "For each rule, the quickest setting that would have rung at most once in 14 recorded nights",
        description:
          "Found by back-tests of the live plan with that setting alone changed, never beyond `floor` and `ceiling`, and never a setting that loses an alarm that was needed. Nothing is changed. It takes up to a few minutes. Each call is recorded in the access log.",
        tags: ["plans"],
        params: homeParams,
        querystring: z.strictObject({ nights: z.coerce.number().int().min(7).max(92).default(28).describe("How many nights before now.") }),
        response: { 200: suggestedSettings, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request, reply) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      await recordLook(pool, request.caller, "readings", home.id);
      const about = { nights: request.query.nights, now: homeTime(needs, home) };
      return suggestSettings({ plans: registry.plans, backtests }, home, about, patience(reply, timeoutMs));
    },
  );
}
