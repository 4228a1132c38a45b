import { z } from "zod";
import { type Plan, plan, planTemplates } from "#domain/plan.ts";
import type { Plans } from "#homes/plans.ts";
import { pointerStep } from "../../errors.ts";
import { illegible, withoutRepeats } from "../../planSense.ts";

/** For the document: the same shape as an answer, with what may be left out. */
const { $schema: _, ...shape } = z.toJSONSchema(plan, { io: "input", unrepresentable: "any" });
const anyPlan = z.unknown().meta({ ...shape, description: "A plan. What is wrong is named, all of it, by its path." });

/** A plan in a request: refused with each of its faults at its path. */
export const planInput = (plans: Pick<Plans, "read">) => anyPlan.transform((given, context): Plan => readInto(plans, given, context));

/** The same, or a template by its name: then a function of the day on which it starts. */
export const planOrTemplateInput = (plans: Pick<Plans, "read" | "template">) =>
  z
    .unknown()
    .meta({ anyOf: [{ type: "string", enum: [...planTemplates] }, shape], description: "The name of a template, or a plan." })
    .transform((given, context): ((today: string) => Plan) => {
      if (typeof given !== "string") {
        const chosen = readInto(plans, given, context);
        return () => chosen;
      }
      const name = z.enum(planTemplates).safeParse(given);
      if (name.success) return (today) => plans.template(name.data, today);
      context.issues.push({ code: "custom", message: `there is no template ${given}; they are ${planTemplates.join(", ")}`, input: given });
      return z.NEVER;
    });

function readInto(plans: Pick<Plans, "read">, given: unknown, context: z.core.$RefinementCtx): Plan {
  const read = plans.read(given);
  const faults = read.ok ? illegible(read.plan) : read.faults;
  if (read.ok && faults.length === 0) return withoutRepeats(read.plan);
  const said = new Set<string>();
  for (const { path, message } of faults) {
    // Which rules there are is said once.
    const [wrong = "", ...besides] = message.split("; ");
    const words = [wrong, ...besides.filter((one) => !said.has(one))].join("; ");
    for (const one of besides) said.add(one);
    context.issues.push({ code: "custom", message: words, path: path === "" ? [] : path.split(".").map(pointerStep), input: given });
  }
  return z.NEVER;
}
