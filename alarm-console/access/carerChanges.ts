import type { Api } from "../api.ts";
import { Refusal } from "../errors.ts";
import { CallCounts, type CallLimit } from "./callCounts.ts";

/** By one account. Each change is a row, and some ring every desk or are a step of the home's rules: one phone must not keep the service busy. */
const mostChanges: CallLimit = { window: 60, max: 20 };

/** Limits how often a carer changes what they said of a home: hours, pauses, stays, contingency plans. Answers to alarms have a limit of their own. */
export function limitCarerChanges(api: Api, now: () => number): void {
  const counts = new CallCounts(now);
  api.addHook("preHandler", async ({ method, routeOptions, caller }) => {
    if (method === "GET" || method === "HEAD" || !routeOptions.url?.includes("/carer/homes/:id/")) return;
    if (!counts.count(caller.id, mostChanges).allowed)
      throw new Refusal("tooMany", "You have changed this very often. Your last changes have arrived. Wait a minute, then try again.");
  });
}
