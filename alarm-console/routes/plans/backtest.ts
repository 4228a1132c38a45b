import type pg from "pg";
import { z } from "zod";
import type { Backtests } from "#backtest/backtest.ts";
import { planDifference } from "#domain/planDifference.ts";
import { unreachableFaults } from "#homes/policy/unreachablePolicies.ts";
import type { Registry } from "#homes/registry.ts";
import { recordLook } from "../../access/accessLog.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { notValid, refusals } from "../../errors.ts";
import { patience } from "../../patience.ts";
import { homeParams } from "../homes.ts";
import { planInput } from "./planInput.ts";

/** A back-test gives way to alarms and to other back-tests. */
const backtestTimeoutMs = 110_000;

const nightOrTime = z.union([z.iso.date(), z.iso.datetime({ offset: true })], "a date such as 2026-11-08, or an RFC 3339 time");

export function backtestRoutes(api: Api, { pool, registry, backtests }: { pool: pg.Pool; registry: Registry; backtests: Backtests }): void {
  api.post(
    "/homes/:id/plan/backtest",
    {
      config: { needs: "editPlans" },
      handlerTimeout: 2 * backtestTimeoutMs,
      schema: {
        summary: "Compare a proposed plan with the present plan over recorded nights",
        description:
          "The recorded readings run through both plans, on the engine that runs live. Nothing is changed. A night goes from noon to noon. Each call is recorded in the access log.",
        tags: ["plans"],
        params: homeParams,
        body: z.strictObject({
          plan: planInput(registry.plans),
          from: nightOrTime.optional().describe("The first night by its date, or a time. Default: 14 nights before `to`."),
          to: nightOrTime.optional().describe("The noon of this date, or a time. Default: the end of the last night."),
        }),
        response: { 200: planDifference, ...refusals(400, 401, 403, 404, 413, 422, 503) },
      },
    },
    async (request, reply) => {
      const { id } = touchableHome(registry, request.caller, request.params.id);
      const { plan, ...range } = request.body;
      const faults = unreachableFaults(plan, registry.contactsOf(id));
      if (faults.length > 0) throw notValid(faults);
      await recordLook(pool, request.caller, "readings", id);
      const answer = await backtests.run(id, plan, range, patience(reply, backtestTimeoutMs));
      if (!answer.ok) throw notValid(answer.faults);
      return answer.difference;
    },
  );
}
