import { z } from "zod";
import { freeText } from "#domain/text.ts";
import { actionResults, actionText, caseActions } from "#response/case/steps/caseAction.ts";
import { addNote, recordAction } from "#response/case/steps/recording.ts";
import type { Api } from "../../api.ts";
import { notValid } from "../../errors.ts";
import { type CaseActionNeeds, caseAnswers, performStep, seenVersion } from "./caseAnswer.ts";
import { caseParams } from "./cases.ts";

const tags = ["cases"];
const noteText = freeText(2000);

/** What staff write down in a case: what they did, and notes. */
export function caseRecordingRoutes(api: Api, needs: CaseActionNeeds): void {
  recordCaseAction(api, needs);
  addCaseNote(api, needs);
}

const selectContact = `SELECT name, relation FROM contact WHERE home_id = $1 AND place = $2`;

function recordCaseAction(api: Api, needs: CaseActionNeeds): void {
  api.post(
    "/cases/:id/actions",
    {
      config: { needs: "answerAlarms" },
      schema: {
        summary: "Record what was done",
        description:
          "It goes to the timeline and the statistics. `call` needs `contact`. No answer from the home (`speakToHome`, `noAnswer`) makes the case critical: it is treated as an emergency.",
        tags,
        params: caseParams,
        body: z.strictObject({
          action: z.enum(caseActions),
          contact: z.number().int().min(1).max(50).optional().describe("For `call`: which contact of the home; 1 is the first."),
          result: z.enum(actionResults),
          note: noteText.default(""),
          version: seenVersion,
        }),
        response: caseAnswers,
      },
    },
    ({ caller, params: { id }, body: { version, ...done } }) => {
      if (done.action === "call" && done.contact === undefined)
        throw notValid([{ path: "contact", message: "say which contact was called: 1 is the first of the home" }]);
      return performStep(
        needs,
        { caller, id, version },
        ({ case: before }, context, contact: { name: string; relation: string } | undefined) => {
          if (done.contact !== undefined && contact === undefined)
            throw notValid([{ path: "contact", message: `the home has no contact ${done.contact}` }]);
          return recordAction(before, caller, { ...done, text: actionText(done, contact), details: done }, context);
        },
        async (client, { case: { homeId } }) =>
          done.contact === undefined ? undefined : (await client.query(selectContact, [homeId, done.contact])).rows[0],
      );
    },
  );
}

function addCaseNote(api: Api, needs: CaseActionNeeds): void {
  api.post(
    "/cases/:id/notes",
    {
      config: { needs: "answerAlarms" },
      schema: {
        summary: "Add a note to the timeline of a case",
        description: "Also when another person holds the case, and after it is closed.",
        tags,
        params: caseParams,
        body: z.strictObject({ text: noteText.min(1, "this must not be empty").describe("The note, at most 2000 characters.") }),
        response: caseAnswers,
      },
    },
    ({ caller, params: { id }, body: { text } }) =>
      performStep(needs, { caller, id }, ({ case: before }, context) => addNote(before, caller, { text }, context)),
  );
}
