import type pg from "pg";
import { z } from "zod";
import { outcome } from "#domain/alarm.ts";
import { freeText, isLegible, maxInt32 } from "#domain/text.ts";
import type { Outcomes } from "#response/case/outcomes.ts";
import type { Case } from "#response/case/steps/caseState.ts";
import { isRefused } from "#response/case/steps/caseStep.ts";
import { close, type UnseenAlarm } from "#response/case/steps/closing.ts";
import { standsAccepted } from "#response/notify/contactCase.ts";
import type { Caller } from "../../access/caller.ts";
import type { Api } from "../../api.ts";
import { notValid } from "../../errors.ts";
import { type CaseActionNeeds, caseAnswers, performStep, seenVersion } from "./caseAnswer.ts";
import { caseParams } from "./cases.ts";

const closingBody = z.strictObject({
  outcome: outcome.describe("For each alarm that `outcomes` does not name. A code from GET /outcomes."),
  outcomes: z
    .record(z.string().max(20), outcome)
    .optional()
    .describe("Another outcome for some open alarms of the case, by the id of the alarm."),
  note: freeText(2000).default(""),
  rings: z.number().int().min(1).max(maxInt32).describe("The value of `rings` that you saw."),
  version: seenVersion,
});
type ClosingBody = z.infer<typeof closingBody>;

export function closeCaseRoute(api: Api, needs: CaseActionNeeds & { outcomes: Outcomes }): void {
  api.post(
    "/cases/:id/close",
    {
      config: { needs: "answerAlarms" },
      schema: {
        summary: "Close a case with an outcome",
        description:
          "Only the holder may close it. 409 `rangAgain` if the home has rung more often than the `rings` that you sent. 409 `noteNeeded` for a critical case without any recorded contact and without a note: neither one in this call, nor one that you have written since you hold the case. Within 10 seconds you may open it again without a reason.",
        tags: ["cases"],
        params: caseParams,
        body: closingBody,
        response: caseAnswers,
      },
    },
    ({ caller, params: { id }, body: { version, ...closing } }) => {
      const faults = unknownOutcomes(needs.outcomes, closing);
      if (faults.length > 0) throw notValid(faults);
      // Dots or invisible characters say nothing, and a critical case wants a sentence.
      const note = isLegible(closing.note) ? closing.note : "";
      return performStep(
        needs,
        { caller, id, version },
        ({ case: before }, context, facts: ClosingFacts) => {
          const step = close(before, caller, { ...closing, note, ...facts, outcomeOf: needs.outcomes.of }, context);
          const unknown = unknownAlarms(before, closing);
          if (!isRefused(step) && unknown.length > 0) throw notValid(unknown);
          return step;
        },
        (client, { case: { rings } }) => closingFacts(client, id, caller, rings - closing.rings),
      );
    },
  );
}

function unknownOutcomes(known: Outcomes, { outcome, outcomes = {} }: Pick<ClosingBody, "outcome" | "outcomes">) {
  const given: [string, string][] = [
    ["outcome", outcome],
    ...Object.entries(outcomes).map(([id, one]): [string, string] => [`outcomes.${id}`, one]),
  ];
  return given
    .filter(([, code]) => !known.has(code))
    .map(([path, code]) => ({ path, message: `there is no outcome ${code}; GET /outcomes lists them` }));
}

/** An outcome for an alarm that the close does not end would be lost without a word. */
function unknownAlarms({ alarms }: Case, { outcomes = {} }: Pick<ClosingBody, "outcomes">) {
  const open = new Set(alarms.filter(({ isOpen }) => isOpen).map(({ id }) => id));
  return Object.keys(outcomes)
    .filter((id) => !open.has(id))
    .map((id) => ({ path: `outcomes.${id}`, message: `the case has no open alarm ${id}` }));
}

const selectHasContact = `SELECT EXISTS (SELECT FROM case_timeline said WHERE case_id = $1 AND (${standsAccepted("said")}
    OR event = 'action' AND details ->> 'result' IN ('answered', 'onTheWay', 'done'))) AS has`;
/** A note of the holder, since the holder has the case. */
const selectHasNote = `SELECT EXISTS (SELECT FROM case_timeline WHERE case_id = $1 AND event = 'note' AND by_id = $2 AND id > coalesce(
    (SELECT max(id) FROM case_timeline WHERE case_id = $1 AND event IN ('claimed', 'takenOver', 'reopened')), 0)) AS has`;
/**
 * The alarms of the newest rings, so many as the holder has not seen. `isSame`: these rings say the same as the last one of the alarm that the
 * holder has seen; another device says something else.
 */
const selectUnseen = `WITH ring AS (
    SELECT id, alarm_id, text, row_number() OVER (ORDER BY id DESC) <= $2 AS unseen FROM case_timeline
     WHERE case_id = $1 AND event IN ('raised', 'rangAgain', 'priorityRaised'))
  SELECT alarm_id::text AS id, bool_and(text = (SELECT seen.text FROM ring seen WHERE seen.alarm_id = ring.alarm_id AND NOT seen.unseen
                                              ORDER BY seen.id DESC LIMIT 1)) IS TRUE AS "isSame"
    FROM ring WHERE unseen GROUP BY alarm_id`;

interface ClosingFacts {
  hasContact: boolean;
  hasNote: boolean;
  unseenAlarms: UnseenAlarm[];
}

async function closingFacts(client: pg.ClientBase, id: string, by: Pick<Caller, "id">, unseenRings: number): Promise<ClosingFacts> {
  const contact = (await client.query<{ has: boolean }>(selectHasContact, [id])).rows[0];
  const note = (await client.query<{ has: boolean }>(selectHasNote, [id, by.id])).rows[0];
  const { rows } = unseenRings > 0 ? await client.query<UnseenAlarm>(selectUnseen, [id, unseenRings]) : { rows: [] };
  return { hasContact: contact?.has ?? false, hasNote: note?.has ?? false, unseenAlarms: rows };
}
