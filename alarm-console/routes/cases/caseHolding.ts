import { z } from "zod";
import { mayTouch } from "#domain/role.ts";
import { freeText, legibleText } from "#domain/text.ts";
import { acceptHandOver, acknowledgeRing, claim, followUp, handOver, release, takeOver } from "#response/case/steps/holding.ts";
import type { OnDuty } from "#response/watch/onDuty.ts";
import type { Api } from "../../api.ts";
import { type CaseActionNeeds, holderFrom, seenVersion } from "./caseAnswer.ts";
import { caseStepRoute } from "./caseStepRoute.ts";

const note = freeText(2000).default("").describe("A note for the timeline, at most 2000 characters.");
const onlyVersion = z.strictObject({ version: seenVersion }).nullish();

/** How a case changes hands. */
export function caseHoldingRoutes(api: Api, needs: CaseActionNeeds & { onDuty: OnDuty }): void {
  claimAndRelease(api, needs);
  handOverAndAccept(api, needs);
  takeOverCase(api, needs);
  followUpAndHeard(api, needs);
}

function claimAndRelease(api: Api, needs: CaseActionNeeds): void {
  caseStepRoute(api, needs, {
    action: "claim",
    summary: "Claim a case",
    description:
      "One person at a time holds a case. 409 `held` names that person. Claiming your own case again changes nothing; claiming your own follow-up ends the follow-up.",
    body: onlyVersion,
    step:
      (caller) =>
      ({ case: before }, context) =>
        claim(before, holderFrom(caller), context),
  });
  caseStepRoute(api, needs, {
    action: "release",
    summary: "Give a case back to the queue",
    description: "It rings again at every desk. Only the holder may do this: 409 `held` or `notHolder` otherwise.",
    body: onlyVersion,
    step:
      (caller) =>
      ({ case: before }, context) =>
        release(before, caller, context),
  });
}

function handOverAndAccept(api: Api, needs: CaseActionNeeds & { onDuty: OnDuty }): void {
  const { onDuty } = needs;
  caseStepRoute(api, needs, {
    action: "hand-over",
    summary: "Offer a case to another person on duty",
    description:
      "That person has 60 seconds to accept; until then you hold the case, and afterwards it goes back to the queue. 409 `offDuty` where the person is not signed in with sound on, or may not answer in this home.",
    body: z.strictObject({
      to: z.string().min(1).max(100).describe("The id of a person from GET /on-duty."),
      note,
      version: seenVersion,
    }),
    step:
      (caller, { to, note }) =>
      ({ case: before, mode }, context) => {
        const person = onDuty.people().find((one) => one.id === to && one.canHear && mayTouch(one.role, mode));
        if (person === undefined || person.id === caller.id) return { refused: "offDuty" };
        return handOver(before, caller, { to: { id: person.id, name: person.name }, note }, context);
      },
  });
  caseStepRoute(api, needs, {
    action: "accept",
    summary: "Accept a case that is handed over to you",
    description: "409 `notOffered` where it is not offered to you, or no longer.",
    body: onlyVersion,
    step:
      (caller) =>
      ({ case: before }, context) =>
        acceptHandOver(before, holderFrom(caller), context),
  });
}

function takeOverCase(api: Api, needs: CaseActionNeeds): void {
  caseStepRoute(api, needs, {
    action: "take-over",
    permission: "takeOverCases",
    summary: "Take over a case from any holder",
    description: "For supervisors and administrators. The former holder sees who took it, and why.",
    body: z.strictObject({
      reason: legibleText(500).min(1, "this must not be empty").describe("Why, for the timeline."),
      version: seenVersion,
    }),
    step:
      (caller, { reason }) =>
      ({ case: before }, context) =>
        takeOver(before, holderFrom(caller), reason, context),
  });
}

function followUpAndHeard(api: Api, needs: CaseActionNeeds): void {
  caseStepRoute(api, needs, {
    action: "follow-up",
    summary: "Look at a case again later",
    description:
      "For example when a responder is on the way. You are free for other cases until then. When it is due it rings at your desk, and 60 seconds later at every desk. A new life-safety ring brings the case back to every desk at once.",
    body: z.strictObject({
      inSeconds: z.number().int().min(10).max(14_400).describe("In how many seconds, at most four hours."),
      note,
      version: seenVersion,
    }),
    step:
      (caller, { inSeconds, note }) =>
      ({ case: before }, context) =>
        followUp(before, caller, { inSeconds, note }, context),
  });
  caseStepRoute(api, needs, {
    action: "heard",
    summary: "Acknowledge a new ring in a case that you hold, or that you still deal with it",
    description:
      "A life-safety ring in a claimed case rings at the holder's desk, and after 10 seconds without this call at every desk. After 5 minutes without any action the holder is asked; this call answers the question too.",
    body: onlyVersion,
    step:
      (caller) =>
      ({ case: before }, context) =>
        acknowledgeRing(before, caller, context),
  });
}
