import { z } from "zod";
import type { Plans } from "#homes/plans.ts";
import { settingTypes } from "#homes/ruleDescriptions.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";

const ruleView = z
  .object({
    name: z.string(),
    title: z.string(),
    explains: z.string(),
    guardsLife: z.boolean().describe("The rule is in every plan and is never suspended."),
    housekeeping: z.boolean().describe("The rule is about devices and plans. It is in every plan and is never suspended."),
    needs: z.array(z.string()).describe("The rule can't work without one device of each."),
    settings: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        unit: z.string().nullable(),
        type: z.enum(settingTypes),
        minimum: z.number().nullable(),
        maximum: z.number().nullable(),
        options: z
          .array(z.string())
          .nullable()
          .describe("The values to choose from; null where any value is allowed, such as a window's name."),
        default: z.unknown(),
      }),
    ),
  })
  .meta({ id: "Rule" });

export function ruleRoutes(api: Api, { plans }: { plans: Plans }): void {
  api.get(
    "/plan-rules",
    {
      config: { needs: "seePlans" },
      schema: {
        summary: "List the rules that a plan can name, with their settings",
        tags: ["plans"],
        response: { 200: z.object({ items: z.array(ruleView), next: z.null() }), ...refusals(401, 403, 503) },
      },
    },
    async () => ({ items: plans.rules.map((rule) => ({ ...rule, needs: rule.needs.map(({ words }) => words) })), next: null }),
  );
}
