import { z } from "zod";
import { planTemplates } from "#domain/plan.ts";
import { wallDate } from "#domain/time/wallClock.ts";
import type { Registry } from "#homes/registry.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { homeParams } from "../homes.ts";

const chosen = z.object({ version: z.number().int(), template: z.enum(planTemplates), name: z.string() });

/** An installer chooses a template while the home is in commissioning. Later changes of a plan are a supervisor's. */
export function planTemplateRoute(api: Api, { registry, now }: { registry: Registry; now: () => number }): void {
  api.post(
    "/homes/:id/plan/template",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "Choose a plan template for a home in commissioning",
        description:
          "409 `over` where the home is not in commissioning, or has a plan that staff wrote. The same template again changes nothing.",
        tags: ["installing"],
        params: homeParams,
        body: z.strictObject({ template: z.enum(planTemplates) }),
        response: { 200: chosen, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) },
      },
    },
    async ({ caller, params, body: { template } }) => {
      const home = touchableHome(registry, caller, params.id);
      const known = registry.planOf(home.id);
      if (known !== undefined && known.version > 0 && known.plan.template === template)
        return { version: known.version, template, name: known.plan.name };
      if (home.mode !== "commissioning" || (known !== undefined && known.version > 0 && known.plan.template === null))
        throw new Refusal("over", "A supervisor changes the plan of this home.");
      const plan = registry.plans.template(template, wallDate(now(), home.timezone));
      const why = "Chosen by the installer";
      const changed = await registry.changePlan(home.id, { plan, why, by: { id: caller.id, name: caller.name } });
      return { version: changed?.version ?? 0, template, name: plan.name };
    },
  );
}
