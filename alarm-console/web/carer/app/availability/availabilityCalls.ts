import type { CallableHours } from "#domain/carers/availability.ts";
import type { ContingencyReason } from "#domain/carers/contingency.ts";
import type { Answer } from "../../../shared/api/call.ts";
import { carerCall } from "../carerCall.ts";

/** What the service says of when a carer may be called. Times are RFC 3339. */

export interface CallOrder {
  calls: { who: "contact" | "centre" | "supervisor"; name: string; mine: boolean; afterSeconds: number }[];
  skipped: { name: string; mine: boolean; why: "notAvailable" | "noChannel"; until: string | null }[];
}

export interface CallSpan {
  from: string;
  until: string;
  urgent: CallOrder;
  critical: CallOrder;
}

export interface SuspendedRule {
  rule: string;
  title: string;
}

export interface Availability {
  asOf: string;
  homeName: string;
  timezone: string;
  mine: { hours: CallableHours | null; pausedUntil: string | null; notAvailableUntil: string | null };
  others: { name: string; notAvailableUntil: string | null }[];
  staying: { name: string; mine: boolean; until: string; suspended: SuspendedRule[] } | null;
  suggestedStayEnd: string;
  suspendedByStay: SuspendedRule[];
  suggestedPauseEnd: string;
  preview: { now: CallSpan[]; withoutMe: CallSpan[] };
}

interface Agreed {
  version: number;
  substitutes: { contactId: string; name: string }[];
  centreDoes: string;
}

export interface Contingency {
  asOf: string;
  timezone: string;
  plan: (Agreed & { lastsHours: number; agreedBy: string; agreedAt: string }) | null;
  running: (Agreed & { why: ContingencyReason; endsAt: string }) | null;
  preview: CallSpan[];
}

const of = (homeId: string, what: string): string => `/api/v1/carer/homes/${homeId}/${what}`;

export const availabilityOf = (homeId: string, until?: string): Promise<Answer<Availability>> =>
  carerCall("GET", of(homeId, `availability${until === undefined ? "" : `?until=${encodeURIComponent(until)}`}`));
export const stayUntil = (homeId: string, until: string): Promise<Answer<Availability>> =>
  carerCall("POST", of(homeId, "staying"), { until });
export const endStay = (homeId: string): Promise<Answer<Availability>> => carerCall("POST", of(homeId, "staying/end"));
export const pauseUntil = (homeId: string, until: string): Promise<Answer<Availability>> =>
  carerCall("POST", of(homeId, "pause"), { until });
export const endPause = (homeId: string): Promise<Answer<Availability>> => carerCall("POST", of(homeId, "pause/end"));
export const setHours = (homeId: string, hours: CallableHours | null): Promise<Answer<Availability>> =>
  carerCall("PUT", of(homeId, "hours"), { hours });
export const contingencyOf = (homeId: string): Promise<Answer<Contingency>> => carerCall("GET", of(homeId, "contingency"));
export const startContingency = (homeId: string, why: ContingencyReason, version: number): Promise<Answer<Contingency>> =>
  carerCall("POST", of(homeId, "contingency"), { why, version });
export const tellCentre = (homeId: string, why: ContingencyReason): Promise<Answer<Contingency>> =>
  carerCall("POST", of(homeId, "contingency/tell"), { why });
export const endContingency = (homeId: string): Promise<Answer<Contingency>> => carerCall("POST", of(homeId, "contingency/end"));
