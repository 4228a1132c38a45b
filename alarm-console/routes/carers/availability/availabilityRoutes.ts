import { z } from "zod";
import { callableHours } from "#domain/carers/availability.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Care } from "#homes/carers.ts";
import type { Caller } from "../../../access/caller.ts";
import type { Api } from "../../../api.ts";
import { notValid, refusals } from "../../../errors.ts";
import { homeTime } from "../../homeClock.ts";
import { homeParams } from "../../homes.ts";
import { homeCaredFor } from "../caredHomes.ts";
import { type AvailabilityNeeds, availabilityView, viewFor } from "./availabilityView.ts";
import { endStay, stay } from "./staying.ts";

const dayMs = 86_400_000;
const longestPauseDays = 14;
const time = z.iso.datetime({ offset: true });
const changed = { 200: availabilityView, ...refusals(400, 401, 403, 404, 413, 422, 503) };

type Change = (home: HomeFacts, care: Care, caller: Caller) => Promise<void>;

/** When a carer may be called, and that they stay over. */
export function availabilityRoutes(api: Api, needs: AvailabilityNeeds): void {
  api.get(
    "/carer/homes/:id/availability",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "Show when you may be called for a home, and who is called if you cannot",
        description: "Of the other contacts you see the name and until when they are not called.",
        tags: ["carers"],
        params: homeParams,
        querystring: z.object({ until: time.optional().describe("The end of the previews; the next 07:00 where it is left out.") }),
        response: { 200: availabilityView, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params, query }) => {
      const { care, home } = await homeCaredFor(needs, caller, params.id);
      const until = query.until === undefined ? null : pauseEnd(query.until, needs.now());
      return viewFor(needs, care, home, caller, until);
    },
  );
  stayRoutes(api, needs);
  pauseRoutes(api, needs);
  api.put(
    "/carer/homes/:id/hours",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "Set the hours in which you may be called",
        description: "By the wall clock of the home. Outside them you are skipped, and the next person is called at once.",
        tags: ["carers"],
        params: homeParams,
        body: z.strictObject({ hours: callableHours.nullable().describe("Null: always.") }),
        response: changed,
      },
    },
    async ({ caller, params, body }) =>
      change(needs, caller, params.id, (_home, { contact }) => needs.registry.availability.setHours(contact.id, body.hours)),
  );
}

function stayRoutes(api: Api, needs: AvailabilityNeeds): void {
  const { registry } = needs;
  api.post(
    "/carer/homes/:id/staying",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "Say that you stay over",
        description:
          "It is an absence: the alarms that the plan suspends do not ring until then, at most 24 hours ahead. A call for help always rings.",
        tags: ["carers"],
        params: homeParams,
        body: z.strictObject({ until: time }),
        response: changed,
      },
    },
    async ({ caller, params, body }) =>
      change(needs, caller, params.id, (home, { contact }) =>
        stay(registry, home, caller, contact.name, Date.parse(body.until), homeTime(needs, home)),
      ),
  );
  api.post(
    "/carer/homes/:id/staying/end",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "Say that you do not stay any longer",
        description: "409 `over`: your stay has ended already.",
        tags: ["carers"],
        params: homeParams,
        body: z.object({}).nullable(),
        response: { ...changed, ...refusals(409) },
      },
    },
    async ({ caller, params }) => change(needs, caller, params.id, (home) => endStay(registry, home, caller, homeTime(needs, home))),
  );
}

function pauseRoutes(api: Api, needs: AvailabilityNeeds): void {
  const { registry, now } = needs;
  api.post(
    "/carer/homes/:id/pause",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "Say that you cannot be called until a time",
        description: `At most ${longestPauseDays} days. A pause that lasts is replaced. Alarms of any priority skip you; the next person is called at once, and Link Line is always the last.`,
        tags: ["carers"],
        params: homeParams,
        body: z.strictObject({ until: time }),
        response: changed,
      },
    },
    async ({ caller, params, body }) =>
      change(needs, caller, params.id, (_home, { contact }) => registry.availability.pause(contact.id, pauseEnd(body.until, now()))),
  );
  api.post(
    "/carer/homes/:id/pause/end",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "Say that you can be called again",
        description: "Where you are called already, nothing changes.",
        tags: ["carers"],
        params: homeParams,
        body: z.object({}).nullable(),
        response: changed,
      },
    },
    async ({ caller, params }) =>
      change(needs, caller, params.id, (_home, { contact }) =>
        registry.availability.endPause(contact.id, `${contact.name} can be called again`),
      ),
  );
}

/** The end of a pause in epoch ms. Throws where it makes no sense. */
function pauseEnd(text: string, now: number): number {
  const until = Date.parse(text);
  if (until <= now) throw notValid([{ path: "until", message: "this is in the past: choose a later time" }]);
  if (until > now + longestPauseDays * dayMs)
    throw notValid([{ path: "until", message: `a pause lasts at most ${longestPauseDays} days: choose an earlier end` }]);
  return until;
}

async function change(needs: AvailabilityNeeds, caller: Caller, id: string, perform: Change) {
  const { care, home } = await homeCaredFor(needs, caller, id);
  await perform(home, care, caller);
  // The facts of the home may be new.
  return viewFor(needs, care, needs.registry.home(home.id) ?? home, caller, null);
}
