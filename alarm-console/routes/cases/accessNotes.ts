import type pg from "pg";
import { z } from "zod";
import { asHomeId } from "#domain/ids.ts";
import { may } from "#domain/role.ts";
import { lookAtAccessNotes } from "#response/case/steps/accessNotes.ts";
import { recordCaseLook } from "../../access/accessLog.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";
import { type CaseActionNeeds, performStep } from "./caseAnswer.ts";
import { caseParams } from "./cases.ts";

/** The key safe has a separate line. */
const selectNotes = `SELECT concat_ws(E'\\n', nullif(access_notes, ''), 'Key safe: ' || (key_safe ->> 'location') || ', code ' || (key_safe ->> 'code')) AS notes
  FROM home WHERE id = $1`;

const answer = z
  .object({ accessNotes: z.string().describe("How a responder gets in; empty where none is written.") })
  .meta({ id: "AccessNotes" });

/** The way into a home is shown to those who need it, and each look leaves a trace (docs/guarantees.md, 13). */
export function accessNotesRoute(api: Api, needs: CaseActionNeeds & { pool: pg.Pool }): void {
  const { pool } = needs;
  api.post(
    "/cases/:id/access-notes",
    {
      config: { needs: "answerAlarms" },
      schema: {
        summary: "Show how to get into the home of a case",
        description:
          "For the holder of the case, and for supervisors. The timeline of the case and the access log say who looked and when; only then comes the answer. 409 `closed` for a closed case, `held` or `notHolder` for other operators.",
        tags: ["cases"],
        params: caseParams,
        body: z.strictObject({}).nullish(),
        response: { 200: answer, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) },
      },
    },
    async ({ caller, params: { id } }, reply) => {
      const mayInEach = may(caller.role, "seeAllAccessNotes");
      const seen = await performStep(needs, { caller, id }, ({ case: before }, context) =>
        lookAtAccessNotes(before, caller, { mayInEach }, context),
      );
      const homeId = asHomeId(seen.homeId);
      await recordCaseLook(pool, caller, { homeId, caseId: id });
      const { rows } = await pool.query<{ notes: string }>(selectNotes, [homeId]);
      reply.header("cache-control", "no-store");
      return { accessNotes: rows[0]?.notes ?? "" };
    },
  );
}
