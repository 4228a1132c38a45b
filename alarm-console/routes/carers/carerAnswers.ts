import { z } from "zod";
import { carerCause } from "#domain/carers/carerCause.ts";
import { oldestTapMs, undoMs } from "#domain/carers/tapLimits.ts";
import { answerKinds, type StoredAnswer } from "#response/carers/answerRecord.ts";
import type { CarerAnswers } from "#response/carers/carerAnswers.ts";
import { insteadCodes, insteadText } from "#response/carers/instead.ts";
import type { ContactCase } from "#response/notify/contactCase.ts";
import { CallCounts, type CallLimit } from "../../access/callCounts.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { rfc3339, rfc3339OrNull } from "../../rfc3339.ts";
import { type CarerCaseNeeds, carerCase, carerCaseParams, readFor, viewOf } from "./carerCases.ts";

const time = z.iso.datetime();
const tap = {
  key: z.uuid().describe("Made by the phone for this tap. The same key again gives the same answer and changes nothing."),
  ageMs: z
    .number()
    .int()
    .min(0)
    .max(366 * 86_400_000)
    .default(0)
    .describe("How long ago it was tapped. Not the time on the phone, whose clock may be wrong."),
};
const body = z.discriminatedUnion("what", [
  z.strictObject({ what: z.enum(["accept", "handOver", "calling"]), ...tap }),
  z.strictObject({ what: z.literal("cause"), cause: carerCause, ...tap }),
  z.strictObject({ what: z.literal("undo"), of: z.uuid().describe("The key of the answer that you take back."), ...tap }),
]);

const instead = z.object({
  code: z.enum(insteadCodes),
  at: time.nullable(),
  name: z.string().nullable().describe("The contact who did it; null: Link Line."),
});
const answerView = z.object({
  key: z.string(),
  what: z.enum(answerKinds),
  tappedAt: time.describe("By the service's clock."),
  at: time.describe("When it arrived."),
  undoable: z.boolean().describe(`It can be taken back, for ${undoMs / 1000} seconds.`),
  instead: instead.nullable().describe("What happened instead, where it did not count."),
});
const answered = z.object({ answer: answerView, case: carerCase }).meta({ id: "CarerAnswer" });

/** By one account in one case. Each answer is a line in the timeline of operators and goes to every desk. */
const mostAnswers: CallLimit = { window: 60, max: 30 };

/** One call for each answer of a carer, so that a phone without a connection stores what it will send. */
export function carerAnswerRoute(api: Api, needs: CarerCaseNeeds & { answers: CarerAnswers }): void {
  const { answers, now } = needs;
  const counts = new CallCounts(now);
  api.post(
    "/carer/cases/:id/answers",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "Answer an alarm of a home that you care for",
        description: `\`accept\`: you are on it. \`handOver\`: the monitoring centre has it. \`calling\`: you are about to call the home. \`cause\`: what it was; where \`tellCause\` of the case says \`closes\`, this closes the case. \`undo\` takes one of these back within ${undoMs / 1000} seconds, as far as others have not acted since. 409 \`notCounted\`: it changed nothing; \`details\` has the answer with what happened instead, and the case as it is. A tap older than ${oldestTapMs / 60_000} minutes does not count. 409 \`used\`: another account, or another answer, has this key.`,
        tags: ["carers"],
        params: carerCaseParams,
        body,
        response: { 200: answered, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) },
      },
    },
    async ({ caller, params: { id }, body: { key, ageMs, ...answer } }) => {
      const { contact, timezone } = await readFor(needs, caller, id);
      if (!counts.count(`${caller.id}/${id}`, mostAnswers).allowed)
        throw new Refusal("tooMany", "You have answered very often. Your first answers have arrived. Wait a minute.");
      const taken = await answers.take({ caseId: id, accountId: caller.id, contact, key, ageMs, answer });
      if (!taken.ok) throw new Refusal("used", "This key belongs to another answer.");
      const shown = { answer: viewOfAnswer(taken.answer), case: viewOf(id, await readFor(needs, caller, id), needs) };
      if (taken.answer.refused !== null) throw notCounted(taken.answer, timezone, shown);
      return shown;
    },
  );
}

const notCounted = ({ refused, tappedAt }: StoredAnswer, timezone: ContactCase["timezone"], shown: z.infer<typeof answered>): Refusal =>
  new Refusal("notCounted", refused === null ? "" : insteadText(refused, tappedAt, timezone), shown);

const viewOfAnswer = ({ key, what, tappedAt, at, refused, undo, undoneAt }: StoredAnswer): z.infer<typeof answerView> => ({
  key,
  what,
  tappedAt: rfc3339(tappedAt),
  at: rfc3339(at),
  undoable: undo !== null && undoneAt === null,
  instead: refused && { ...refused, at: rfc3339OrNull(refused.at) },
});
