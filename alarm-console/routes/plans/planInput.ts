import { z } from "zod";
import { type Plan, plan, planTemplates } from "#domain/plan.ts";
import type { Plans } from "#homes/plans.ts";
import { illegibleNames, withoutRepeats } from "#homes/policy/proposedPlan.ts";
import { pointerStep } from "../../errors.ts";
import { replaceOldNames } from "./oldPlanNames.ts";

/** For the API document: the shape of a plan in an answer, with what a request may leave out. */
const { $schema: _, ...shape } = z.toJSONSchema(plan, { io: "input", unrepresentable: "any" });
const anyPlan = z.unknown().meta({ ...shape, description: "A plan. An answer 422 names every fault by its path." });

/** A plan in a request. Refused with every fault, each at its path. */
export const planInput = (plans: Pick<Plans, "read">) => anyPlan.transform((given, context): Plan => readInto(plans, given, context));

/** A plan, or the name of a template. The result is a function of the day on which the plan starts. */
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
      context.issues.push({
        code: "custom",
        message: `there is no template ${given}; choose one of ${planTemplates.join(", ")}`,
        input: given,
      });
      return z.NEVER;
    });

function readInto(plans: Pick<Plans, "read">, given: unknown, context: z.core.$RefinementCtx): Plan {
  const renamed = replaceOldNames(given);
  const read = plans.read(renamed.plan);
  const faults = [...renamed.faults, ...(read.ok ? illegibleNames(read.plan) : read.faults)];
  if (read.ok && faults.length === 0) return withoutRepeats(read.plan);
  const hints = new Set<string>();
  for (const { path, message } of faults) {
    // A hint after the fault, such as the list of all rules, is given once: "there is no rule kettle; the rules are …".
    const [fault = "", ...more] = message.split("; ");
    const words = [fault, ...more.filter((hint) => !hints.has(hint))].join("; ");
    for (const hint of more) hints.add(hint);
    context.issues.push({ code: "custom", message: words, path: path === "" ? [] : path.split(".").map(pointerStep), input: given });
  }
  return z.NEVER;
}
