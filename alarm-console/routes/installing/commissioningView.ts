import type pg from "pg";
import { z } from "zod";
import type { CaseView } from "#domain/answering/case.ts";
import { type HomeFacts, homeMode } from "#domain/home.ts";
import { type CommissioningCall, commissioningCall, testedReading } from "#domain/installing/commissioning.ts";
import { planTemplates } from "#domain/plan.ts";
import { readLastHandover } from "#homes/installing/handovers.ts";
import type { Registry } from "#homes/registry.ts";
import type { CaseLists } from "#response/case/caseLists.ts";
import { readCommissioning } from "#response/commissioning/commissioningRows.ts";
import { readTests } from "#response/commissioning/walkTest.ts";
import { rfc3339, rfc3339OrNull } from "../../rfc3339.ts";
import type { DeviceSummaryOf } from "../homeRecord.ts";

export const commissioningView = z
  .object({
    homeId: z.string(),
    mode: homeMode,
    since: z.iso.datetime().nullable().describe("When commissioning began last; null: never."),
    until: z.iso
      .datetime()
      .nullable()
      .describe("When it ends by itself; null: the home is not in commissioning, or its time is over and nothing is installed."),
    by: z.string().nullable(),
    devices: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        kind: z.string(),
        room: z.string(),
        lastHeardAt: z.iso.datetime().nullable(),
        battery: z.number().nullable(),
        signal: z.number().nullable(),
        tested: testedReading.nullable().describe("The newest reading by which it was tested since then; null: it was not."),
      }),
    ),
    calls: z.array(commissioningCall).describe("The cases since then, the newest first."),
    plan: z
      .object({ version: z.number().int(), template: z.enum(planTemplates).nullable(), name: z.string() })
      .nullable()
      .describe("The plan that was chosen; null: none was, so the basic plan watches the home."),
    handover: z
      .object({ version: z.number().int(), by: z.string(), at: z.iso.datetime(), leftUntested: z.array(z.string()) })
      .nullable()
      .describe("The newest handover record; null: none. `leftUntested`: the devices that it hands over without a test."),
  })
  .meta({ id: "Commissioning" });
export type CommissioningView = z.infer<typeof commissioningView>;

export interface CommissioningViewNeeds {
  pool: pg.Pool;
  caseLists: Pick<CaseLists, "list">;
  deviceSummaryOf: DeviceSummaryOf;
  registry: Pick<Registry, "planOf">;
}

/** A case as the installer sees it: what rang, and no more. */
export function callOf({ id, version, state, priority, alarms, rings, timeline, openedAt }: CaseView): CommissioningCall {
  const shown = state === "closed" ? alarms : alarms.filter((alarm) => alarm.state === "open");
  const rang = timeline.findLast(({ event }) => event === "raised" || event === "rangAgain" || event === "priorityRaised");
  return {
    ...{ caseId: id, version, open: state !== "closed", priority, rings },
    sentences: shown.map(({ sentence }) => sentence).toReversed(),
    deviceIds: shown.flatMap(({ deviceId }) => deviceId ?? []),
    receivedAt: rang?.at ?? openedAt,
    outcome: alarms.findLast(({ outcome }) => outcome !== null)?.outcome ?? null,
  };
}

/** How far the commissioning of a home is: plan, each device with its test, the calls, and the handover. */
export async function readCommissioningView(
  { pool, caseLists, deviceSummaryOf, registry }: CommissioningViewNeeds,
  home: HomeFacts,
): Promise<CommissioningView> {
  const state = await readCommissioning(pool, home.id);
  const since = state?.since ?? null;
  const tests = since === null ? new Map() : await readTests(pool, home, since);
  const handover = await readLastHandover(pool, home.id);
  const cases = since === null ? [] : (await caseLists.list({ homeId: home.id, technical: false, from: rfc3339(since), limit: 20 })).items;
  return {
    ...{ homeId: home.id, mode: home.mode, by: state?.byName ?? null },
    since: rfc3339OrNull(since),
    until: rfc3339OrNull(state?.until ?? null),
    devices: [...home.devices.values()].map(({ id, name, kind, room }) => {
      const heard = deviceSummaryOf(id);
      const { battery = null, signal = null } = heard ?? {};
      return { id, name, kind, room, lastHeardAt: rfc3339OrNull(heard?.heardAt ?? null), battery, signal, tested: tests.get(id) ?? null };
    }),
    calls: cases.map(callOf),
    plan: chosenPlan(registry, home),
    handover: handover && { ...handover, at: rfc3339(handover.at) },
  };
}

function chosenPlan(registry: Pick<Registry, "planOf">, { id }: HomeFacts): CommissioningView["plan"] {
  const known = registry.planOf(id);
  return known === undefined || known.version === 0
    ? null
    : { version: known.version, template: known.plan.template, name: known.plan.name };
}
