import type pg from "pg";
import { z } from "zod";
import { absenceEnd } from "#domain/absence.ts";
import { notAvailableUntil } from "#domain/carers/availability.ts";
import { carerSees } from "#domain/carers/carerSees.ts";
import { contingencyRule } from "#domain/carers/contingency.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Care, Carers } from "#homes/carers.ts";
import type { Registry } from "#homes/registry.ts";
import type { Caller } from "../../access/caller.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { rfc3339, rfc3339OrNull } from "../../rfc3339.ts";
import { type HomeClock, homeTime } from "../homeClock.ts";
import type { StatusFacts } from "../homeRecord.ts";
import { homeParams } from "../homes.ts";
import { lastingStay } from "./availability/staying.ts";

export interface CaredHomesNeeds extends Pick<StatusFacts, "deviceSummaryOf">, HomeClock {
  pool: pg.Pool;
  registry: Registry;
  carers: Carers;
}

const caredHome = z
  .object({
    homeId: z.string(),
    homeName: z.string(),
    timezone: z.string(),
    contactName: z.string().describe("The contact as which you care for this home."),
    sees: carerSees.describe("What you see, as `agreedBy` agreed."),
    agreedBy: z.string(),
    openCaseId: z.string().nullable().describe("The case that is open now."),
    stayingUntil: z.iso.datetime().nullable().describe("You stay over until then."),
    notAvailableUntil: z.iso.datetime().nullable().describe("You are not called before."),
    contingencyUntil: z.iso.datetime().nullable().describe("Your contingency plan runs until then."),
  })
  .meta({ id: "CaredHome" });

const caredHomes = z.object({ asOf: z.iso.datetime().describe("By the service's clock."), items: z.array(caredHome), next: z.null() });

const selectOpenCases = `SELECT home_id::text AS "homeId", id::text FROM alarm_case AS c
  WHERE home_id = ANY ($1::bigint[]) AND state <> 'closed' AND NOT technical
    AND EXISTS (SELECT FROM alarm WHERE case_id = c.id AND rule <> '${contingencyRule}')`;

async function listFor(needs: CaredHomesNeeds, caller: Caller): Promise<z.infer<typeof caredHomes>> {
  const { pool, carers } = needs;
  const cares = await carers.caresOf(caller.id);
  const { rows } = await pool.query<{ homeId: string; id: string }>(selectOpenCases, [cares.map(({ homeId }) => homeId)]);
  const openOf = new Map(rows.map(({ homeId, id }) => [homeId, id]));
  const items = await Promise.all(cares.map((care) => viewOf(needs, care, caller, openOf.get(care.homeId) ?? null)));
  return { asOf: rfc3339(needs.now()), items, next: null };
}

async function viewOf(needs: CaredHomesNeeds, care: Care, caller: Caller, openCaseId: string | null): Promise<z.infer<typeof caredHome>> {
  const { registry, now } = needs;
  const { homeId, homeName, contact, sees, agreedBy } = care;
  const timezone = registry.home(homeId)?.timezone ?? registry.timezone;
  const available = registry.availability.of(contact.id);
  const { contingencyUntil } = available;
  return {
    ...{ homeId, homeName, timezone, contactName: contact.name, sees, agreedBy, openCaseId },
    stayingUntil: await ownStay(needs, caller, homeId),
    notAvailableUntil: rfc3339OrNull(notAvailableUntil(available, now(), timezone)),
    contingencyUntil: contingencyUntil !== null && contingencyUntil > now() ? rfc3339(contingencyUntil) : null,
  };
}

async function ownStay(needs: CaredHomesNeeds, caller: Caller, homeId: HomeId): Promise<string | null> {
  const home = needs.registry.home(homeId);
  const stay = home === undefined ? null : await lastingStay(needs.registry, home, homeTime(needs, home));
  return stay?.by.id === caller.id ? rfc3339(absenceEnd(stay)) : null;
}

/** What a carer may see of the homes they care for. */
export function caredHomeRoutes(api: Api, needs: CaredHomesNeeds): void {
  const { carers } = needs;
  api.get(
    "/carer/homes",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "List the homes that you care for",
        tags: ["carers"],
        response: { 200: caredHomes, ...refusals(401, 403, 503) },
      },
    },
    async ({ caller }) => listFor(needs, caller),
  );
  api.post(
    "/carer/homes/:id/leave",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "Stop caring for a home",
        description: "You see nothing more of the home. You stay in its list of people to call, with your channels for messages.",
        tags: ["carers"],
        params: homeParams,
        response: { 200: caredHomes, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params }) => {
      const care = await careFor(carers, caller, params.id);
      await carers.remove(care.contact.id, `${care.contact.name} left`);
      await needs.registry.availability.clear(care.contact.id, `${care.contact.name} left`);
      return listFor(needs, caller);
    },
  );
}

const notYours = (): Refusal => new Refusal("notFound", "You do not care for this home, or not any more.");

/** The home as this caller cares for it. Throws notFound for another one, so that its existence stays hidden. */
export async function careFor(carers: Carers, caller: Caller, homeId: string): Promise<Care> {
  const care = (await carers.caresOf(caller.id)).find((one) => one.homeId === homeId);
  if (care === undefined) throw notYours();
  return care;
}

/** The same with what the service knows of the home. */
export async function homeCaredFor(
  { carers, registry }: Pick<CaredHomesNeeds, "carers" | "registry">,
  caller: Caller,
  homeId: string,
): Promise<{ care: Care; home: HomeFacts }> {
  const care = await careFor(carers, caller, homeId);
  const home = registry.home(care.homeId);
  if (home === undefined) throw notYours();
  return { care, home };
}
