import { readTextFile } from "#device-sim/formats/textFile.ts";
import { type Plan, type PlanTemplate, planTemplates } from "#domain/plan.ts";
import { catalogue } from "#rules/catalogue.ts";
import { planFrom } from "#rules/plan/planTemplates.ts";
import { readPlan } from "#rules/plan/readPlan.ts";

/** The plan does not exist or is not valid; the message names each fault's path. */
export class PlanUnreadable extends Error {}

export const planOptionText = `${planTemplates.join(", ")}, or a JSON file`;

/** The template of this name, or the plan in this file. Throws PlanUnreadable. */
export async function chosenPlan(templateOrFile: string): Promise<Plan> {
  if (isTemplate(templateOrFile)) return planFrom(templateOrFile);
  const { text } = await readTextFile(templateOrFile).catch((cause: Error) => {
    throw new PlanUnreadable(`${templateOrFile} is not a template (${planTemplates.join(", ")}), and the file ${cause.message}`, { cause });
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new PlanUnreadable(`${templateOrFile} is not JSON`, { cause });
  }
  const read = readPlan(catalogue, json);
  if (read.ok) return read.plan;
  throw new PlanUnreadable([`${templateOrFile}:`, ...read.faults.map(({ path, message }) => `  ${path || "plan"}: ${message}`)].join("\n"));
}

const isTemplate = (name: string): name is PlanTemplate => (planTemplates as readonly string[]).includes(name);
