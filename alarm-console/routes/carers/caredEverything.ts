import { z } from "zod";
import { maySee } from "#domain/carers/carerSees.ts";
import { deviceStatuses } from "#domain/deviceStatus.ts";
import type { HomeFacts } from "#domain/home.ts";
import { weekdays } from "#domain/time/wallClock.ts";
import type { Registry } from "#homes/registry.ts";
import { recordLook } from "../../access/accessLog.ts";
import type { Caller } from "../../access/caller.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { rfc3339 } from "../../rfc3339.ts";
import { readDevices } from "../homeRecord.ts";
import { homeParams } from "../homes.ts";
import { suspendedByPlan } from "./availability/staying.ts";
import { type CaredHomesNeeds, homeCaredFor } from "./caredHomes.ts";

const caredPlan = z
  .object({
    name: z.string(),
    review: z.iso.date().nullable(),
    ends: z.iso.date().nullable(),
    windows: z.array(z.object({ name: z.string(), from: z.string(), to: z.string(), days: z.array(z.enum(weekdays)) })),
    rules: z.array(
      z.object({
        title: z.string(),
        explains: z.string(),
        guardsLife: z.boolean().describe("It watches always, and no absence suspends it."),
        settings: z.array(z.object({ title: z.string(), value: z.unknown(), unit: z.string().nullable() })),
      }),
    ),
    suspended: z.array(z.object({ rule: z.string(), title: z.string() })).describe("What does not ring in an absence."),
  })
  .meta({ id: "CaredPlan" });

const caredDevices = z.object({
  asOf: z.iso.datetime(),
  timezone: z.string(),
  items: z.array(
    z
      .object({
        id: z.string(),
        name: z.string(),
        room: z.string(),
        lastHeardAt: z.iso.datetime().nullable(),
        battery: z.number().nullable().describe("Charge in percent."),
        status: z.enum(deviceStatuses),
      })
      .meta({ id: "CaredDevice" }),
  ),
  next: z.null(),
});

/** The plan and the devices of a home, for a carer who sees everything. */
export function caredEverythingRoutes(api: Api, needs: CaredHomesNeeds): void {
  const { pool, registry, deviceSummaryOf, now } = needs;
  api.get(
    "/carer/homes/:id/plan",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "Show the plan of a home: what it watches, and how",
        description: "Only with `sees` everything. The access log records who looked.",
        tags: ["carers"],
        params: homeParams,
        response: { 200: caredPlan, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params }) => {
      const home = await everythingFor(needs, caller, params.id, "home");
      return viewOfPlan(registry, home);
    },
  );
  api.get(
    "/carer/homes/:id/devices",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "List the devices of a home: where they are, when they were heard, and their batteries",
        description: "Only with `sees` everything. The access log records who looked.",
        tags: ["carers"],
        params: homeParams,
        response: { 200: caredDevices, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params }) => {
      const home = await everythingFor(needs, caller, params.id, "readings");
      const at = now();
      const devices = await readDevices(pool, home, { deviceSummaryOf, now: at, listeningGaps: registry.listeningGaps });
      const items = devices.map(({ id, name, room, lastHeardAt, battery, status }) => ({ id, name, room, lastHeardAt, battery, status }));
      return { asOf: rfc3339(at), timezone: home.timezone, items, next: null };
    },
  );
}

/** The home, once the look is recorded. Throws where the person agreed to less. */
async function everythingFor(needs: CaredHomesNeeds, caller: Caller, id: string, what: "home" | "readings"): Promise<HomeFacts> {
  const { care, home } = await homeCaredFor(needs, caller, id);
  if (!maySee(care.sees, "everything"))
    throw new Refusal("forbidden", `${care.agreedBy} did not agree that you see the plan and the devices.`);
  await recordLook(needs.pool, caller, what, care.homeId);
  return home;
}

function viewOfPlan(registry: Registry, home: HomeFacts): z.infer<typeof caredPlan> {
  const { name, review, ends, windows, rules: chosen } = home.plan;
  const rules = registry.plans.rules.filter((rule) => !rule.housekeeping && (rule.guardsLife || rule.name in chosen));
  return {
    ...{ name, review, ends, windows },
    rules: rules.map(({ name: rule, title, explains, guardsLife, settings }) => ({
      ...{ title, explains, guardsLife },
      settings: settings.map((one) => ({ title: one.title, value: chosen[rule]?.[one.name] ?? one.default, unit: one.unit })),
    })),
    suspended: suspendedByPlan(registry, home),
  };
}
