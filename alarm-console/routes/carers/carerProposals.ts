import type pg from "pg";
import { z } from "zod";
import { type LongerWaitNeeds, longerWaits, type RuleNights } from "#backtest/longerWaits.ts";
import { maySee } from "#domain/carers/carerSees.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Care, Carers } from "#homes/carers.ts";
import type { PlanProposal, PlanProposals } from "#homes/planProposals.ts";
import type { Registry } from "#homes/registry.ts";
import { recordLook } from "../../access/accessLog.ts";
import { CallCounts, type CallLimit } from "../../access/callCounts.ts";
import type { Caller } from "../../access/caller.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { patience } from "../../patience.ts";
import { rfc3339 } from "../../rfc3339.ts";
import { homeParams } from "../homes.ts";
import { proposalState } from "../plans/proposals.ts";
import { careFor } from "./caredHomes.ts";

export interface CarerProposalNeeds {
  pool: pg.Pool;
  registry: Registry;
  carers: Carers;
  backtests: LongerWaitNeeds["backtests"];
  proposals: PlanProposals;
  /** Epoch ms. */
  now: () => number;
}

const count = z.number().int();
const waitsView = z
  .object({
    nights: count,
    heardNights: count.describe("Nights with readings: about the others nothing is known."),
    items: z.array(
      z.object({
        rule: z.string(),
        title: z.string(),
        woken: count.describe("How often the rule woke the carer."),
        needed: count.describe("How often of these help was given, or was needed."),
        instead: z
          .object({ now: count, minutes: count, wouldWake: count })
          .nullable()
          .describe("A longer wait in minutes that would have woken less often and lost no alarm that was needed."),
        proposed: z
          .object({
            minutes: count,
            by: z.string(),
            at: z.iso.datetime(),
            state: z.enum(["waiting", "accepted", "declined"]),
            why: z.string().nullable(),
          })
          .nullable()
          .describe("The newest proposal of a carer for this rule."),
      }),
    ),
    next: z.null(),
  })
  .meta({ id: "NightWaits" });

/** The back-tests of a call take some seconds, and give way to alarms. */
const mostLooks: CallLimit = { window: 60, max: 10 };
const timeoutMs = 60_000;

/** How often each rule woke the family, and a carer's proposal to the supervisor. */
export function carerProposalRoutes(api: Api, needs: CarerProposalNeeds): void {
  const looks = new CallCounts(needs.now);
  const limited = (caller: Caller): void => {
    if (!looks.count(caller.id, mostLooks).allowed)
      throw new Refusal("tooMany", "You have asked very often. Wait a minute, then try again.");
  };
  const responses = refusals(400, 401, 403, 404, 409, 422, 503);
  api.get(
    "/carer/homes/:id/nights/waits",
    {
      config: { needs: "careForHomes" },
      handlerTimeout: 2 * timeoutMs,
      schema: {
        summary: "How often each rule woke you in the last 14 nights, and whether a longer wait would have done so less",
        description:
          "Only with `sees` nights. Found by back-tests over the recorded readings; they take some seconds. The access log records who looked.",
        tags: ["carers"],
        params: homeParams,
        response: { 200: waitsView, ...responses },
      },
    },
    async ({ caller, params }, reply) => {
      limited(caller);
      return viewOf(needs, await homeFor(needs, caller, params.id), patience(reply, timeoutMs));
    },
  );
  api.post(
    "/carer/homes/:id/plan-proposals",
    {
      config: { needs: "careForHomes" },
      handlerTimeout: 2 * timeoutMs,
      schema: {
        summary: "Propose the longer wait of a rule to the supervisor",
        description:
          "`minutes` as the waits of the nights offer it. It changes nothing by itself. 409 `planChanged`: it is not offered any more.",
        tags: ["carers"],
        params: homeParams,
        body: z.strictObject({ rule: z.string().max(60), minutes: count.min(1).max(1_440) }),
        response: { 201: waitsView, ...responses },
      },
    },
    async ({ caller, params, body }, reply) => {
      limited(caller);
      const cared = await homeFor(needs, caller, params.id);
      const signal = patience(reply, timeoutMs);
      await propose(needs, cared, body, signal);
      return reply.code(201).send(await viewOf(needs, cared, signal));
    },
  );
}

interface CaredHome {
  care: Care;
  home: HomeFacts;
}

async function homeFor({ pool, carers, registry }: CarerProposalNeeds, caller: Caller, id: string): Promise<CaredHome> {
  const care = await careFor(carers, caller, id);
  if (!maySee(care.sees, "nights")) throw new Refusal("forbidden", `${care.agreedBy} agreed that you see alarms only.`);
  const home = registry.home(care.homeId);
  if (home === undefined) throw new Refusal("notFound", "This home does not exist any more.");
  await recordLook(pool, caller, "readings", home.id);
  return { care, home };
}

const waitsOf = ({ registry, backtests }: CarerProposalNeeds, { home }: CaredHome, signal: AbortSignal) =>
  longerWaits({ plans: registry.plans, backtests }, home, signal);

async function propose(
  needs: CarerProposalNeeds,
  cared: CaredHome,
  { rule, minutes }: { rule: string; minutes: number },
  signal: AbortSignal,
): Promise<void> {
  const { nights, heardNights, rules } = await waitsOf(needs, cared, signal);
  const offered = rules.find((one) => one.rule === rule);
  if (offered?.instead?.minutes !== minutes)
    throw new Refusal("planChanged", "The nights or the plan have changed since you looked. Look at the nights again.");
  const { woken, needed, instead } = offered;
  const figures = { nights, heardNights, woken, needed, wouldWake: instead.wouldWake };
  const { contact, homeId } = cared.care;
  await needs.proposals.propose(homeId, { rule, setting: instead.setting, value: minutes, figures }, contact);
}

async function viewOf(needs: CarerProposalNeeds, cared: CaredHome, signal: AbortSignal): Promise<z.infer<typeof waitsView>> {
  const { nights, heardNights, rules } = await waitsOf(needs, cared, signal);
  const proposals = await needs.proposals.ofHome(cared.home.id);
  return { nights, heardNights, items: rules.map((one) => itemOf(one, proposals, cared.home, needs.registry)), next: null };
}

function itemOf(one: RuleNights, proposals: readonly PlanProposal[], home: HomeFacts, { plans }: Registry) {
  const newest = proposals.find(({ rule }) => rule === one.rule);
  return {
    ...one,
    instead: one.instead && { now: one.instead.now, minutes: one.instead.minutes, wouldWake: one.instead.wouldWake },
    proposed:
      newest === undefined
        ? null
        : {
            minutes: newest.value,
            by: newest.by.name,
            at: rfc3339(newest.proposedAt),
            state: proposalState(newest, home, plans.rules),
            why: newest.declined?.why ?? null,
          },
  };
}
