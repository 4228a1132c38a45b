import { type Answer, call } from "../api/call.ts";

/** A carer's proposal of a longer wait. Waits in minutes. */
export interface PlanProposal {
  id: string;
  homeId: string;
  homeName: string;
  rule: string;
  title: string;
  setting: string;
  now: number;
  minutes: number;
  figures: { nights: number; heardNights: number; woken: number; needed: number; wouldWake: number };
  by: string;
  at: string;
  state: "waiting" | "accepted" | "declined";
  declined: { by: string; at: string; why: string } | null;
}

type List = Answer<{ items: PlanProposal[] }>;
export const openProposals = (): Promise<List> => call("GET", "/api/v1/plan-proposals");
export const proposalsOf = (homeId: string): Promise<List> => call("GET", `/api/v1/homes/${homeId}/plan-proposals`);
export const declineProposal = (homeId: string, id: string, why: string): Promise<List> =>
  call("POST", `/api/v1/homes/${homeId}/plan-proposals/${id}/decline`, { why });

const times = (count: number): string => (count === 0 ? "not once" : count === 1 ? "once" : `${count} times`);

/** "“Left bed and not back” woke the family 3 times in 14 nights; 1 was needed. With 25 min instead of 20 min it would have woken them once." */
export const proposalText = ({ title, now, minutes, figures: { nights, woken, needed, wouldWake } }: PlanProposal): string =>
  `“${title}” woke the family ${times(woken)} in ${nights} nights; ${needed === 0 ? "none" : needed} ${needed > 1 ? "were" : "was"} needed. ` +
  `With ${minutes} min instead of ${now} min it would have woken them ${times(wouldWake)}.`;
