import type { SuggestedSettings } from "#domain/suggest/suggestedSettings.ts";
import { type Answer, call } from "../api/call.ts";

/** About fifteen back-tests. */
const suggestedWithinMs = 250_000;

/** For each rule, the quickest setting that would have rung rarely enough in the last 28 nights. */
export const suggestSettings = (homeId: string): Promise<Answer<SuggestedSettings>> =>
  call("GET", `/api/v1/homes/${homeId}/plan/suggestions`, undefined, suggestedWithinMs);
