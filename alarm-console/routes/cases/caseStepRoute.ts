import type { z } from "zod";
import type { Permission } from "#domain/role.ts";
import type { Step } from "#response/case/caseDesk.ts";
import type { Caller } from "../../access/caller.ts";
import type { Api } from "../../api.ts";
import { type CaseActionNeeds, caseAnswers, performStep } from "./caseAnswer.ts";
import { caseParams } from "./cases.ts";

/** A call that takes one step of a case. */
export interface CaseStepRoute<Body> {
  /** The end of the path: `/cases/{id}/<action>`. */
  action: string;
  /** Left out: `answerAlarms`. */
  permission?: Permission;
  summary: string;
  description: string;
  /** With `version` as the caller saw it, where it has one. */
  body: z.ZodType<Body>;
  step: (caller: Caller, body: Body) => Step;
}

/** Adds the call to the API: it answers with the case after the step, or with a refusal that has the case as it is. */
export function caseStepRoute<Body extends { version?: number | undefined } | null | undefined>(
  api: Api,
  needs: CaseActionNeeds,
  { action, permission = "answerAlarms", summary, description, body, step }: CaseStepRoute<Body>,
): void {
  const schema = { summary, description, tags: ["cases"], params: caseParams, body, response: caseAnswers };
  api.post(`/cases/:id/${action}`, { config: { needs: permission }, schema }, ({ caller, params: { id }, body }) => {
    const given = body as Body;
    return performStep(needs, { caller, id, version: given?.version }, step(caller, given));
  });
}
