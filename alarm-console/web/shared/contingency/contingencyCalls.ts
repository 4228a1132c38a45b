import type { ContingencyReason } from "#domain/carers/contingency.ts";
import { type Answer, call } from "../api/call.ts";

interface Named {
  contactId: string;
  name: string;
}

export interface ContingencyPlan {
  version: number;
  substitutes: Named[];
  centreDoes: string;
  lastsHours: number;
  agreedBy: string;
  agreedAt: string;
  by: string;
  reviewOn: string | null;
}

/** A contact of a home: when they are not called, and what was agreed for the case that they fall ill. Times are RFC 3339. */
export interface ContactAvailability extends Named {
  notAvailableUntil: string | null;
  plan: ContingencyPlan | null;
  running: { why: ContingencyReason; endsAt: string; substitutes: Named[]; centreDoes: string } | null;
}

export type AvailabilityList = { items: ContactAvailability[] };

export const readContingency = (homeId: string): Promise<Answer<AvailabilityList>> => call("GET", `/api/v1/homes/${homeId}/contingency`);
export const agreePlan = (homeId: string, contactId: string, plan: object): Promise<Answer<AvailabilityList>> =>
  call("POST", `/api/v1/homes/${homeId}/contacts/${contactId}/contingency-plan`, plan);
export const startPlan = (
  homeId: string,
  contactId: string,
  start: { why: ContingencyReason; version: number },
): Promise<Answer<AvailabilityList>> => call("POST", `/api/v1/homes/${homeId}/contacts/${contactId}/contingency`, start);
export const endPlan = (homeId: string, contactId: string): Promise<Answer<AvailabilityList>> =>
  call("POST", `/api/v1/homes/${homeId}/contacts/${contactId}/contingency/end`);

/** "3 days", "1 hour". */
export function lastsText(hours: number): string {
  const [count, unit] = hours % 24 === 0 ? [hours / 24, "day"] : [hours, "hour"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

export const namesText = (substitutes: readonly Named[]): string =>
  substitutes.length === 0 ? "the next person in the plan" : substitutes.map(({ name }) => name).join(", then ");
