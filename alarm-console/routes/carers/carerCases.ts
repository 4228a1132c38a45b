import type pg from "pg";
import { z } from "zod";
import { priority } from "#domain/alarm.ts";
import { caseStates } from "#domain/answering/case.ts";
import { carerCause } from "#domain/carers/carerCause.ts";
import { contingencyRule } from "#domain/carers/contingency.ts";
import { idText } from "#domain/ids.ts";
import type { Carers } from "#homes/carers.ts";
import { type ContactCase, readContactCase } from "#response/notify/contactCase.ts";
import type { Caller } from "../../access/caller.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { rfc3339, rfc3339OrNull } from "../../rfc3339.ts";

export interface CarerCaseNeeds {
  pool: pg.Pool;
  carers: Carers;
  /** Epoch ms. */
  now: () => number;
  centrePhone: string | null;
}

const time = z.iso.datetime();
const onIt = { name: z.string(), mine: z.boolean(), at: time };
export const carerCase = z
  .object({
    id: z.string(),
    asOf: time.describe("By the service's clock."),
    homeName: z.string(),
    people: z.array(z.string()),
    timezone: z.string(),
    state: z.enum(caseStates),
    priority,
    openedAt: time,
    closedAt: time.nullable(),
    closedBy: z.string().nullable().describe("The contact who closed it; null where staff did."),
    centreSince: time.nullable().describe("Since when it waits for an operator."),
    heldSince: time.nullable().describe("Since when an operator has it."),
    accepted: z
      .object({
        ...onIt,
        askedAt: time.nullable().describe("When this contact was asked again whether it is over."),
        others: z.array(z.object(onIt)),
      })
      .nullable(),
    answeredAt: time.nullable().describe("When you last said that you are on it."),
    alarms: z.array(
      z.object({
        sentence: z.string(),
        raisedAt: time,
        rings: z.number(),
        outcome: z.string().nullable(),
        over: z.string().nullable().describe("What a rule noted when it was over: “Back in bed 02:41”."),
      }),
    ),
    news: z
      .object({ at: time, text: z.string(), isEnd: z.boolean().describe("It says that an alarm is over.") })
      .nullable()
      .describe("The newest note of a rule since the last ring."),
    cause: z
      .object({ cause: carerCause, ...onIt })
      .nullable()
      .describe("What a carer said it was."),
    tellCause: z
      .enum(["no", "notes", "closes"])
      .describe("Whether you may say what it was: once each alarm is over, or after the close. `closes`: saying it closes the case."),
    homePhone: z.string().nullable().describe("The home's own number."),
    notified: z.array(z.object({ name: z.string(), reached: z.enum(["delivered", "sent", "waiting", "failed"]) })),
    entries: z.array(z.object({ at: time, text: z.string() })),
    centrePhone: z.string().nullable(),
  })
  .meta({ id: "CarerCase" });

export const carerCaseParams = z.object({ id: idText.describe("The case.") });
/** A case of contingency plans alone is about another carer. */
const selectHome = `SELECT home_id::text AS "homeId" FROM alarm_case AS c
  WHERE id = $1 AND NOT technical AND EXISTS (SELECT FROM alarm WHERE case_id = c.id AND rule <> '${contingencyRule}')`;

/** A case as a carer of its home sees and answers it: no words of staff, no medical detail. */
export function carerCaseRoutes(api: Api, needs: CarerCaseNeeds): void {
  api.get(
    "/carer/cases/:id",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "Show a case of a home that you care for",
        tags: ["carers"],
        params: carerCaseParams,
        response: { 200: carerCase, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params: { id } }) => viewOf(id, await readFor(needs, caller, id), needs),
  );
}

/** Throws notFound for a case of a home that the caller does not care for. */
export async function readFor({ pool, carers }: Pick<CarerCaseNeeds, "pool" | "carers">, caller: Caller, id: string): Promise<ContactCase> {
  const homeId = (await pool.query<{ homeId: string }>(selectHome, [id])).rows[0]?.homeId;
  const care = (await carers.caresOf(caller.id)).find((one) => one.homeId === homeId);
  const shown = care === undefined ? null : await readContactCase(pool, { caseId: id, contactId: care.contact.id });
  if (shown === null) throw new Refusal("notFound", "There is no such alarm in a home that you care for.");
  return shown;
}

export const viewOf = (
  id: string,
  shown: ContactCase,
  { now, centrePhone }: Pick<CarerCaseNeeds, "now" | "centrePhone">,
): z.infer<typeof carerCase> => {
  const { contact, openedAt, closedAt, centreSince, heldSince, accepted, answeredAt, alarms, entries, news, cause, ...rest } = shown;
  const said = (one: { id: string; name: string; at: number }) => ({ name: one.name, mine: one.id === contact.id, at: rfc3339(one.at) });
  return {
    ...rest,
    id,
    asOf: rfc3339(now()),
    openedAt: rfc3339(openedAt),
    closedAt: rfc3339OrNull(closedAt),
    centreSince: rfc3339OrNull(centreSince),
    heldSince: rfc3339OrNull(heldSince),
    accepted: accepted && { ...said(accepted), askedAt: rfc3339OrNull(accepted.askedAt), others: accepted.others.map(said) },
    answeredAt: rfc3339OrNull(answeredAt),
    alarms: alarms.map(({ sentence, raisedAt, rings, outcome, over }) => ({ sentence, raisedAt: rfc3339(raisedAt), rings, outcome, over })),
    news: news && { ...news, at: rfc3339(news.at) },
    cause: cause && { cause: cause.cause, ...said(cause) },
    tellCause: tellCauseOf(shown),
    entries: entries.map((entry) => ({ ...entry, at: rfc3339(entry.at) })),
    centrePhone,
  };
};

/** As `tellCause` and `mayClose` decide it (response/case/steps/contact/causes.ts). */
function tellCauseOf({ state, priority, centreSince, accepted, alarms, contact }: ContactCase): z.infer<typeof carerCase>["tellCause"] {
  if (state === "closed") return "notes";
  if (!alarms.every(({ isOpen, over }) => !isOpen || over !== null)) return "no";
  const isMine = [...(accepted?.others ?? []), ...(accepted === null ? [] : [accepted])].some(({ id }) => id === contact.id);
  return state === "waiting" && centreSince === null && priority !== "critical" && isMine ? "closes" : "notes";
}
