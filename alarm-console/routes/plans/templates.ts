import { z } from "zod";
import { plan, planTemplates } from "#domain/plan.ts";
import { wallDate } from "#domain/time/wallClock.ts";
import type { Plans } from "#homes/plans.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";

const templateView = z.object({ template: z.enum(planTemplates), plan });

interface TemplateRouteNeeds {
  plans: Plans;
  /** The time zone of homes that name none. */
  timezone: string;
  now: () => number;
}

export function templateRoutes(api: Api, { plans, timezone, now }: TemplateRouteNeeds): void {
  api.get(
    "/plan-templates",
    {
      config: { needs: "seePlans" },
      schema: {
        summary: "List the plan templates",
        description:
          "The dates count from today in the time zone of this service. When you register a home by a template's name, they count from today in the home's time zone.",
        tags: ["plans"],
        response: { 200: z.object({ items: z.array(templateView), next: z.null() }), ...refusals(401, 403, 503) },
      },
    },
    async () => {
      const today = wallDate(now(), timezone);
      return { items: planTemplates.map((template) => ({ template, plan: plans.template(template, today) })), next: null };
    },
  );
}
