import { z } from "zod";
import { freeText, isLegible } from "#domain/text.ts";
import { openingFacts } from "#response/carers/answerRecord.ts";
import { reopen } from "#response/case/steps/closing.ts";
import type { OpeningFacts } from "#response/case/steps/contact/causes.ts";
import type { Api } from "../../api.ts";
import { type CaseActionNeeds, caseAnswers, holderFrom, performStep, seenVersion } from "./caseAnswer.ts";
import { caseParams } from "./cases.ts";

export function reopenCaseRoute(api: Api, needs: CaseActionNeeds): void {
  api.post(
    "/cases/:id/reopen",
    {
      config: { needs: "answerAlarms" },
      schema: {
        summary: "Open a closed case again",
        description:
          "Within 24 hours of the close. You hold it then, and its timeline continues. 409 `otherCaseOpen` where the home has rung since: that is a new case. 409 `reasonNeeded` without a reason, except for you who closed it, within 10 seconds.",
        tags: ["cases"],
        params: caseParams,
        body: z.strictObject({ reason: freeText(500).default(""), version: seenVersion }),
        response: caseAnswers,
      },
    },
    ({ caller, params: { id }, body: { reason, version } }) =>
      performStep(
        needs,
        { caller, id, version },
        ({ case: before }, context, facts: OpeningFacts) =>
          reopen(before, holderFrom(caller), { reason: isLegible(reason) ? reason : "", ...facts }, context),
        (client) => openingFacts(client, id),
      ),
  );
}
