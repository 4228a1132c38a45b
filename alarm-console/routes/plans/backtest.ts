import type pg from "pg";
import { z } from "zod";
import type { Backtests } from "#backtest/backtest.ts";
import { planDifference } from "#domain/planDifference.ts";
import type { Registry } from "#homes/registry.ts";
import { recordLook } from "../../access/accessLog.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { patience } from "../../patience.ts";
import { homeParams } from "../homes.ts";
import { planInput } from "./planInput.ts";

/** A back-test takes turns with presses and with other back-tests. */
export const backtestTimeoutMs = 110_000;

const nightOrTime = z.union([z.iso.date(), z.iso.datetime({ offset: true })], "a date such as 2026-11-08, or an RFC 3339 time");

export function backtestRoutes(api: Api, { pool, registry, backtests }: { pool: pg.Pool; registry: Registry; backtests: Backtests }): void {
  api.post(
    "/homes/:id/plan/backtest",
    {
      config: { needs: "editPlans" },
      handlerTimeout: 2 * backtestTimeoutMs,
      schema: {
        summary: "What a proposed plan would have done in the last nights, beside the present one",
        description:
          "Recorded readings go through both plans on the engine that guards the home. Nothing is changed. Nights go from noon to noon. Who looked is recorded.",
        tags: ["plans"],
        params: homeParams,
        body: z.strictObject({
          plan: planInput(registry.plans),
          from: nightOrTime.optional().describe("From this night on, or from this time; fourteen nights before `to` where left out."),
          to: nightOrTime.optional().describe("Up to the noon of this date, or this time; the last night there was where left out."),
        }),
        response: { 200: planDifference, ...refusals(400, 401, 403, 404, 413, 422, 503) },
      },
    },
    async (request, reply) => {
      const { id } = touchableHome(registry, request.caller, request.params.id);
      const { plan, ...range } = request.body;
      await recordLook(pool, request.caller, "readings", id);
      const answer = await backtests.run(id, plan, range, patience(reply, backtestTimeoutMs));
      if (!answer.ok) throw new Refusal("invalid", "The request is not valid.", answer.faults);
      return answer.difference;
    },
  );
}
